"""Telling in time that money threatens to go back: who keeps it is told once a year, and finds it on Mijn werk meanwhile."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from funding.gemeente.foreseeing import Course, Ending, Outlook
from funding.grootboek.standing import Saldo
from funding.rules import ENTERING
from iza_portal.accounts.models import Function
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.tasks import KEPT_FOR
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import euro
from iza_portal.rows import many
from plans.transformatie.concerned import people_at

#: From this day of a year (month and day) people are told. Three months are left in which money can still be spent well, and
#: SPUK IZA's kassier says by the same day which municipalities got money of it (dus-i.nl).
TOLD_FROM = (10, 1)

# Of each budget whose regeling says what may move to the next year: by that rule all that stays beyond it goes back. Where
# no such rule was found (SPUK IZA) nothing is said. The sums are those of `funding.gemeente.reading` for the whole year.
_STANDING = """
    SELECT budget.id, budget.holder_id, budget.municipality_id IS NOT NULL, budget.mandaatregio_id IS NOT NULL,
        regeling.short_title || ' ' || coalesce(mandaatregio.name, gemeente.name, plan.title),
        regeling.last_year, rule.value, now.*, last.*, waiting.*
    FROM funding_budget budget
    JOIN funding_regeling regeling ON regeling.id = budget.regeling_id
        AND %(year)s BETWEEN regeling.first_year AND regeling.last_year
    JOIN LATERAL (
        SELECT value FROM funding_regelingregel
        WHERE regeling_id = regeling.id AND kind = 'doorschuiven' AND valid_from <= %(today)s
        ORDER BY valid_from DESC LIMIT 1
    ) rule ON true
    LEFT JOIN regions_mandaatregio mandaatregio ON mandaatregio.id = budget.mandaatregio_id
    LEFT JOIN regions_municipality gemeente ON gemeente.id = budget.municipality_id
    LEFT JOIN plans_transformatieplan plan ON plan.id = budget.plan_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(cents) FILTER (WHERE soort = 'verlening'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'uit_vorig_jaar'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'naar_volgend_jaar'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'terugbetaling'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'verplichting'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'realisatie'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'realisatie' AND verplichting_id IS NULL), 0)::bigint
        FROM funding_boeking WHERE budget_id = budget.id AND year = %(year)s
    ) now
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(cents) FILTER (
                WHERE "on" <= %(then)s AND (soort = 'verplichting' OR soort = 'realisatie' AND verplichting_id IS NULL)
            ), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE soort = 'realisatie'), 0)::bigint,
            coalesce(sum(CASE WHEN soort IN ('verlening', 'uit_vorig_jaar') THEN cents
                WHEN soort IN ('naar_volgend_jaar', 'terugbetaling') THEN -cents END), 0)::bigint
        FROM funding_boeking WHERE budget_id = budget.id AND year = %(year)s - 1
    ) last
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(cents) FILTER (WHERE act = 'doorschuiving'), 0)::bigint,
            coalesce(sum(cents) FILTER (WHERE act = 'terugbetaling'), 0)::bigint
        FROM funding_opdracht
        WHERE budget_id = budget.id AND is_approved IS NULL AND year = %(year)s AND cents > 0
    ) waiting
    WHERE %(holder)s::bigint IS NULL OR budget.holder_id = %(holder)s::bigint
    ORDER BY budget.id
"""


@dataclass(frozen=True)
class Underspent:
    """A budget of whose money of `year` so many eurocents threaten to go back; `keeping` are the functions that keep it."""

    budget_id: int
    holder_id: int
    budget: str
    year: int
    cents: int
    path: str
    keeping: frozenset[Function]


def underspent(today: date, holder_id: int | None = None) -> list[Underspent]:
    """Answer the budgets, of one holder or of all, of which too much threatens to be left, with what of it must go back.

    From `TOLD_FROM` on until the year ends; after it the account over the year says what is left. What the pages call
    «er dreigt veel over te blijven» is told here, and no less. One query, and none before that day.
    """
    if (today.month, today.day) < TOLD_FROM:
        return []
    rows = many(_STANDING, today=today, year=today.year, then=today.replace(year=today.year - 1), holder=holder_id)
    return [found for row in rows if (found := _underspent(today, *row))]


def tell_underspent() -> None:
    """Tell who keeps each of these budgets, once for each budget and year.

    Not in the last days of the year: by then the first that were told is forgotten, and would be told again.
    """
    today = timezone.localdate()
    if today >= date(today.year, *TOLD_FROM) + KEPT_FOR:
        return
    for found in underspent(today):
        sentence = (
            f"Van {found.budget} gaat naar verwachting {euro(found.cents)} van {found.year} terug naar het Rijk. "
            "Kijk wat u nog kunt besteden."
        )
        key = f"onderbesteding:{found.budget_id}:{found.year}"
        for person in people_at([found.holder_id], found.keeping):
            tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=found.path, key=key)


def _underspent(today, budget, holder, is_municipal, is_regional, name, last_year, percent, *sums) -> Underspent | None:
    granted, came, moved, returned, obliged, spent, spent_loose = sums[:7]
    by_then, spent_then, base_then, waits_to_move, waits_to_return = sums[7:]
    saldo = Saldo(granted, came, moved, returned, 0, obliged, 0, spent, spent_loose)
    outlook = Outlook(today.year, today, saldo.beschikbaar, saldo, Course(by_then, spent_then, base_then))
    goes_on = today.year < last_year
    ending = Ending(
        outlook=outlook,
        rule="",
        most=int(granted * percent // 100) if goes_on else 0,
        moved=moved,
        waiting_to_move=waits_to_move,
        waiting_to_return=waits_to_return,
        next_year=today.year + 1 if goes_on else None,
    )
    if not (outlook.is_behind and ending.must_go_back):
        return None
    home = f"/geld/budgetten/{budget}/"
    return Underspent(
        budget,
        holder,
        name,
        today.year,
        ending.must_go_back,
        f"{home}{'onderdelen/' if is_municipal else ''}?jaar={today.year}",
        frozenset({Function.KASSIER} if is_regional else ENTERING),
    )
