"""Which postings an indicator adds up: one condition for its value and for the list of what is below it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from funding.models import Boeking, Boeksoort, Rekenwijze, Sisaindicator, Verantwoording
from plans.models.transformatie import Mijlpaalbewijs, Mijlpaaluitkomst
from regions.models import Municipality

#: Meanings that together hold each euro that was spent once; the others look at the same euros in another way.
COUNTED = [
    Rekenwijze.BESTEED,
    Rekenwijze.BESTEED_MEDEOVERHEDEN,
    Rekenwijze.CORRECTIE,
    Rekenwijze.CORRECTIE_MEDEOVERHEDEN,
]
#: Meanings whose value is a sum over the ledger.
SUMMED = [*COUNTED, Rekenwijze.CUMULATIEF, Rekenwijze.NIET_GEREALISEERD]


def indicators_of(verantwoording: Verantwoording) -> list[Sisaindicator]:
    """Answer the indicators of the year, in order; those between medeoverheden for the account of a municipality."""
    is_between = verantwoording.municipality_id is not None
    return [each for each in _of_year(verantwoording) if each.is_between == is_between]


def is_asked_between(verantwoording: Verantwoording) -> bool:
    """Does the scheme ask medeoverheden to account for this year to who holds the money?"""
    return any(each.is_between for each in _of_year(verantwoording))


def _of_year(verantwoording: Verantwoording) -> list[Sisaindicator]:
    """Answer all indicators of the scheme for the year, asked once for an account that was read."""
    if not hasattr(verantwoording, "indicators_of_year"):
        verantwoording.indicators_of_year = list(
            Sisaindicator.objects.filter(
                regeling=verantwoording.budget.regeling_id,
                first_year__lte=verantwoording.year,
                last_year__gte=verantwoording.year,
            ).order_by("is_between", "position")
        )
    return verantwoording.indicators_of_year


def spent_of(verantwoording: Verantwoording) -> QuerySet[Boeking]:
    """Answer the postings of spending that the account is over: of the budget, or of the local part of the municipality.

    Of an account that was offered, those that were there then: what was booked since is not what it says.
    """
    spent = Boeking.objects.filter(budget=verantwoording.budget_id, soort=Boeksoort.REALISATIE)
    if verantwoording.municipality_id:
        spent = spent.filter(regel__municipality=verantwoording.municipality_id)
    if verantwoording.content:
        spent = spent.filter(pk__lte=verantwoording.content["until"])
    return spent


def condition_of(verantwoording: Verantwoording, meaning: str, *, late: bool) -> Q:
    """Answer which of `spent_of` an indicator of this meaning adds up.

    A line with a municipality that is not the holder's own is spent by a medeoverheid. `late`: the scheme asks what a
    medeoverheid spent only a year later, after it accounted for that itself (domain: D3).
    """
    year = verantwoording.year
    now, before = Q(year=year, book_year=year), Q(year=year - 1, book_year=year)
    up_to_now = Q(year__lte=year, book_year__lte=year)
    theirs, own = _by(verantwoording)
    conditions = {
        Rekenwijze.BESTEED: own & now,
        Rekenwijze.CORRECTIE: own & before,
        Rekenwijze.BESTEED_MEDEOVERHEDEN: theirs & now,
        Rekenwijze.CORRECTIE_MEDEOVERHEDEN: theirs
        & (Q(year=year - 1, book_year__in=[year - 1, year]) if late else before),
        Rekenwijze.CUMULATIEF: up_to_now,
        Rekenwijze.NIET_GEREALISEERD: up_to_now & Q(regel__bedrag__isnull=False) & ~_reached(verantwoording),
    }
    return conditions[Rekenwijze(meaning)]


def _by(verantwoording: Verantwoording) -> tuple[Q, Q]:
    """Answer the conditions for what medeoverheden spent, and for what the account's own holder spent."""
    if verantwoording.municipality_id:
        return Q(pk__in=[]), Q()
    own = Q(regel__municipality=None) | Q(regel__municipality__organisation=verantwoording.budget.holder_id)
    return ~own, own


def _reached(verantwoording: Verantwoording) -> Q:
    """Answer the condition for a line of a milestone that was reached; of an account that was offered, by then."""
    reached = Mijlpaalbewijs.objects.filter(
        mijlpaal=OuterRef("regel__bedrag__mijlpaal"), outcome=Mijlpaaluitkomst.BEHAALD
    )
    if verantwoording.content and verantwoording.offered_at:
        reached = reached.filter(decided_at__lte=verantwoording.offered_at)
    return Q(Exists(reached))


def is_late(indicators: list[Sisaindicator]) -> bool:
    """Does this scheme ask what medeoverheden spent a year later than they spent it?"""
    meanings = {indicator.meaning for indicator in indicators}
    return Rekenwijze.CORRECTIE_MEDEOVERHEDEN in meanings and Rekenwijze.BESTEED_MEDEOVERHEDEN not in meanings


def postings_of(
    verantwoording: Verantwoording, indicator: Sisaindicator, municipality: Municipality | None = None
) -> QuerySet[Boeking]:
    """Answer the postings whose sum is the value of the indicator, the newest first; of one medeoverheid if it is named."""
    late = is_late(indicators_of(verantwoording))
    found = spent_of(verantwoording).filter(condition_of(verantwoording, indicator.meaning, late=late))
    if municipality is not None:
        found = found.filter(regel__municipality=municipality)
    return found.select_related("regel", "verplichting", "boekstuk", "corrects").order_by("-pk")
