"""What the workbench shows: its rows, how many there are of what, and how much each reviewer has in hand.

All of it is added up in SQL: an insurer has thousands of submissions, and a page shows twenty-five.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from iza_portal.accounts.models import Membership
from iza_portal.page.templatetags.page import days_left, euros, long_date
from plans.models.transformatie import (
    Gelijkgerichtheid,
    Groep,
    Indiening,
    Kadercriterium,
    Loketstand,
    Oordeel,
    Toewijzing,
    Transformatiepartij,
    TransformatieplanRegion,
    Vraag,
)
from plans.transformatie import rules
from plans.transformatie.kaders import NOT_JUDGED
from plans.transformatie.werkbank.filters import overdue
from plans.transformatie.werkbank.standing import OPEN, TOGETHER, Stand
from plans.transformatie.workflow import Stap


class Staff(NamedTuple):
    """The people of an insurer who judge, by key with their names, and the keys of those who sign."""

    reviewers: dict[int, str]
    signers: set[int]


def staff_of(organisation_id: int) -> Staff:
    """Answer who judges and signs for the insurer now, by name; one query."""
    rows = Membership.objects.filter(
        organisation=organisation_id,
        ended_at=None,
        user__is_active=True,
        function__in=rules.SIGNING_FUNCTIONS,
    )
    found = list(rows.order_by("user__name", "user").values_list("user", "user__name", "function"))
    reviewers = {pk: name for pk, name, function in found if function in rules.JUDGING_FUNCTIONS}
    return Staff(reviewers, {pk for pk, _, _ in found})


def stopped_on(today: date) -> set[str]:
    """Answer the steps of which the clock stands still on that day; one query."""
    desks = Loketstand.objects.filter(from_on__lte=today).order_by("step", "-from_on").distinct("step")
    return {step for step, stops in desks.values_list("step", "stops_clock") if stops}


def to_acknowledge(organisation_id: int) -> int:
    """Answer how many approved plans the insurer is still to acknowledge; one query."""
    return Gelijkgerichtheid.objects.filter(organisation=organisation_id, acknowledged_at=None).count()


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


class Row(NamedTuple):
    """A submission as the workbench shows it. `recused` and `interested` are people who stand aside."""

    pk: int
    plan_id: int
    title: str
    step: str
    theme: str
    regions: str
    requested: Decimal | None
    came_in: object
    due_on: date
    stand: str
    reviewer: int | None
    judged: int
    criteria: int
    questions: int
    recused: list[int]
    interested: list[int]

    @property
    def path(self) -> str:
        """Where one goes on with it."""
        if self.stand in {Stand.VRAGEN, Stand.AFZIJDIG}:
            return f"/transformatieplannen/{self.plan_id}/"
        page = "oordelen" if self.stand in {*TOGETHER, Stand.VRAGENRONDE} else "beoordelen"
        return f"/transformatieplannen/{self.plan_id}/indieningen/{self.pk}/{page}/"

    def nobody_left(self, staff: Staff) -> str:
        """Answer who is missing to judge or sign it, as a sentence, or nothing."""
        if self.stand not in OPEN:
            return ""
        aside = {*self.recused, *self.interested}
        if not staff.reviewers.keys() - aside:
            return "Niemand bij u kan dit nog beoordelen."
        if len(staff.signers - aside) == 1:
            return "Er is geen tweede persoon om te tekenen."
        return ""


def rows_of(standing: QuerySet[Indiening], organisation_id: int, staff: Staff) -> QuerySet[tuple]:
    """Answer the submissions of `standing.standing_for`, the first term first, as tuples of the fields of `Row`."""
    return (
        standing.order_by("due_on", "pk")
        .annotate(
            row_theme=Coalesce(F("plan__theme__title"), Value("")),
            row_regions=Subquery(_regions()),
            row_judged=_count(
                Oordeel.objects.filter(beoordeling__indiening=OuterRef("pk"), beoordeling__organisation=organisation_id)
            ),
            row_criteria=_count(_criteria()),
            row_questions=_count(
                Vraag.objects.filter(
                    indiening=OuterRef("pk"), organisation=organisation_id, answered_at=None, withdrawn_at=None
                )
            ),
            row_recused=_recused(),
            row_interested=_interested(organisation_id, staff),
        )
        .values_list(
            "pk", "plan", "plan__title", "step", "row_theme", "row_regions", "plan__requested", "at", "due_on",
            "stand", "reviewer", "row_judged", "row_criteria", "row_questions", "row_recused", "row_interested",
        )
    )  # fmt: skip


def _count(rows: QuerySet) -> Subquery:
    """Make the number of these rows, beside a query of another model."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(count=count).values("count"))


