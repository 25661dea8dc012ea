"""The values of the indicators of an account: sums over the ledger, and what a person filled in where no sum answers."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from funding.models import Rekenwijze, Sisaindicator, Verantwoording, Waardesoort
from funding.sisa.postings import COUNTED, SUMMED, indicators_of, is_late, sums_of
from iza_portal.page.templatetags.page import euros
from iza_portal.rows import many

#: What a person answers because the ledger does not know it.
ASKED = [Rekenwijze.MIJLPALEN, Rekenwijze.EINDE, Rekenwijze.INGEVULD]
ANSWERS = ("ja", "nee")

_RECEIVERS = """
    SELECT municipality.id, municipality.name FROM regions_municipality municipality
    WHERE EXISTS (
        SELECT FROM funding_budgetregel regel
        WHERE regel.municipality_id = municipality.id AND regel.budget_id = %s
            AND municipality.organisation_id IS DISTINCT FROM %s
            AND EXISTS (
                SELECT FROM funding_boeking boeking
                WHERE boeking.budget_id = regel.budget_id AND boeking.regel_id = regel.id AND boeking.year = ANY(%s::int[])
            )
    )
    ORDER BY municipality.name
"""


@dataclass(frozen=True)
class IndicatorValue:
    """What an account says for one indicator, of one medeoverheid where it is asked for each.

    `cents` is an amount in eurocents, None where the value is no amount; `text` is what stands there otherwise, empty where
    nobody filled it in yet. `postings` is how many postings are below it. The rest is of the indicator itself.
    """

    indicator_id: int
    number: str
    title: str
    explanation: str
    control: str
    kind: str
    meaning: str
    certainty: str
    certainty_note: str
    municipality_id: int | None = None
    municipality: str = ""
    cents: int | None = None
    text: str = ""
    postings: int = 0

    @property
    def is_sum(self) -> bool:
        return self.meaning in SUMMED

    @property
    def is_counted(self) -> bool:
        """Is it one of those that together hold each euro once?"""
        return self.meaning in COUNTED

    @property
    def is_asked(self) -> bool:
        """Is it for a person to fill in?"""
        return self.meaning in ASKED

    @property
    def shown(self) -> str:
        """The value as a page says it: «€ 1.250», «−€ 40», «ja», or nothing."""
        if self.cents is None:
            return self.text
        return money(self.cents)

    def as_json(self) -> dict:
        return asdict(self)


def money(cents: int) -> str:
    """Write eurocents as euros, with a minus where a correction takes off: «−€ 40»."""
    return euros(Decimal(cents) / 100)


def code_of(verantwoording: Verantwoording) -> str:
    """Answer the SiSa-code that the account is made under; empty where it is not known. A settled one keeps its own."""
    if verantwoording.status == "vastgesteld":
        return verantwoording.content.get("code", "")
    regeling = verantwoording.budget.regeling
    return regeling.sisa_code_between if verantwoording.municipality_id else regeling.sisa_code


def values_of(verantwoording: Verantwoording) -> list[IndicatorValue]:
    """Answer the value of each indicator, in order; one per medeoverheid where it is asked for each.

    Of a settled account they are what was frozen. Else they are sums over the ledger as it stands: a fixed number of
    queries, whatever the number of postings and of medeoverheden.
    """
    if verantwoording.status == "vastgesteld":
        return [IndicatorValue(**value) for value in verantwoording.content["indicators"]]
    return computed_values(verantwoording)


def computed_values(verantwoording: Verantwoording) -> list[IndicatorValue]:
    """Answer the values as they follow from the ledger and from what was filled in, whatever was frozen before."""
    indicators = indicators_of(verantwoording)
    sums, counts = _sums(verantwoording, indicators)
    receivers = receivers_of(verantwoording) if any(each.per_receiver for each in indicators) else []
    told = verantwoording.waarden.order_by("pk").values_list("indicator", "municipality", "value")
    filled = {(indicator, municipality): value for indicator, municipality, value in told}
    numbers = _decisions(verantwoording) if any(each.meaning == Rekenwijze.BESCHIKKING for each in indicators) else ""
    found = []
    for indicator in indicators:
        for receiver, name in receivers if indicator.per_receiver else [(None, "")]:
            key = (indicator.pk, receiver)
            value = {}
            if indicator.meaning in SUMMED:
                place = receiver or "all"
                value = {
                    "cents": sums.get((indicator.meaning, place), 0),
                    "postings": counts.get((indicator.meaning, place), 0),
                }
            elif indicator.meaning == Rekenwijze.ONTVANGER:
                value = {"text": name}
            elif indicator.meaning == Rekenwijze.BESCHIKKING:
                value = {"text": numbers}
            elif key in filled:
                value = _filled(indicator, filled[key])
            found.append(_value(indicator, receiver, name, **value))
    return found


def receivers_of(verantwoording: Verantwoording) -> list[tuple[int, str]]:
    """Answer key and name of the medeoverheden that got a local part of this year's money or the year's before; one query.

    By name, and also one that left the region since: it still accounts for what it got.
    """
    year, budget = verantwoording.year, verantwoording.budget
    return many(_RECEIVERS, budget.pk, budget.holder_id, [year - 1, year])


def _sums(verantwoording: Verantwoording, indicators: list[Sisaindicator]) -> tuple[dict, dict]:
    """Answer what each meaning adds up to, of how many postings: per municipality of the line, and of `all`; one query."""
    meanings = sorted({indicator.meaning for indicator in indicators} & {each.value for each in SUMMED})
    if not meanings:
        return {}, {}
    sums, counts = {}, {}
    for municipality, *told in sums_of(verantwoording, meanings, late=is_late(indicators)):
        for meaning, cents, count in zip(meanings, told[::2], told[1::2], strict=True):
            for place in {municipality, "all"}:
                sums[meaning, place] = sums.get((meaning, place), 0) + cents
                counts[meaning, place] = counts.get((meaning, place), 0) + count
    return sums, counts


def _decisions(verantwoording: Verantwoording) -> str:
    """Answer the numbers of the decisions by which money of the year or before it was granted, each once."""
    decisions = verantwoording.budget.beschikkingen.filter(year__lte=verantwoording.year).exclude(number="")
    return ", ".join(dict.fromkeys(decisions.order_by("on", "pk").values_list("number", flat=True)))


def _filled(indicator: Sisaindicator, value: str) -> dict:
    # An amount is kept as eurocents.
    return {"cents": int(value)} if indicator.kind == Waardesoort.BEDRAG else {"text": value}


def _value(indicator: Sisaindicator, receiver: int | None, name: str, **value) -> IndicatorValue:
    return IndicatorValue(
        indicator_id=indicator.pk,
        number=indicator.number,
        title=indicator.title,
        explanation=indicator.explanation,
        control=indicator.get_control_display(),
        kind=indicator.kind,
        meaning=indicator.meaning,
        certainty=indicator.certainty,
        certainty_note=indicator.certainty_note,
        municipality_id=receiver,
        municipality=name,
        **value,
    )
