"""The queue of approved plans that wait for money, and giving it to the one whose turn it is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.page.forms import ReasonForm
from iza_portal.page.templatetags.page import euros
from plans.models.transformatie import Partijrol, Thema, Toekenning, Transformatiepartij, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.pot.standing import standing
from plans.transformatie.wachtrij import numbers
from plans.transformatie.wachtrij.awarding import award, why_not_now
from plans.transformatie.wachtrij.queue import next_in, queue


@require_safe
def show_queue(request):
    """The queue in its order, with what the pot has, and to applicants where their own plan stands."""
    pot = standing()
    places = queue(pot)
    plans = [place.plan.pk for place in places]
    own = _own(request.user, plans)
    context = {
        "pot": pot,
        "reserved": [(theme, pot.reserved[theme.pk]) for theme in Thema.objects.filter(pk__in=pot.reserved)],
        "places": places,
        "asked": sum((place.amount for place in places), 0),
        "own": [place for place in places if place.plan.pk in own],
        "open_plans": _open_to(request.user, plans),
        "next": next_in(places),
        "may_award": rules.awards(request.user),
        "current_page": "wachtrij",
    }
    return render(request, "plans/transformatie/wachtrij/queue.html", context)


def _own(user, plans) -> set[int]:
    """Answer which of these plans this person's organisations submit."""
    if not user.is_authenticated or not plans:
        return set()
    organisations = [membership.organisation_id for membership in user.active_memberships]
    parties = Transformatiepartij.objects.filter(
        plan__in=plans, organisation__in=organisations, part=Partijrol.INDIENER
    )
    return set(parties.values_list("plan", flat=True))


def _open_to(user, plans) -> set[int]:
    """Answer of which of these plans this person can open the pages."""
    if not user.is_authenticated or not plans:
        return set()
    return set(Transformatieplan.objects.visible_to(user).filter(pk__in=plans).values_list("pk", flat=True))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award_plan(request, pk):
    """Give a plan what it asks; whoever comes second sees how it stands now."""
    plan = plan_or_404(request, pk)
    if not rules.awards_to(request.user, plan):
        raise PermissionDenied
    form = ReasonForm(posted(request))
    form.fields["reason"].label = "Waarom dit plan nu"
    form.fields["reason"].help_text = "Iedereen kan dit lezen, met de getallen van dit moment."
    if form.is_valid():
        try:
            toekenning = award(plan, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Toegekend: {euros(-toekenning.mutatie.amount)} aan “{plan}”.")
            return redirect("toekenning", toekenning_pk=toekenning.pk)
    pot = standing()
    places = queue(pot)
    place = next((each for each in places if each.plan.pk == plan.pk), None)
    if place is None and not form.is_bound:
        messages.warning(request, f"“{plan}” staat niet (meer) in de wachtrij.")
        return redirect("wachtrij")
    context = {
        "plan": plan,
        "pot": pot,
        "place": place,
        "passed": places[: place.number - 1] if place else [],
        "why_not": why_not_now(place, places) if place else "",
        "form": form,
    }
    return render(request, "plans/transformatie/wachtrij/award.html", context, status=422 if form.is_bound else 200)


@require_safe
def show_award(request, toekenning_pk):
    """Why a plan got its money, with the numbers as they then were."""
    toekenning = get_object_or_404(
        Toekenning.objects.select_related("mutatie__plan", "mutatie__theme"), pk=toekenning_pk
    )
    context = {
        "toekenning": toekenning,
        "amount": -toekenning.mutatie.amount,
        "numbers": numbers.told(toekenning.numbers),
        "current_page": "pot",
    }
    return render(request, "plans/transformatie/wachtrij/toekenning.html", context)