def _criteria() -> QuerySet:
    """Make the criteria that are judged of a submission (`kaders.criteria_of`), beside a query of submissions."""
    criteria = Kadercriterium.objects.filter(kader=OuterRef("kader"), step=OuterRef("step"))
    asked = ExpressionWrapper(OuterRef("plan__requested"), DecimalField())
    return (
        criteria.exclude(group__in=NOT_JUDGED)
        .annotate(asked=asked)
        .filter(~Q(group=Groep.MIDDELEN) | Q(asked__isnull=False))
    )


def _regions() -> QuerySet:
    here = TransformatieplanRegion.objects.filter(transformatieplan=OuterRef("plan")).order_by()
    names = StringAgg("region__name", ", ", order_by="region__name")
    return here.values("transformatieplan").annotate(names=names).values("names")


def _recused() -> ArraySubquery:
    """Make the list of who recused themselves from judging the plan."""
    rows = Toewijzing.objects.filter(indiening__plan=OuterRef("plan"), recused_at__isnull=False)
    return ArraySubquery(rows.order_by().values("person"))


def _interested(organisation_id: int, staff: Staff) -> ArraySubquery:
    """Make the list of the people of the insurer who act for a party of the plan as well, or for the other market leader."""
    parties = Transformatiepartij.objects.filter(plan=OuterRef(OuterRef("plan")), organisation=OuterRef("organisation"))
    memberships = Membership.objects.filter(user__in=staff.signers, ended_at=None).exclude(organisation=organisation_id)
    leads = Q(organisation=OuterRef("leader_1")) | Q(organisation=OuterRef("leader_2"))
    return ArraySubquery(memberships.filter(leads | Exists(parties)).order_by().values("user"))


class Shown(NamedTuple):
    """A row in the words of the page. `tick`: what its box sends, empty where it cannot be assigned (any more)."""

    row: Row
    path: str
    step: str
    amount: str
    came_in: str
    term: str
    is_overdue: bool
    stand: str
    reviewer: str
    missing: str
    questions: int
    tick: str


def shown(fields: tuple, staff: Staff, *, user, today: date, stopped: set[str]) -> Shown:
    """Say a row of `rows_of` in words: plain ones, for lists are long and a page shows many."""
    row = Row._make(fields)
    stand = Stand(row.stand)
    is_stopped, is_overdue = row.step in stopped, row.due_on < today and row.step not in stopped
    term = "de termijn staat stil" if is_stopped else f"{long_date(row.due_on)}, {days_left(row.due_on)}"
    said = f"{stand.label}, {row.judged} van {row.criteria}" if stand in {Stand.NIEMAND, Stand.BEZIG} else stand.label
    return Shown(
        row=row,
        path=row.path,
        step=Stap(row.step).label,
        amount=euros(row.requested),
        came_in=long_date(row.came_in),
        term=term,
        is_overdue=is_overdue,
        stand=said,
        reviewer=_name(row, staff, user),
        missing=row.nobody_left(staff),
        # Who stands aside sees that it is there, and nothing of the judging.
        questions=0 if stand == Stand.AFZIJDIG else row.questions,
        tick=f"{row.pk}:{row.reviewer or 0}" if stand in OPEN else "",
    )


def _name(row: Row, staff: Staff, user) -> str:
    if row.reviewer is None:
        return ""
    return "u" if row.reviewer == user.pk else staff.reviewers.get(row.reviewer, "een oud-collega")
