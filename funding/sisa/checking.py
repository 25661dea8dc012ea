"""Whether an account adds up: what holds, what to look at, and what stands in the way of offering and settling it."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from funding.models import Inleesstand, Rekenwijze, Sisaindicator, Verantwoording, Verantwoordingsstand
from funding.sisa.postings import indicators_of, is_asked_between, is_late
from funding.sisa.values import IndicatorValue, money
from iza_portal.rows import one
from plans.models.transformatie import Mijlpaaluitkomst, Transformatiemijlpaal

#: What was spent and booked in the year: all of it, what is about another year than this one and the one before, what is of
#: lines of medeoverheden and about this year, what such lines spent and booked the year before, and what is about the year
#: before, of which by corrections. Asked apart from the values, so that the two can be held against each other.
_SPENT = """
    SELECT coalesce(sum(boeking.cents) FILTER (WHERE boeking.book_year = %s), 0)::bigint,
        coalesce(sum(boeking.cents) FILTER (
            WHERE boeking.book_year = %s AND boeking.year NOT IN (%s, %s)), 0)::bigint,
        coalesce(sum(boeking.cents) FILTER (
            WHERE boeking.book_year = %s AND boeking.year = %s AND gemeente.organisation_id <> %s), 0)::bigint,
        coalesce(sum(boeking.cents) FILTER (
            WHERE boeking.book_year = %s AND boeking.year = %s AND gemeente.organisation_id <> %s), 0)::bigint,
        coalesce(sum(boeking.cents) FILTER (WHERE boeking.book_year = %s AND boeking.year = %s), 0)::bigint,
        coalesce(sum(boeking.cents) FILTER (
            WHERE boeking.book_year = %s AND boeking.year = %s AND boeking.corrects_id IS NOT NULL), 0)::bigint
    FROM funding_boeking boeking
    JOIN funding_budgetregel regel ON regel.id = boeking.regel_id
    LEFT JOIN regions_municipality gemeente ON gemeente.id = regel.municipality_id
    WHERE boeking.budget_id = %s AND boeking.soort = 'realisatie' AND boeking.book_year IN (%s, %s)
        AND (%s::bigint IS NULL OR regel.municipality_id = %s::bigint)
"""

#: How many things wait to be approved up to the year, whether a file waits, whether the account of the year before was not
#: settled, and whether anything was spent in that year.
_AROUND = """
    SELECT (
        SELECT count(*) FROM funding_opdracht opdracht
        LEFT JOIN funding_budgetregel regel ON regel.id = opdracht.regel_id
        WHERE opdracht.budget_id = %s AND opdracht.is_approved IS NULL AND opdracht.book_year <= %s
            AND (%s::bigint IS NULL OR regel.municipality_id = %s::bigint)
    ), EXISTS (
        SELECT FROM funding_inlezing WHERE budget_id = %s AND state = ANY(%s::text[])
    ), NOT EXISTS (
        SELECT FROM funding_verantwoording
        WHERE budget_id = %s AND year = %s AND municipality_id IS NOT DISTINCT FROM %s::bigint
            AND status = 'vastgesteld'
    ), EXISTS (
        SELECT FROM funding_boeking boeking JOIN funding_budgetregel regel ON regel.id = boeking.regel_id
        WHERE boeking.budget_id = %s AND boeking.soort = 'realisatie' AND boeking.book_year = %s
            AND (%s::bigint IS NULL OR regel.municipality_id = %s::bigint)
    )
"""
#: Where a file of postings stands while it waits for a worker or a person.
WAITING = [Inleesstand.AANGEVRAAGD, Inleesstand.BEZIG, Inleesstand.GELEZEN]


class Outcome(StrEnum):
    """What a check came to. A `BELETSEL` is in the way of offering and settling; a `LET_OP` is not."""

    KLOPT = "klopt"
    LET_OP = "let_op"
    BELETSEL = "beletsel"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, said in a sentence, and where to set it right: an address of the portal or nothing."""

    outcome: str
    sentence: str
    path: str = ""

    @property
    def label(self) -> str:
        return {Outcome.KLOPT: "klopt", Outcome.LET_OP: "let op", Outcome.BELETSEL: "kan zo niet"}[self.outcome]

    def as_json(self) -> dict:
        return asdict(self) | {"outcome": str(self.outcome)}


