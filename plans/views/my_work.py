from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iza_portal.notices.reading import unread_of
from plans import rules
from plans.adoption import moves_open_to
from plans.consultaties.reading import open_round, waiting_for
from plans.models import Regioplan
from plans.owned import awaited, parts_of
from plans.publicatie.reading import PUBLIC
from plans.transformatie import rules as transformatie
from plans.transformatie.overzicht.own import own_plans
from plans.voortgang.owned import Waiting, waiting_of, waits_for
from plans.workflow import Status
from regions.models import Region
from regions.regiobeelden import under_way
from regions.roles import coordinates, roles_of
from regions.work import lying_with

PARTS_SHOWN = 8
NOTICES_SHOWN = 5


@login_required
@require_safe
def my_work(request):
    """What is new for the person, what waits for them, what is theirs, and the plans and regiobeelden of their regions."""
    user = request.user
    regions = list(Region.objects.filter(pk__in={role.region_id for role in roles_of(user)}))
    plans, awaiting, following = _plans_of(regions, user)
    beelden = under_way.beelden_of_regions(user)
    parts = lying_with(user, parts_of(user, plans) + under_way.parts_of(user, beelden))
    shows_all = request.GET.get("toon") == "alles"
    unread = list(unread_of(user)[: NOTICES_SHOWN + 1])
    decisions = [(plan, moves) for plan in plans if (moves := moves_open_to(user, plan))]
    consultaties = waiting_for(user, plans)
    # To read a plan in consultation is asked of who is asked nothing more of it.
    elsewhere = {plan.pk for plan, _ in decisions} | consultaties.running.keys()
    context = {
        "regions": regions,
        "may_start_in": [region for region in regions if rules.may_start(user, region)],
        "coordinates": any(coordinates(user, region.pk) for region in regions),
        "plans": plans,
        "beelden": beelden,
        "unowned": [plan for plan in plans if plan.progress.unowned and rules.may_arrange(user, plan)],
        "unread": unread[:NOTICES_SHOWN],
        "has_more_unread": len(unread) > NOTICES_SHOWN,
        "parts": parts if shows_all else parts[:PARTS_SHOWN],
        "has_more_parts": len(parts) > PARTS_SHOWN and not shows_all,
        "decisions": decisions,
        "awaiting": awaiting,
        "following": following,
        "consultaties": consultaties,
        "transformatieplannen": own_plans(user),
        "may_start_transformatieplan": transformatie.may_start(user),
        "consultations": [plan for plan in plans if plan.status == Status.TER_CONSULTATIE and plan.pk not in elsewhere],
    }
    return render(request, "plans/my_work.html", context)


def _plans_of(regions: list[Region], user) -> tuple[list[Regioplan], list[Regioplan], list[Waiting]]:
    """Answer the plans on which these regions work, in the order of the regions, and those that await a decision.

    That is one that this person notes: a plan can await it after it was published. And what waits in following the plans.
    """
    if not regions:
        return [], [], []
    order = {region.pk: place for place, region in enumerate(regions)}
    plans = (
        Regioplan.objects.filter(region__in=regions)
        .annotate(awaits=awaited(user), open_round=open_round(user), waits=waits_for(user))
        .order_by("-edition", "pk")
    )
    plans = sorted(plans, key=lambda plan: order[plan.region_id])
    for plan in plans:
        plan.region = regions[order[plan.region_id]]
        plan.awaits_due = plan.awaits[0] if plan.awaits else None
    under_way = [plan for plan in plans if plan.status not in PUBLIC]
    return under_way, [plan for plan in plans if plan.awaits], waiting_of(user, plans)
