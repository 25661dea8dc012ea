"""What the workbench shows: its rows, how many there are of what, and how much each reviewer has in hand.

All of it is added up in SQL: an insurer has thousands of submissions, and a page shows twenty-five.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, Count, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from iza_portal.page.templatetags.page import days_left, euros, long_date
from iza_portal.rows import many, one
from plans.models.transformatie import (
    Indiening,
)
from plans.transformatie import rules
from plans.transformatie.kaders import NOT_JUDGED
from plans.transformatie.werkbank.filters import overdue
from plans.transformatie.werkbank.standing import OPEN, TOGETHER, Stand
from plans.transformatie.workflow import APPROVED, Stap

_NOT_JUDGED = [group.value for group in NOT_JUDGED]


class Staff(NamedTuple):
    """The people of an insurer who judge, by key with their names, and the keys of those who sign."""

    reviewers: dict[int, str]
    signers: set[int]


def staff_of(organisation_id: int) -> Staff:
    """Answer who judges and signs for the insurer now, by name; one query."""
    found = many(_STAFF, organisation_id, sorted(rules.SIGNING_FUNCTIONS))
    reviewers = {pk: name for pk, name, function in found if function in rules.JUDGING_FUNCTIONS}
    return Staff(reviewers, {pk for pk, _, _ in found})


_STAFF = """
    SELECT person.id, person.name, membership.function FROM accounts_membership membership
    JOIN accounts_user person ON person.id = membership.user_id
    WHERE membership.organisation_id = %s AND membership.ended_at IS NULL AND person.is_active
        AND membership.function = ANY (%s)
    ORDER BY person.name, person.id
