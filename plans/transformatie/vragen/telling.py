"""Who is told of a question and of its answer: those who answer for the applicants, and those who asked."""

from django.db.models import QuerySet

from iza_portal.accounts.models import User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import Partijrol, Toewijzing, Vraag
from plans.transformatie.concerned import people_at, reviewers_at
from plans.transformatie.rules import WRITING_FUNCTIONS


def answerers_of(plan) -> QuerySet[User]:
    """Answer who answers for the parties that submit the plan, each once."""
    return people_at(plan.partijen.filter(part=Partijrol.INDIENER).values("organisation"), WRITING_FUNCTIONS)


def tell_asked(vraag: Vraag, *, by) -> None:
    """Tell the applicants that an insurer asks something, and by when it would like an answer."""
    plan = vraag.indiening.plan
    until = f" Antwoord graag uiterlijk {long_date(vraag.answer_due_on)}." if vraag.answer_due_on else ""
    sentence = f"{vraag.organisation} stelt een vraag over “{plan}”.{until}"
    _tell(answerers_of(plan), vraag, NoticeKind.TOEGEWEZEN, sentence, "gevraagd", by)


def tell_answered(vraag: Vraag, *, by) -> None:
    """Tell who asked, and who judges the plan for the same insurer, that there is an answer."""
    sentence = f"Er is een antwoord op de vraag van {vraag.organisation} over “{vraag.indiening.plan}”."
    _tell(_askers_of(vraag), vraag, NoticeKind.REACTIE, sentence, f"beantwoord-{vraag.version}", by)


def _askers_of(vraag: Vraag):
    of_plan = Toewijzing.objects.filter(indiening__plan=vraag.indiening.plan_id)
    assigned = of_plan.filter(
        indiening=vraag.indiening_id, organisation=vraag.organisation_id, ended_at=None, recused_at=None
    )
    people = {vraag.by_id, *assigned.values_list("person", flat=True)}
    still_there = reviewers_at([vraag.organisation_id]).filter(pk__in=people)
    return still_there.exclude(pk__in=of_plan.filter(recused_at__isnull=False).values("person"))


def _tell(people, vraag: Vraag, kind, sentence: str, what: str, by) -> None:
    path = f"/transformatieplannen/{vraag.indiening.plan_id}/vragen/{vraag.pk}/"
    for person in people:
        tell(person, kind=kind, sentence=sentence, path=path, key=f"vraag:{vraag.pk}:{what}", by=by)
