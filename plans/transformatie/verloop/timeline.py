"""All that happened to a plan, in one list: from the rows that tell of it, each only to who may read that row.

Decisions stand here once they are sent. Of a judgment, and of who judges, nothing does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.models import Event
from plans.models.transformatie import (
    Indiening,
    Mijlpaalbewijs,
    Mijlpaaluitkomst,
    Transformatieplan,
    Vraag,
)
from plans.transformatie import rules
from plans.transformatie.besluiten.reading import letters_for
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand


@dataclass(frozen=True)
class Step:
    """Something that happened at a moment, in words, with where it is, and a note such as the reason."""

    at: datetime
    words: str
    path: str = ""
    note: str = ""


def timeline_of(user, plan: Transformatieplan, indieningen: list[Indiening], questions: list[Vraag]) -> list[Step]:
    """Answer what happened to the plan, the last first; a fixed number of queries.

    `indieningen` and `questions` are those that this person reads.
    """
    found = [
        *_begun(user, plan),
        *_submitted(indieningen),
        *_asked(questions),
        *_decided(user, plan),
        *_moved(plan),
        *_milestones(user, plan),
    ]
    return sorted(found, key=lambda step: step.at, reverse=True)


def _begun(user, plan: Transformatieplan) -> Iterator[Step]:
    if plan.created_at is not None and (rules.of_party(user, plan) or rules.of_leader(user, plan)):
        lead = next((party for party in plan.partijen.all() if party.is_lead), None)
        yield Step(plan.created_at, f"{lead or 'De indieners'} begon dit plan.")


def _submitted(indieningen: list[Indiening]) -> Iterator[Step]:
    taken_back = [each.pk for each in indieningen if each.taken_back_at]
    events = Event.objects.filter(
        subject_type=Indiening._meta.label_lower, subject_id__in=taken_back, verb=TransformatieVerb.TAKEN_BACK
    )
    reasons = dict(events.values_list("subject_id", "reason")) if taken_back else {}
    for each in indieningen:
        again = " opnieuw" if each.number > 1 else ""
        words = f"De indieners dienden{again} in: {each}. {each.leader_1} en {each.leader_2} beoordelen dit."
        yield Step(each.at, words, each.get_absolute_url(), f"Beoordelingskader: {each.kader}.")
        if each.taken_back_at:
            words = f"De indieners namen {each} terug."
            yield Step(each.taken_back_at, words, each.get_absolute_url(), reasons.get(each.pk, ""))


def _asked(questions: Iterable[Vraag]) -> Iterator[Step]:
    for vraag in questions:
        path = reverse("transformatieplan-vraag", args=[vraag.indiening.plan_id, vraag.pk])
        due = f" Antwoord gevraagd uiterlijk {long_date(vraag.answer_due_on)}." if vraag.answer_due_on else ""
        yield Step(vraag.at, f"{vraag.organisation} stelde een vraag.", path, f"“{_begin(vraag.text)}”{due}")
        if vraag.withdrawn_at:
            yield Step(vraag.withdrawn_at, f"{vraag.organisation} trok een vraag in.", path)
        if vraag.answered_at:
            words = f"De indieners beantwoordden een vraag van {vraag.organisation}."
            yield Step(vraag.answered_at, words, path, f"“{_begin(vraag.answer)}”")


def _begin(words: str) -> str:
    """Answer the first words of what somebody wrote: enough to know it again."""
    return Truncator(" ".join(words.split())).words(25)


def _decided(user, plan: Transformatieplan) -> Iterator[Step]:
    for besluit in letters_for(user, plan).defer("content", "criteria"):
        path = reverse("transformatieplan-brief", args=[plan.pk, besluit.pk])
        yield Step(
            besluit.sent_at, f"{besluit.get_step_display().capitalize()}: {besluit.get_outcome_display()}.", path
        )


def _moved(plan: Transformatieplan) -> Iterator[Step]:
    """Tell the moves that no row tells of: that the money was awarded, and how it ended."""
    told = {
        Planstand.INGETROKKEN: "De indieners trokken het plan in.",
        Planstand.AFGEROND: "Het plan is afgerond.",
        Planstand.GESTOPT: "De uitvoering is gestopt.",
    }
    if plan.status in told and plan.ended_at is not None:
        yield Step(plan.ended_at, told[plan.status])
    if plan.approved_at is None:
        return
    yield Step(plan.approved_at, "Het plan is definitief goedgekeurd.")
    for mutatie in plan.potmutaties.filter(toekenning__isnull=False).select_related("toekenning"):
        yield Step(mutatie.toekenning.at, "De transformatiemiddelen zijn toegekend.")


def _milestones(user, plan: Transformatieplan) -> Iterator[Step]:
    """Tell what was reached; to the parties and the market leaders also what was delivered and not reached."""
    if plan.approved_at is None or not rules.may_read_submitted(user, plan):
        return
    sees_all = rules.of_party(user, plan) or rules.of_leader(user, plan)
    shown = Q() if sees_all else Q(outcome=Mijlpaaluitkomst.BEHAALD)
    for bewijs in Mijlpaalbewijs.objects.filter(shown, mijlpaal__plan=plan).select_related("mijlpaal", "organisation"):
        if sees_all:
            yield Step(bewijs.at, f"{bewijs.organisation} leverde bewijs bij “{bewijs.mijlpaal}”.")
        if bewijs.decided_at:
            words = f"Mijlpaal “{bewijs.mijlpaal}”: {bewijs.get_outcome_display()}."
            yield Step(bewijs.decided_at, words, note=bewijs.reason if sees_all else "")
