"""What the execution of a plan expects of a person, and by when: for the panel above its pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from iza_portal.quarters import in_words
from iza_portal.rows import many
from plans.models.transformatie import Transformatiemijlpaal, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.brought import quarters_told
from plans.transformatie.monitoring.quarters import due_on, quarters_of
from plans.transformatie.workflow import Planstand
from plans.voortgang.kwartalen import in_address

#: Evidence is asked for from so long before its day on; before that, only of the next milestone.
AHEAD = timedelta(weeks=8)
#: So many lines are enough to begin with; the page of the execution has them all.
LINES = 5

_STANDS = """
    SELECT mijlpaal.id, mijlpaal.partij_id,
        coalesce(granted.title, mijlpaal.title), coalesce(granted.due_on, mijlpaal.due_on),
        coalesce(bewijs.is_reached, false), bewijs.waiting, asked.id, coalesce(money.amount, 0) > coalesce(money.paid, 0)
    FROM plans_transformatiemijlpaal mijlpaal
    LEFT JOIN LATERAL (
        SELECT wijziging.title, wijziging.due_on FROM plans_mijlpaalwijziging wijziging
        WHERE wijziging.mijlpaal_id = mijlpaal.id AND wijziging.is_granted ORDER BY wijziging.number DESC LIMIT 1
    ) granted ON true
    LEFT JOIN plans_mijlpaalwijziging asked ON asked.mijlpaal_id = mijlpaal.id AND asked.is_granted IS NULL
    LEFT JOIN LATERAL (
        SELECT bool_or(outcome = 'behaald') AS is_reached, max(id) FILTER (WHERE outcome = '') AS waiting
        FROM plans_mijlpaalbewijs WHERE mijlpaal_id = mijlpaal.id
    ) bewijs ON true
    LEFT JOIN LATERAL (
        SELECT sum(bedrag.amount) AS amount, sum(paid.amount) AS paid FROM plans_mijlpaalbedrag bedrag
        LEFT JOIN LATERAL (
            SELECT sum(betaling.amount) AS amount FROM plans_betaling betaling WHERE betaling.bedrag_id = bedrag.id
        ) paid ON true
        WHERE bedrag.mijlpaal_id = mijlpaal.id
    ) money ON true
    WHERE mijlpaal.plan_id = %s ORDER BY 4, mijlpaal.position
"""


@dataclass(frozen=True)
class Brief:
    """A milestone in as few words as the panel needs: as it reads now, and what waits at it."""

    pk: int
    partij_id: int | None
    title: str
    due_on: date
    is_reached: bool
    waiting: int | None
    asked: int | None
    is_unpaid: bool

    @property
    def is_open(self) -> bool:
        """Is evidence still to be delivered?"""
        return not self.is_reached and self.waiting is None


@dataclass(frozen=True)
class Expectation:
    """Something that a person is to do: what, where, and by when, if there is a day for it."""

    what: str
    path: str
    on: date | None = None


@dataclass(frozen=True)
class Expected:
    """What is expected of a person at a plan, the most urgent first, and how far its milestones are."""

    expected: list[Expectation]
    total: int
    reached: int
    late: int
    upcoming: date | None


def briefs_of(plan: Transformatieplan) -> list[Brief]:
    """Answer the milestones of the plan in few words, the first day first; one query."""
    return [Brief(*row) for row in many(_STANDS, plan.pk)]


def expected_of(user, plan: Transformatieplan, briefs: list[Brief] | None = None) -> Expected:
    """Answer what the execution of `plan` expects of this person now; three queries at most.

    `briefs` are its milestones, where they are at hand.
    """
    today = timezone.localdate()
    briefs = briefs_of(plan) if briefs is None else briefs
    to_come = [each for each in briefs if each.is_open]
    is_running = plan.status == Planstand.UITVOERING
    asked = []
    if is_running:
        asked = [*_told(user, plan), *_decided(user, plan, briefs), *_delivered(user, plan, to_come, today)]
    return Expected(
        asked[:LINES],
        len(briefs),
        sum(each.is_reached for each in briefs),
        sum(each.due_on < today for each in to_come) if is_running else 0,
        next((each.due_on for each in to_come if each.due_on >= today), None) if is_running else None,
    )


def _told(user, plan) -> list[Expectation]:
    """The messages on quarters that the lead did not tell yet, the earliest first."""
    if not rules.speaks_for_lead(user, plan):
        return []
    told = quarters_told(plan)
    return [
        Expectation(
            f"Schrijf het monitorbericht over het {in_words(quarter)}",
            reverse("transformatie-monitorbericht", args=[plan.pk, in_address(quarter)]),
            due_on(quarter),
        )
        for quarter in quarters_of(plan)[::-1]
        if quarter not in told
    ]


def _decided(user, plan, briefs: list[Brief]) -> list[Expectation]:
    """What waits for the coördinerend verzekeraar: a request before the evidence, and payments after it."""
    if not rules.decides_on_execution(user, plan):
        return []
    lines = []
    for each in briefs:
        if each.asked:
            path = reverse("transformatie-wijziging-besluit", args=[plan.pk, each.asked])
            lines.append(Expectation(f"Beslis over het verzoek om “{each.title}” te wijzigen", path))
        elif each.waiting:
            path = reverse("transformatie-bewijs-besluit", args=[plan.pk, each.waiting])
            lines.append(Expectation(f"Beslis over het bewijs bij “{each.title}”", path))
        elif each.is_reached and each.is_unpaid:
            path = f"{reverse('transformatie-uitvoering', args=[plan.pk])}#mijlpaal-{each.pk}"
            lines.append(Expectation(f"Leg de betaling vast bij “{each.title}”", path))
    return lines


def _delivered(user, plan, to_come: list[Brief], today: date) -> list[Expectation]:
    """The evidence that this person delivers: what is late or due soon, and in any case the next."""
    own = [each for each in to_come if rules.delivers(user, plan, Transformatiemijlpaal(partij_id=each.partij_id))]
    near = [each for each in own if each.due_on <= today + AHEAD] or own[:1]
    return [
        Expectation(
            f"Lever het bewijs bij “{each.title}”",
            reverse("transformatie-bewijs", args=[plan.pk, each.pk]),
            each.due_on,
        )
        for each in near
    ]
