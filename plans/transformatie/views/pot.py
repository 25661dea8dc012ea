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

ROWS_ON_A_PAGE = 50


@require_safe
def show_pot(request):
    """What is left, how that went over the years, and each change with its source."""
    pot, found = standing(), years()
    context = {
        "pot": pot,
        "reserved": [(theme, pot.reserved[theme.pk]) for theme in Thema.objects.filter(pk__in=pot.reserved)],
        "years": found,
        "chart": chart_of(found),
        "page_obj": Paginator(changes(), ROWS_ON_A_PAGE).get_page(request.GET.get("pagina")),
        "may_change": rules.awards(request.user),
        "current_page": "pot",
    }
    return render(request, "plans/transformatie/pot/pot.html", context)


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