def checks_of(verantwoording: Verantwoording, values: list[IndicatorValue]) -> list[Check]:
    """Answer what was looked at; of a settled account as it was when it was settled. A fixed number of queries."""
    if verantwoording.status == Verantwoordingsstand.VASTGESTELD:
        return [Check(**check) for check in verantwoording.content["checks"]]
    indicators = indicators_of(verantwoording)
    is_whole = verantwoording.municipality_id is None and is_asked_between(verantwoording)
    between = _against_medeoverheden(verantwoording, values) if is_whole else []
    return [
        *_year(verantwoording),
        *_sums(verantwoording, indicators, values),
        *between,
        *_around(verantwoording),
        *_filled_in(values),
        *_milestones(verantwoording, values),
    ]


def obstacles_among(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.outcome == Outcome.BELETSEL]


def _year(verantwoording: Verantwoording) -> list[Check]:
    year = verantwoording.year
    if timezone.localdate() > date(year, 12, 31):
        return []
    return [
        Check(Outcome.BELETSEL, f"Het jaar {year} is nog niet voorbij. Aanbieden en vaststellen kan vanaf 1 januari.")
    ]


def _sums(verantwoording: Verantwoording, indicators: list[Sisaindicator], values: list[IndicatorValue]) -> list[Check]:
    year, budget, municipality = verantwoording.year, verantwoording.budget, verantwoording.municipality_id
    row = one(
        _SPENT,
        *(year, year, year, year - 1),
        *(year, year, budget.holder_id, year - 1, year - 1, budget.holder_id),
        *(year, year - 1, year, year - 1),
        *(budget.pk, year - 1, year, municipality, municipality),
    )
    spent, elsewhere, theirs_now, theirs_before, corrected, by_correction = row
    ledger = spent
    found = []
    if is_late(indicators):
        # What medeoverheden spent is asked a year later.
        ledger += theirs_before - theirs_now
        if theirs_now:
            found.append(
                Check(
                    Outcome.LET_OP,
                    f"Medeoverheden besteedden over {year} {money(theirs_now)}. Dat komt in de verantwoording over "
                    f"{year + 1}, als correctie op {year}.",
                )
            )
    told = sum(value.cents or 0 for value in values if value.is_counted)
    if elsewhere:
        found.append(
            Check(
                Outcome.BELETSEL,
                f"In boekjaar {year} is {money(elsewhere)} besteed over een ander jaar dan {year} en {year - 1}. Daar "
                "vraagt SiSa niet naar. Corrigeer die boekingen.",
                f"{budget.get_absolute_url()}",
            )
        )
    if told == ledger:
        found.append(
            Check(
                Outcome.KLOPT,
                f"De bestedingen en correcties zijn samen {money(told)}: zoveel staat er in boekjaar {year}.",
            )
        )
    elif told != ledger - elsewhere:
        found.append(
            Check(
                Outcome.BELETSEL,
                f"De bestedingen en correcties zijn samen {money(told)}, maar in boekjaar {year} staat {money(ledger)}.",
            )
        )
    if not any(value.meaning in (Rekenwijze.CORRECTIE, Rekenwijze.CORRECTIE_MEDEOVERHEDEN) for value in values):
        return found
    if corrected == by_correction:
        found.append(
            Check(
                Outcome.KLOPT,
                f"De correctie op {year - 1} is {money(corrected)}: gelijk aan de correctieboekingen in {year}.",
            )
        )
    else:
        found.append(
            Check(
                Outcome.LET_OP,
                f"De correctie op {year - 1} is {money(corrected)}. Daarvan is {money(corrected - by_correction)} geen "
                f"correctie van een boeking, maar een besteding over {year - 1} die later is geboekt.",
            )
        )
    return found


