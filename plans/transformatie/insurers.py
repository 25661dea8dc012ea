"""Which insurers judge a plan: found from the regions that it concerns (domain: C11), or corrected by its applicants."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import long_date
from iza_portal.reference.models import Certainty
from iza_portal.trail.recording import record
from plans.models.transformatie import Transformatieplan
from plans.transformatie.holding import hold_to_write
from plans.transformatie.verbs import TransformatieVerb
from regions.models import Participation, Region, RegionRole

_ROLES = [RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2, RegionRole.COORDINEREND_VERZEKERAAR]
LONGEST_REASON = 2000


class Found(NamedTuple):
    """The insurers of a plan, None where the regions do not say who; `why` says how they were found, and how sure it is."""

    leader_1: Organisation | None
    leader_2: Organisation | None
    coordinator: Organisation | None
    why: str


def deciding_region(regions: Iterable[Region]) -> Region | None:
    """Answer the region among these with most inhabitants, the first by name where they have as many; one query."""
    asked = Region.objects.with_population().filter(pk__in=[region.pk for region in regions])
    return max(asked, key=lambda each: each.population or 0, default=None)


def find_insurers(regions: Iterable[Region]) -> Found:
    """Find the two market leaders and which of them coordinates, of the region among these with most inhabitants.

    The law says: the two with most insured people in the region of the plan. How many they have is not public per region,
    so the roles in the region count. Two queries.
    """
    regions = set(regions)
    region = deciding_region(regions)
    if region is None:
        return Found(None, None, None, "Er is nog geen regio gekozen.")
    roles = {
        each.role: each
        for each in Participation.objects.current()
        .filter(region=region, role__in=_ROLES)
        .select_related("organisation")
    }
    leaders = []
    for role in _ROLES[:2]:
        if role in roles and roles[role].organisation not in [each.organisation for each in leaders]:
            leaders.append(roles[role])
    named = roles.get(RegionRole.COORDINEREND_VERZEKERAAR)
    one, two = ([each.organisation for each in leaders] + [None, None])[:2]
    coordinator = named.organisation if named and named.organisation in (one, two) else one
    place = region.name if len(regions) == 1 else f"{region.name}, van de gekozen regio’s die met de meeste inwoners"
    said = [
        f"Gevonden op {long_date(timezone.localdate())} bij de regio {place}.",
        _of_leaders(leaders),
        _of_coordinator(coordinator, named),
    ]
    return Found(one, two, coordinator, " ".join(filter(None, said)))


def _of_leaders(leaders: list[Participation]) -> str:
    if not leaders:
        return "Wie daar de marktleiders zijn, is niet bekend: vul beide in."
    names = " en ".join(_with_certainty(each) for each in leaders)
    if len(leaders) == 1:
        return f"Marktleider is daar {names}. Een tweede marktleider is niet bekend: vul die in."
    return f"Marktleiders zijn daar {names}."


def _with_certainty(participation: Participation) -> str:
    name = str(participation.organisation)
    if participation.certainty == Certainty.VASTGESTELD:
        return name
    return f"{name} ({participation.get_certainty_display()})"


def _of_coordinator(coordinator: Organisation | None, named: Participation | None) -> str:
    if coordinator is None:
        return ""
    if named and named.organisation == coordinator:
        return f"Coördinerend is {_with_certainty(named)}."
    if named:
        return (
            f"De coördinerend verzekeraar van de regio, {named.organisation}, is geen van beide; "
            f"daarom is hier {coordinator} gekozen."
        )
    return f"Wie coördineert, is niet bekend; daarom is hier {coordinator} gekozen."


def use_found(plan: Transformatieplan, found: Found) -> None:
    """Write to the held plan which insurers were found; the caller saves it."""
    plan.marktleider_1, plan.marktleider_2, plan.insurer = found.leader_1, found.leader_2, found.coordinator
    plan.insurers_reason, plan.insurers_by_hand = found.why, False


def said_of(plan: Transformatieplan) -> dict[str, str]:
    """Answer the insurers of a plan in words, for pages and the history."""
    return {
        "marktleider 1": str(plan.marktleider_1 or ""),
        "marktleider 2": str(plan.marktleider_2 or ""),
        "coördinerend verzekeraar": str(plan.insurer or ""),
    }


@transaction.atomic
def correct_insurers(plan, *, by, version: int, leader_1, leader_2, coordinator, reason: str) -> Transformatieplan:
    """Put other insurers in the place of those that were found, with the reason, while the plan is written.

    Regions that change later leave them alone. Raises what `hold_to_write` raises, `OutdatedVersion`, and `ValidationError`
    at the field: for what is no insurer, the same one twice, a coordinator that is neither of them, no reason.
    """
    plan = hold_to_write(plan, by=by)
    if version != plan.version:
        raise OutdatedVersion(plan)
    for name, insurer in (("leader_1", leader_1), ("leader_2", leader_2)):
        if insurer is None or insurer.kind != Kind.ZORGVERZEKERAAR:
            raise ValidationError({name: "Kies een zorgverzekeraar."})
    if leader_1 == leader_2:
        raise ValidationError({"leader_2": "Kies twee verschillende marktleiders."})
    if coordinator not in (leader_1, leader_2):
        raise ValidationError({"coordinator": "De coördinerend verzekeraar is een van de twee marktleiders."})
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": f"Schrijf op waarom, in ten hoogste {LONGEST_REASON} tekens."})
    before = said_of(plan)
    plan.marktleider_1, plan.marktleider_2, plan.insurer = leader_1, leader_2, coordinator
    plan.insurers_reason, plan.insurers_by_hand = reason, True
    plan.version += 1
    plan.save(
        update_fields=["marktleider_1", "marktleider_2", "insurer", "insurers_reason", "insurers_by_hand", "version"]
    )
    record(TransformatieVerb.INSURERS_CORRECTED, plan, by=by, reason=reason, before=before, after=said_of(plan))
    return plan
