"""How far the consultations of plans are, and what they ask of a person, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from iza_portal.accounts.models import Function
from iza_portal.notices.due import Due
from plans import rules as plan_rules
from plans.consultaties.rules import UNDER_WAY
from plans.models import Consultatie, ConsultatiePartij, Consultatiereactie, Regioplan
from regions.models import Participation, RegionRole
from regions.speaking import SPEAKING_FUNCTIONS, speaks


def with_counts(rounds: QuerySet[Consultatie]) -> QuerySet[Consultatie]:
    """Answer these rounds with `asked_count`, `done_count`, `reaction_count`, `answered_count` and `unanswered_count`."""
    return rounds.annotate(
        asked_count=_count(ConsultatiePartij.objects.all()),
        done_count=_count(ConsultatiePartij.objects.filter(done_at__isnull=False)),
        answered_count=_count(Consultatiereactie.objects.exclude(handling="")),
        unanswered_count=_count(Consultatiereactie.objects.filter(handling="")),
        reaction_count=F("answered_count") + F("unanswered_count"),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.filter(consultatie=OuterRef("pk")).order_by().values("consultatie").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def rounds_of(plan: Regioplan) -> list[Consultatie]:
    """Answer the rounds of the plan with their counts, the last first; one query."""
    rounds = list(with_counts(plan.consultaties.brief()).order_by("-number"))
    for each in rounds:
        each.plan = plan
    return rounds


# Written out: every request for a plan asks it, and the ORM takes longer to make it than the database to answer.
_OPEN_ROUND = """(
    SELECT jsonb_build_object(
        'pk', round.id, 'number', round.number, 'due_on', round.due_on, 'answer_due_on', round.answer_due_on,
        'ended_at', round.ended_at,
        'is_asked', EXISTS (
            SELECT FROM plans_consultatiepartij party
            WHERE party.consultatie_id = round.id AND party.organisation_id = %s AND party.done_at IS NULL
        ),
        'own_count', (
            SELECT count(*) FROM plans_consultatiereactie own
            WHERE own.consultatie_id = round.id AND own.organisation_id = %s
        ),
        'unanswered_count', (
            SELECT count(*) FROM plans_consultatiereactie given WHERE given.consultatie_id = round.id AND given.handling = ''
        )
    ) FROM plans_consultatie round WHERE round.plan_id = plans_regioplan.id AND round.accounted_at IS NULL
)"""


def open_round(user) -> RawSQL:
    """Make the annotation `open_round` that brings each plan what `waiting_for` reads, in the same query."""
    hat = getattr(user, "hat", None)
    return RawSQL(_OPEN_ROUND, (hat and hat.pk, hat and hat.pk), output_field=JSONField())  # noqa: S611 (no value of anybody's)


@dataclass(frozen=True)
class Waiting:
    """What rounds ask of a person: to react on `asked` (each with `own_count`), to answer and account for `to_answer`.

    `running` has the round that goes on of each plan that has one, by the key of the plan, whomever it asks.
    """

    asked: list[Consultatie] = field(default_factory=list)
    to_answer: list[Consultatie] = field(default_factory=list)
    running: dict[int, Consultatie] = field(default_factory=dict)


def waiting_for(user, plans: Iterable[Regioplan]) -> Waiting:
    """Answer what the rounds of these plans of the person's regions wait for, under the hat that is on.

    Each plan has its `open_round`; there is no query.
    """
    waiting = Waiting()
    for each in sorted(map(_running, filter(_has_round, plans)), key=lambda each: (each.due_on, each.pk)):
        plan = each.plan
        waiting.running[plan.pk] = each
        if each.is_asked and each.takes_reactions and speaks(user, plan.region_id):
            waiting.asked.append(each)
        if plan_rules.writes_everywhere(user, plan) and (each.unanswered_count or not each.takes_reactions):
            waiting.to_answer.append(each)
    return waiting


def _has_round(plan: Regioplan) -> bool:
    return plan.status in UNDER_WAY and plan.open_round is not None


def _running(plan: Regioplan) -> Consultatie:
    told = plan.open_round
    answer, ended = told["answer_due_on"], told["ended_at"]
    consultatie = Consultatie(
        pk=told["pk"],
        plan=plan,
        number=told["number"],
        due_on=date.fromisoformat(told["due_on"]),
        answer_due_on=answer and date.fromisoformat(answer),
        ended_at=ended and datetime.fromisoformat(ended),
    )
    for name in ("is_asked", "own_count", "unanswered_count"):
        setattr(consultatie, name, told[name])
    return consultatie


def due_of(until: date, person_id: int | None) -> list[Due]:
    """Answer what is due in consultations, as `iza_portal.notices.due.Source` asks: to react, and to answer.

    Who is too late to react is not reminded: it is not possible any more.
    """
    return [*_reactions_due(until, person_id), *_answers_due(until, person_id)]


def _reactions_due(until: date, person_id: int | None) -> list[Due]:
    here = Participation.objects.current().filter(
        organisation=OuterRef("organisation"), region=OuterRef("consultatie__plan__region")
    )
    waiting = ConsultatiePartij.objects.filter(
        Exists(here),
        done_at=None,
        consultatie__accounted_at=None,
        consultatie__ended_at=None,
        consultatie__plan__status__in=UNDER_WAY,
        consultatie__due_on__range=(timezone.localdate(), until),
        organisation__memberships__ended_at=None,
        organisation__memberships__function__in=SPEAKING_FUNCTIONS,
        organisation__memberships__user__is_active=True,
    )
    if person_id:
        waiting = waiting.filter(organisation__memberships__user=person_id)
    rows = waiting.order_by().values_list(
        "organisation__memberships__user",
        "consultatie",
        "consultatie__number",
        "consultatie__plan",
        "consultatie__plan__title",
        "consultatie__due_on",
    )
    return [
        Due(
            person,
            f"consultatie:{pk}",
            f"de reactie van uw organisatie op “{title}”",
            f"/plannen/{plan}/consultaties/{number}/",
            due_on,
            "tot en met",
        )
        for person, pk, number, plan, title, due_on in rows.distinct()
    ]


def _answers_due(until: date, person_id: int | None) -> list[Due]:
    waiting = Consultatie.objects.filter(
        plan__region__participations__organisation__memberships__function=Function.REGIOCOORDINATOR,
        plan__region__participations__organisation__memberships__ended_at=None,
        plan__region__participations__organisation__memberships__user__is_active=True,
        plan__region__participations__role=RegionRole.REGIOCOORDINATOR,
        plan__region__participations__ended_on=None,
        accounted_at=None,
        plan__status__in=UNDER_WAY,
        answer_due_on__lte=until,
    ).annotate(person=F("plan__region__participations__organisation__memberships__user"))
    if person_id:
        waiting = waiting.filter(person=person_id)
    rows = waiting.order_by().values_list("person", "pk", "number", "plan", "plan__title", "answer_due_on")
    return [
        Due(
            person,
            f"consultatie:{pk}:antwoord",
            f"de antwoorden op de reacties op “{title}”",
            f"/plannen/{plan}/consultaties/{number}/",
            due_on,
            "uiterlijk",
        )
        for person, pk, number, plan, title, due_on in rows.distinct()
    ]