def _against_medeoverheden(verantwoording: Verantwoording, values: list[IndicatorValue]) -> list[Check]:
    """Hold what the account says of each medeoverheid against what that settled itself; one query."""
    told: dict[int, dict] = {}
    names = {}
    same = {
        Rekenwijze.BESTEED_MEDEOVERHEDEN: Rekenwijze.BESTEED,
        Rekenwijze.CORRECTIE_MEDEOVERHEDEN: Rekenwijze.CORRECTIE,
    }
    for value in values:
        if value.municipality_id and value.meaning in same:
            told.setdefault(value.municipality_id, {})[same[Rekenwijze(value.meaning)].value] = value.cents
            names[value.municipality_id] = value.municipality
    if not told:
        return []
    accounts = {
        account.municipality_id: account
        for account in Verantwoording.objects.filter(
            budget=verantwoording.budget_id, year=verantwoording.year, municipality__isnull=False
        )
    }
    code = verantwoording.budget.regeling.sisa_code_between or "de verantwoording tussen medeoverheden"
    found = []
    for key, amounts in told.items():
        account = accounts.get(key)
        if account is not None and account.status == Verantwoordingsstand.VASTGESTELD:
            settled = {
                value["meaning"]: value["cents"]
                for value in account.content["indicators"]
                if value["meaning"] in amounts
            }
            if {meaning: settled.get(meaning, 0) for meaning in amounts} == amounts:
                sentence = f"{names[key]}: gelijk aan wat de gemeente vaststelde ({code})."
                found.append(Check(Outcome.KLOPT, sentence, account.get_absolute_url()))
            else:
                sentence = (
                    f"{names[key]} stelde {money(sum(settled.values()))} vast ({code}), en hier staat "
                    f"{money(sum(amounts.values()))}. Boek het verschil terug, of in een later jaar."
                )
                found.append(Check(Outcome.BELETSEL, sentence, account.get_absolute_url()))
        elif any(amounts.values()):
            sentence = f"{names[key]} besteedde geld en stelde dat nog niet vast ({code})."
            found.append(Check(Outcome.BELETSEL, sentence, account.get_absolute_url() if account else ""))
    return found


def _around(verantwoording: Verantwoording) -> list[Check]:
    """Name what still waits in the year, and the year before where it was not settled; one query."""
    year, path = verantwoording.year, verantwoording.budget.get_absolute_url()
    municipality = verantwoording.municipality_id
    count, is_read, is_open, was_spent = one(
        _AROUND,
        *(verantwoording.budget_id, year, municipality, municipality),
        *(verantwoording.budget_id, [str(state.value) for state in WAITING]),
        *(verantwoording.budget_id, year - 1, municipality),
        *(verantwoording.budget_id, year - 1, municipality, municipality),
    )
    found = []
    if count:
        said = "is nog 1 opdracht" if count == 1 else f"zijn nog {count} opdrachten"
        sentence = f"Er {said} in boekjaar {year} of eerder waarover niet is besloten. Keur goed of wijs af."
        found.append(Check(Outcome.BELETSEL, sentence, path))
    if is_read and municipality is None:
        sentence = (
            "Er wacht een ingelezen bestand dat nog niet is geboekt. "
            f"Na het vaststellen is er in {year} niets meer te boeken."
        )
        found.append(Check(Outcome.LET_OP, sentence, path))
    if is_open and was_spent:
        closing = "" if municipality else f" Stelt u {year} vast, dan sluit ook het boekjaar {year - 1}."
        found.append(Check(Outcome.LET_OP, f"De verantwoording over {year - 1} is niet vastgesteld.{closing}"))
    return found


def _filled_in(values: list[IndicatorValue]) -> list[Check]:
    missing = [value.number for value in values if value.is_asked and value.cents is None and not value.text]
    if not missing:
        return []
    said = f"indicator {missing[0]}" if len(missing) == 1 else f"de indicatoren {', '.join(missing)}"
    return [Check(Outcome.BELETSEL, f"Vul {said} in.")]


def _milestones(verantwoording: Verantwoording, values: list[IndicatorValue]) -> list[Check]:
    """Hold what was answered on the milestones against what the insurers decided on them in the portal."""
    answer = next((value.text for value in values if value.meaning == Rekenwijze.MIJLPALEN), "")
    plan = verantwoording.budget.plan_id
    if answer != "ja" or plan is None:
        return []
    due = Transformatiemijlpaal.objects.filter(plan=plan, due_on__lte=date(verantwoording.year, 12, 31))
    count = due.exclude(bewijzen__outcome=Mijlpaaluitkomst.BEHAALD).distinct().count()
    if not count:
        return [Check(Outcome.KLOPT, "Alle mijlpalen tot en met dit jaar zijn in het portaal als behaald beoordeeld.")]
    said = "is 1 mijlpaal" if count == 1 else f"zijn {count} mijlpalen"
    sentence = f"Van de mijlpalen tot en met dit jaar {said} in het portaal niet als behaald beoordeeld."
    return [Check(Outcome.LET_OP, sentence)]
