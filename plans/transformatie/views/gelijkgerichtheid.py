"""Gelijkgerichtheid: who follows a plan and how, saying so for an insurer, and what waits for it."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans.models.transformatie import Transformatieplan, Volgwijze
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.gelijkgerichtheid import following
from plans.transformatie.gelijkgerichtheid.forms import FollowForm

#: So many plans are on a page of what waits for an insurer.
ON_A_PAGE = 50


def _plan(request, pk: int) -> Transformatieplan:
    plan = plan_or_404(request, pk)
    if not rules.may_see_following(request.user, plan):
        raise Http404
    return plan


@login_required
@require_safe
def show_following(request, pk):
    """Each other insurer, whether it acknowledged the plan, how it follows, and what it said before."""
    plan = _plan(request, pk)
    said = defaultdict(list)
    for event in following.earlier_words(plan):
        said[event.part_id].append(event)
    rows = list(plan.gelijkgerichtheid.select_related("organisation").order_by("organisation"))
    mine = rules.follows_for(request.user, plan)
    context = {
        "plan": plan,
        # The newest is what stands in the row itself.
        "rows": [(row, said[row.pk][1:]) for row in rows],
        "own": next((row for row in rows if row.organisation_id == mine), None),
        "acknowledged": sum(row.acknowledged_at is not None for row in rows),
        "following": sum(row.follows == Volgwijze.VOLGT for row in rows),
        "partly": sum(row.follows == Volgwijze.DEELS for row in rows),
        "current_page": "transformatieplan-gelijkgerichtheid",
    }
    return render(request, "plans/transformatie/gelijkgerichtheid/plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, pk):
    """Acknowledge the plan for the insurer whose hat is on; where a colleague did so meanwhile, both are shown."""
    plan = _plan(request, pk)
    row = following.own_row(request.user, plan)
    if row is None:
        raise PermissionDenied
    initial = {"version": row.version, "how": row.how}
    if row.acknowledged_at:
        initial["follows"] = row.follows
    form, theirs = FollowForm(posted(request), initial=initial), None
    if form.is_valid():
        try:
            following.follow(row, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            now = outdated.current
            theirs = [("Hoe", now.get_follows_display()), ("Toelichting", now.how)]
            reposted(form, version=now.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Vastgelegd. De indieners en de marktleiders lezen hoe uw organisatie volgt.")
            return redirect("transformatieplan-gelijkgerichtheid", pk)
    context = {"plan": plan, "row": row, "form": form, "theirs": theirs}
    context["current_page"] = "transformatieplan-gelijkgerichtheid"
    template = "plans/transformatie/gelijkgerichtheid/follow.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def show_waiting(request):
    """The approved plans that the insurer whose hat is on did not judge: first those that it has to acknowledge."""
    if not rules.follows(request.user):
        raise PermissionDenied
    rows = following.waiting_for(request.user)
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina")),
        "waiting": rows.filter(acknowledged_at=None).count(),
    }
    return render(request, "plans/transformatie/gelijkgerichtheid/waiting.html", context)
