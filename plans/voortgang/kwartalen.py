"""The kwartaalbericht of an opgave: what moved, what stuck and what is needed, until the region's report fixes it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.quarters import in_short, in_words, last_day, next_quarter, quarter_of
from iza_portal.trail.recording import record
from plans.models import Koers, Kwartaalbericht, Kwartaalrapportage, Opgave, Regioplan, Vaststellingsversie
from plans.verbs import PlanVerb
from plans.voortgang.followed import agreed_on, why_not_followed
from plans.voortgang.rules import may_account

GONE = "Dit is intussen weggehaald."
#: So many quarters are told of at a time: the one that runs, and those before it.
QUARTERS = 4
#: So long after the end of a quarter its kwartaalberichten are asked for, and the report of the region.
BERICHT_TERM, REPORT_TERM = timedelta(days=14), timedelta(days=28)


def quarter_from(said: str) -> date | None:
    """Read a quarter as addresses write it: «2026-3»; None where it is none."""
    year, _, number = said.partition("-")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and number in ("1", "2", "3", "4")):
        return None
    return date(int(year), 3 * int(number) - 2, 1) if 2022 <= int(year) <= 2100 else None


def in_address(quarter: date) -> str:
    """Write a quarter as addresses do: «2026-3»."""
    return f"{quarter.year}-{(quarter.month + 2) // 3}"


def quarters_of(region_id: int, kinds: Iterable[str] | None = None) -> list[date]:
    """Answer the quarters that the region tells of now, the latest first: those that a plan of it was followed in.

    `kinds` are the kinds of plans that are asked of, all where none is said. One query.
    """
    agreed = Vaststellingsversie.objects.filter(plan__region=region_id)
    if kinds:
        agreed = agreed.filter(plan__kind__in=kinds)
    first = agreed_on(agreed)
    now = quarter_of(timezone.localdate())
    quarters = [next_quarter(now, -steps) for steps in range(QUARTERS)]
    return [quarter for quarter in quarters if quarter >= quarter_of(first or now)]


def is_fixed(region_id: int, quarter: date) -> bool:
    """Is the report of the region on this quarter fixed, and with it what was told of its opgaven? One query."""
    return Kwartaalrapportage.objects.filter(region=region_id, quarter=quarter).exists()


def berichten_of(opgaven: Iterable[Opgave], quarter: date) -> dict[int, Kwartaalbericht]:
    """Answer what was told of these opgaven in a quarter, by the pk of the opgave; one query.

    What was told at the same opgave in another version of the plan counts as well; of two the one of last.
    """
    by_key = {opgave.key: opgave.pk for opgave in opgaven}
    rows = Kwartaalbericht.objects.filter(opgave__key__in=list(by_key), quarter=quarter)
    rows = rows.select_related("organisation").annotate(key=F("opgave__key")).order_by("at")
    return {by_key[bericht.key]: bericht for bericht in rows}


def why_not_told(plan: Regioplan, quarter: date) -> str:
    """Answer why nothing is told of this quarter (any more), as a sentence, or nothing; three queries at most."""
    if reason := why_not_followed(plan):
        return reason
    if is_fixed(plan.region_id, quarter):
        return f"De rapportage over {in_short(quarter)} is vastgelegd, en daarmee ook de kwartaalberichten."
    if quarter not in quarters_of(plan.region_id, [plan.kind]):
        return f"Over het {in_words(quarter)} schrijft u nu geen kwartaalbericht."
    return ""


@transaction.atomic
def write_bericht(
    opgave, *, by, quarter: date, version: int, koers: str, moved: str, stuck: str = "", needed: str = ""
) -> Kwartaalbericht:
    """Write or rewrite the kwartaalbericht of an opgave, that the person saw as it was at `version`, 0 where none was.

    Raises `OutdatedVersion`, with what stands, where somebody else wrote meanwhile; `ValidationError` at the field that does
    not fit, or where the quarter is fixed; `PermissionDenied`.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=opgave.plan_id)
    opgave = plan.opgaven.present().prefetch_related("partijen").filter(pk=opgave.pk).first()
    if opgave is None:
        raise ValidationError(GONE)
    opgave.plan = plan
    if not may_account(by, opgave):
        raise PermissionDenied("De trekkers van de opgave en de ambtenaren van de gemeenten schrijven het bericht.")
    if reason := why_not_told(plan, quarter):
        raise ValidationError(reason)
    bericht = berichten_of([opgave], quarter).get(opgave.pk)
    if version != (bericht.version if bericht else 0):
        raise OutdatedVersion(bericht)
    before = facts_of(bericht) if bericht else None
    bericht = bericht or Kwartaalbericht(opgave=opgave, quarter=quarter, version=0)
    bericht.koers, bericht.moved = Koers(koers), moved.strip()
    bericht.stuck, bericht.needed = stuck.strip(), needed.strip()
    if bericht.koers != Koers.OP_KOERS and not bericht.stuck:
        raise ValidationError({"stuck": "Schrijf op wat er vastzit, want de opgave is niet op koers."})
    bericht.by, bericht.at, bericht.organisation = by, timezone.now(), by.hat
    bericht.version += 1
    bericht.full_clean(exclude=["opgave", "by", "organisation"], validate_unique=False)
    bericht.save()
    record(
        PlanVerb.BERICHT_WRITTEN,
        plan,
        by=by,
        detail=f"{opgave.title}, {in_short(quarter)}",
        part_id=opgave.pk,
        before=before,
        after=facts_of(bericht),
    )
    return bericht


def facts_of(bericht: Kwartaalbericht) -> dict:
    """Answer what a kwartaalbericht says, by label: what a page shows, and what the history keeps."""
    return {
        "hoe staat het ervoor": bericht.get_koers_display(),
        "wat kwam in beweging": bericht.moved,
        "wat zit vast": bericht.stuck,
        "wat is er nodig": bericht.needed,
    }


def to_tell(today: date | None = None) -> date:
    """Answer the quarter that is told of now: the last one that is over."""
    return next_quarter(quarter_of(today or timezone.localdate()), -1)


def ended(quarter: date) -> bool:
    """Is the quarter over? Only then a report on it is fixed."""
    return last_day(quarter) < timezone.localdate()
