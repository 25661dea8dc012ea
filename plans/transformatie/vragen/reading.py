"""The questions about a plan as its pages show them: what was asked about which place, and what was answered."""

from plans.models.transformatie import Indiening, Transformatieplan, Vraag
from plans.transformatie import rules as plan_rules
from plans.transformatie.vragen import rules
from plans.transformatie.vragen.forms import AnswerForm


def questions_of(user, plan: Transformatieplan, indiening: Indiening | None = None) -> list[Vraag]:
    """Answer the questions about the plan, or about one submission of it, that this person reads; one query.

    In the order in which they were asked. One that was taken back is shown to who asked it alone. Each gets
    `takes_answer`, and an open one that this person can answer its `form`.
    """
    found = rules.readable_questions(user, plan).select_related("organisation", "indiening")
    found = found.filter(indiening=indiening) if indiening else found
    found = found.defer("indiening__content", "indiening__differences")
    questions = [vraag for vraag in found.order_by("at", "pk") if rules.reads_words(user, vraag)]
    may_answer = plan_rules.may_answer(user, plan)
    for vraag in questions:
        vraag.indiening.plan = plan
        vraag.takes_answer = may_answer and not rules.why_not_answered(vraag)
        vraag.form = _form(vraag) if vraag.takes_answer and not vraag.answer else None
    return questions


def _form(vraag: Vraag) -> AnswerForm:
    return AnswerForm(initial={"version": vraag.version}, auto_id=f"vraag-{vraag.pk}-%s")


def by_place(questions: list[Vraag]) -> dict[str, list[Vraag]]:
    """Answer the questions by the key of the place that they are about; those about all of it under nothing."""
    found: dict[str, list[Vraag]] = {}
    for vraag in questions:
        found.setdefault(vraag.place, []).append(vraag)
    return found
