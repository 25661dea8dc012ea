"""Who is told what of the desk: applicants of plans in the step, and the market leaders that judge in it."""

from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import Indiening, Loketstand, Transformatieplan
from plans.transformatie.concerned import applicants_of, judges_of, reviewers_at
from plans.transformatie.workflow import Planstand, Stap

PATH = "/transformatieplannen/loket/"
#: In which a plan is to be submitted for the step, or is judged in it.
IN_STEP = {
    Stap.SNELLE_TOETS: [Planstand.CONCEPT, Planstand.SNELLE_TOETS, Planstand.AANVULLEN],
    Stap.BEOORDELING: [Planstand.UITWERKEN, Planstand.BEOORDELING, Planstand.VOORGENOMEN, Planstand.AANPASSEN],
}


def tell_desk(row: Loketstand, *, by) -> None:
    """Tell who makes or judges a plan in this step that the desk changes, and from which day on."""
    plans = Transformatieplan.objects.filter(status__in=IN_STEP[Stap(row.step)])
    judged = Indiening.objects.filter(step=row.step, closed_at=None)
    leaders = {pk for pair in judged.values_list("leader_1", "leader_2") for pk in pair}
    people = applicants_of(plans.values("pk")) | reviewers_at(leaders)
    state = "open" if row.is_open else "dicht"
    clock = "; de termijnen staan dan stil" if row.stops_clock else ""
    sentence = f"Het loket ({row.get_step_display()}) is vanaf {long_date(row.from_on)} {state}{clock}."
    for person in people:
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=PATH, key=f"loket:{row.pk}", by=by)


def tell_term(indiening: Indiening, plan: Transformatieplan) -> None:
    """Tell the applicants, and the reviewers of both market leaders who judge it, until when the term runs now."""
    sentence = f"De termijn van “{plan}” loopt weer. Het besluit komt uiterlijk {long_date(indiening.due_on)}."
    people = applicants_of([plan.pk]) | judges_of(indiening)
    key = f"termijn:{indiening.pk}:{indiening.due_on}"
    for person in people:
        tell(person, kind=NoticeKind.TERMIJN, sentence=sentence, path=plan.get_absolute_url(), key=key)
