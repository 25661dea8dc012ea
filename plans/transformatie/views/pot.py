"""The national pot of transformatiemiddelen: each change with its source, and noting one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from plans.models.transformatie import Thema
from plans.transformatie import rules
from plans.transformatie.pot.changing import record_change
from plans.transformatie.pot.forms import PotChangeForm
from plans.transformatie.pot.showing import changes, chart_of, years
from plans.transformatie.pot.standing import standing
from plans.transformatie.pot.supposing import Supposition, suppose
from plans.transformatie.wachtrij.queue import queue

ROWS_ON_A_PAGE = 50


@require_safe
def show_pot(request):
    """What is left, what would be if chosen plans got money, how it went over the years, and each change."""
    pot, found = standing(), years()
    places, themes = queue(pot), Thema.objects.filter(pk__in=pot.reserved)
    # Whatever else an address names is no plan in the queue.
    named = set(request.GET.getlist("plan"))
    chosen = [place for place in places if str(place.plan.pk) in named]
    context = {
        "pot": pot,
        "reserved": [(theme, pot.reserved[theme.pk]) for theme in themes],
        "places": places,
        "chosen": {place.plan.pk for place in chosen},
        **(_supposed(suppose(pot, chosen), themes) if chosen else {}),
        "years": found,
        "chart": chart_of(found),
        "page_obj": Paginator(changes(), ROWS_ON_A_PAGE).get_page(request.GET.get("pagina")),
        "may_change": rules.awards(request.user),
        "current_page": "pot",
    }
    return render(request, "plans/transformatie/pot/pot.html", context)


def _supposed(supposition: Supposition, themes) -> dict:
    """Answer what the page shows of it: beside its rows, per theme what is reserved before and after."""
    before, after = supposition.before, supposition.after
    return {
        "supposition": supposition,
        "reserved_then": [(theme, before.reserved_for(theme.pk), after.reserved_for(theme.pk)) for theme in themes],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Note money that came, that went elsewhere, or that is set aside."""
    if not rules.awards(request.user):
        raise PermissionDenied
    form = PotChangeForm(posted(request))
    if form.is_valid():
        try:
            record_change(by=request.user, **form.change_of())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De verandering staat in de pot.")
            return redirect("pot")
    context = {"form": form, "pot": standing(), "current_page": "pot"}
    return render(request, "plans/transformatie/pot/change.html", context, status=422 if form.is_bound else 200)
