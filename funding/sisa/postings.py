"""Which postings an indicator adds up: one condition for its value and for the list of what is below it."""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from funding.models import Boeking, Rekenwijze, Sisaindicator, Verantwoording
from iza_portal.rows import many
from plans.models.transformatie import Mijlpaaluitkomst
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


# What the account is over: spending of the budget, or of the local part of the municipality. Of one that was offered, what
# was booked and reached by then: what came since is not what it says.
_SPENT = """
    FROM (
        SELECT %s::bigint AS budget, %s::bigint AS holder, %s::bigint AS municipality, %s::int AS year, %s::bigint AS until,
            %s::timestamptz AS offered_at
    ) AS asked
    JOIN funding_boeking boeking ON boeking.budget_id = asked.budget AND boeking.soort = 'realisatie'
        AND (asked.until IS NULL OR boeking.id <= asked.until)
    JOIN funding_budgetregel regel ON regel.id = boeking.regel_id
        AND (asked.municipality IS NULL OR regel.municipality_id = asked.municipality)
    LEFT JOIN regions_municipality gemeente ON gemeente.id = regel.municipality_id
"""
# A line with a municipality that is not the holder's own is spent by a medeoverheid.
_OWN = """(
    asked.municipality IS NOT NULL OR regel.municipality_id IS NULL
    OR gemeente.organisation_id IS NOT DISTINCT FROM asked.holder
)"""
_NOW = "boeking.year = asked.year AND boeking.book_year = asked.year"
_BEFORE = "boeking.year = asked.year - 1 AND boeking.book_year = asked.year"
_UP_TO_NOW = "boeking.year <= asked.year AND boeking.book_year <= asked.year"
_CONDITIONS = {
    Rekenwijze.BESTEED: f"{_OWN} AND {_NOW}",
    Rekenwijze.CORRECTIE: f"{_OWN} AND {_BEFORE}",
    Rekenwijze.BESTEED_MEDEOVERHEDEN: f"NOT {_OWN} AND {_NOW}",
    Rekenwijze.CORRECTIE_MEDEOVERHEDEN: f"NOT {_OWN} AND {_BEFORE}",
    Rekenwijze.CUMULATIEF: _UP_TO_NOW,
    Rekenwijze.NIET_GEREALISEERD: f"""{_UP_TO_NOW} AND regel.bedrag_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM plans_mijlpaalbedrag bedrag JOIN plans_mijlpaalbewijs bewijs ON bewijs.mijlpaal_id = bedrag.mijlpaal_id
        WHERE bedrag.id = regel.bedrag_id AND bewijs.outcome = '{Mijlpaaluitkomst.BEHAALD.value}'
            AND (asked.offered_at IS NULL OR bewijs.decided_at <= asked.offered_at)
    )""",
}
# Where a scheme asks what a medeoverheid spent a year later, after it accounted for that itself (domain: D3).
_LATE = f"""NOT {_OWN} AND boeking.year = asked.year - 1 AND boeking.book_year IN (asked.year - 1, asked.year)"""


def _condition_of(meaning: str, *, late: bool) -> str:
    """Answer which of `_SPENT` an indicator of this meaning adds up."""
    if late and meaning == Rekenwijze.CORRECTIE_MEDEOVERHEDEN:
        return _LATE
    return _CONDITIONS[Rekenwijze(meaning)]


def _asked_by(verantwoording: Verantwoording) -> list:
    """Answer the values of the gaps of `_SPENT`."""
    budget, content = verantwoording.budget, verantwoording.content
    until, offered_at = (content["until"], verantwoording.offered_at) if content else (None, None)
    return [budget.pk, budget.holder_id, verantwoording.municipality_id, verantwoording.year, until, offered_at]


def sums_of(verantwoording: Verantwoording, meanings: list[str], *, late: bool) -> list[tuple]:
    """Answer, for each municipality of a line (or None), the sum of each meaning and of how many postings; one query.

    A row is the municipality, and then eurocents and number for each meaning.
    """
    asked = ", ".join(
        f"coalesce(sum(boeking.cents) FILTER (WHERE {condition}), 0)::bigint, count(*) FILTER (WHERE {condition})"
        for condition in (_condition_of(meaning, late=late) for meaning in meanings)
    )
    query = f"SELECT regel.municipality_id, {asked} {_SPENT} GROUP BY regel.municipality_id"
    return many(query, *_asked_by(verantwoording))


def is_late(indicators: list[Sisaindicator]) -> bool:
    """Does this scheme ask what medeoverheden spent a year later than they spent it?"""
    meanings = {indicator.meaning for indicator in indicators}
    return Rekenwijze.CORRECTIE_MEDEOVERHEDEN in meanings and Rekenwijze.BESTEED_MEDEOVERHEDEN not in meanings


def postings_of(
    verantwoording: Verantwoording, indicator: Sisaindicator, municipality: Municipality | None = None
) -> QuerySet[Boeking]:
    """Answer the postings whose sum is the value of the indicator, the newest first; of one medeoverheid if it is named."""
    late = is_late(indicators_of(verantwoording))
    query = f"SELECT boeking.id {_SPENT} WHERE {_condition_of(indicator.meaning, late=late)}"
    found = Boeking.objects.filter(pk__in=RawSQL(query, _asked_by(verantwoording)))  # noqa: S611  (constants)
    if municipality is not None:
        found = found.filter(regel__municipality=municipality)
    return found.select_related("regel", "verplichting", "boekstuk", "corrects").order_by("-pk")