"""


def stopped_on(today: date) -> set[str]:
    """Answer the steps of which the clock stands still on that day; one query."""
    desks = many(
        "SELECT DISTINCT ON (step) step, stops_clock FROM plans_loketstand WHERE from_on <= %s ORDER BY step, from_on DESC",
        today,
    )
    return {step for step, stops in desks if stops}


def to_acknowledge(organisation_id: int) -> int:
    """Answer how many approved plans the insurer is still to acknowledge; one query."""
    (count,) = one(
        "SELECT count(*) FROM plans_gelijkgerichtheid row JOIN plans_transformatieplan plan ON plan.id = row.plan_id"
        " WHERE row.organisation_id = %s AND row.acknowledged_at IS NULL AND plan.status = ANY(%s)",
        organisation_id,
        [state.value for state in APPROVED],
    )
    return count


class Load(NamedTuple):
    """How much one reviewer has in hand, and how much of that is overdue."""

    person_id: int
    name: str
    count: int
    overdue: int


@dataclass(frozen=True)
class Totals:
    """How many submissions there are on the workbench, overdue, and in each `Stand`; and the load of each reviewer."""

    count: int
    overdue: int
    by_stand: Counter
    loads: list[Load]

    @property
    def together(self) -> int:
        """How many wait for the two market leaders together."""
        return sum(self.by_stand[stand] for stand in TOGETHER)


def totals_of(standing: QuerySet[Indiening], staff: Staff, *, today: date, stopped: set[str]) -> Totals:
    """Add up the submissions of `standing.standing_for`; one query. A reviewer without any has a load of nothing."""
    groups = (
        standing.order_by()
        .values("stand", "reviewer")
        .annotate(count=Count("pk"), overdue=Count("pk", filter=overdue(today, stopped)))
        .values_list("stand", "reviewer", "count", "overdue")
    )
    by_stand, in_hand, late = Counter(), Counter(), Counter()
    for stand, reviewer, count, overdue_count in groups:
        by_stand[stand] += count
        in_hand[reviewer] += count
        late[reviewer] += overdue_count
    loads = [Load(pk, name, in_hand[pk], late[pk]) for pk, name in staff.reviewers.items()]
    return Totals(by_stand.total(), late.total(), by_stand, loads)


#: Where one goes on with a submission, by where it stands: a page of it, or of the plan; else that of judging.
_PAGES = {
    Stand.BESPREKEN: "oordelen/",
    **dict.fromkeys((Stand.VOORSTELLEN, Stand.VOORGESTELD, Stand.BEVESTIGEN, Stand.VERZENDEN), "besluit/"),
    Stand.VRAGENRONDE: "vragen/",
    Stand.VRAGEN: "vragen/",
    Stand.AFZIJDIG: "",
}


class Row(NamedTuple):
    """A submission as the workbench shows it; `aside` are people who cannot judge or sign it."""

    pk: int
    plan_id: int
    title: str
    step: str
    theme: str | None
    regions: str | None
    requested: Decimal | None
    came_in: object
    due_on: date
    stand: str
    reviewer: int | None
    judged: int
    criteria: int
    questions: int
    aside: list[int]

    @property
    def path(self) -> str:
        """Where one goes on with it."""
        plan = f"/transformatieplannen/{self.plan_id}/"
        page = _PAGES.get(self.stand, "beoordelen/")
        return f"{plan}indieningen/{self.pk}/{page}" if page not in {"", "vragen/"} else f"{plan}{page}"

    def nobody_left(self, staff: Staff) -> str:
        """Answer who is missing to judge or sign it, as a sentence, or nothing."""
        if self.stand not in OPEN:
            return ""
        aside = {*self.aside}
        if not staff.reviewers.keys() - aside:
            return "Niemand bij u kan dit nog beoordelen."
        if len(staff.signers - aside) == 1:
            return "Er is geen tweede persoon om te tekenen."
        return ""


_REGIONS = """(
    SELECT string_agg(region.name, ', ' ORDER BY region.name) FROM plans_transformatieplan_regions here
    JOIN regions_region region ON region.id = here.region_id WHERE here.transformatieplan_id = plans_indiening.plan_id
)"""
_JUDGED = """(
    SELECT count(*) FROM plans_oordeel found JOIN plans_beoordeling own ON own.id = found.beoordeling_id
    WHERE own.indiening_id = plans_indiening.id AND own.organisation_id = %s
)"""
# As `kaders.criteria_of`.
_CRITERIA = """(
    SELECT count(*) FROM plans_kadercriterium criterion
    WHERE criterion.kader_id = plans_indiening.kader_id AND criterion.step = plans_indiening.step
        AND criterion."group" <> ALL (%s)
        AND (criterion."group" <> 'middelen' OR plans_transformatieplan.requested IS NOT NULL)
)"""
_QUESTIONS = """(
    SELECT count(*) FROM plans_vraag question WHERE question.indiening_id = plans_indiening.id
        AND question.organisation_id = %s AND question.answered_at IS NULL AND question.withdrawn_at IS NULL
)"""
# Who recused themselves, acts for a party of the plan as well, or for the other market leader.
_ASIDE = """ARRAY(
    SELECT recusal.person_id FROM plans_toewijzing recusal
    JOIN plans_indiening recused_from ON recused_from.id = recusal.indiening_id
    WHERE recused_from.plan_id = plans_indiening.plan_id AND recusal.recused_at IS NOT NULL
    UNION
    SELECT membership.user_id FROM accounts_membership membership
    WHERE membership.user_id = ANY (%s) AND membership.ended_at IS NULL AND membership.organisation_id <> %s AND (
        membership.organisation_id IN (plans_indiening.leader_1_id, plans_indiening.leader_2_id)
        OR EXISTS (
            SELECT FROM plans_transformatiepartij party
            WHERE party.plan_id = plans_indiening.plan_id AND party.organisation_id = membership.organisation_id
        )
    )
)"""


def rows_of(standing: QuerySet[Indiening], organisation_id: int, staff: Staff) -> QuerySet[tuple]:
    """Answer the submissions of `standing.standing_for`, the first term first, as tuples of the fields of `Row`."""
    number = IntegerField()
    # All that is written out above is ours, and the values stand apart from it.
    return (
        standing.order_by("due_on", "pk")
        .annotate(
            row_regions=RawSQL(_REGIONS, (), CharField()),  # noqa: S611
            row_judged=RawSQL(_JUDGED, (organisation_id,), number),  # noqa: S611
            row_criteria=RawSQL(_CRITERIA, (_NOT_JUDGED,), number),  # noqa: S611
            row_questions=RawSQL(_QUESTIONS, (organisation_id,), number),  # noqa: S611
            row_aside=RawSQL(  # noqa: S611
                _ASIDE, (sorted(staff.signers), organisation_id), ArrayField(BigIntegerField())
            ),
        )
        .values_list(
            "pk", "plan", "plan__title", "step", "plan__theme__title", "row_regions", "plan__requested", "at", "due_on",
            "stand", "reviewer", "row_judged", "row_criteria", "row_questions", "row_aside",
        )
    )  # fmt: skip


class Shown(NamedTuple):
    """A row in the words of the page, few of them: what a list writes out for each row, it does often.

    `tick` is what its box sends, empty where it cannot be assigned (any more).
    """

    tick: str
    title: str
    path: str
    about: str
    amount: str
    term: str
    is_overdue: bool
    kind: str
    stand: str
    more: str
    missing: str
    reviewer: str


def _asked(questions: int) -> str:
    return f"{questions} {'vraag' if questions == 1 else 'vragen'} open" if questions else ""


def shown(fields: tuple, staff: Staff, *, user, today: date, stopped: set[str]) -> Shown:
    """Say a row of `rows_of` in words."""
    row = Row._make(fields)
    is_stopped = row.step in stopped
    about = [f"{_STEPS[row.step]}, ingediend op {long_date(row.came_in)}", row.regions, row.theme]
    count = f", {row.judged} van {row.criteria}" if row.stand in {Stand.NIEMAND, Stand.BEZIG} else ""
    return Shown(
        tick=f"{row.pk}:{row.reviewer or 0}" if row.stand in OPEN else "",
        title=row.title,
        path=row.path,
        about=" · ".join(each for each in about if each),
        amount=euros(row.requested),
        term="de termijn staat stil" if is_stopped else f"{long_date(row.due_on)}, {days_left(row.due_on)}",
        is_overdue=row.due_on < today and not is_stopped,
        kind=row.stand,
        stand=f"{_STANDS[row.stand]}{count}",
        # Who stands aside sees that it is there, and nothing of the judging.
        more="" if row.stand == Stand.AFZIJDIG else _asked(row.questions),
        missing=row.nobody_left(staff),
        reviewer=_name(row, staff, user),
    )


_STEPS, _STANDS = dict(Stap.choices), dict(Stand.choices)


def _name(row: Row, staff: Staff, user) -> str:
    if row.reviewer is None:
        return "–"
    return "u" if row.reviewer == user.pk else staff.reviewers.get(row.reviewer, "een oud-collega")
