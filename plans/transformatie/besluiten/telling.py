"""Who is told what of a decision: the two leaders while they decide, and all concerned once it is sent."""

from django.db.models import QuerySet

from iza_portal.accounts.models import Function, Kind, Organisation
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import Besluitstap, Partijrol, Planbesluit
from plans.transformatie.beoordeling.people import people_left
from plans.transformatie.concerned import people_at, reviewers_at
from plans.transformatie.rules import JUDGING_FUNCTIONS, SUBMITTING_FUNCTIONS
from plans.transformatie.workflow import Planstand


def other_insurers(indiening) -> QuerySet[Organisation]:
    """Answer all insurers but the two that judge the submission."""
    insurers = Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR).order_by()
    return insurers.exclude(pk__in=[indiening.leader_1_id, indiening.leader_2_id])


def tell_proposed(besluit: Planbesluit, *, by) -> None:
    """Tell the reviewers of the other leader that a proposal waits for them."""
    indiening = besluit.indiening
    others = {indiening.leader_1_id, indiening.leader_2_id} - {besluit.proposed_for_id}
    sentence = f"Een voorstel voor een besluit over “{indiening.plan}” wacht op uw organisatie."
    _tell_reviewers(besluit, others, sentence, by)


def tell_confirmed(besluit: Planbesluit, *, by) -> None:
    """Tell the reviewers of the coördinerend verzekeraar that the decision can be sent, and those who proposed it."""
    indiening = besluit.indiening
    sentence = f"Beide marktleiders hebben het besluit over “{indiening.plan}” bevestigd. Het kan worden verzonden."
    _tell_reviewers(besluit, {indiening.coordinator_id, besluit.proposed_for_id}, sentence, by)


def tell_rejected(besluit: Planbesluit, *, by) -> None:
    """Tell the reviewers of the other leader that the decision is off the table."""
    indiening = besluit.indiening
    others = {indiening.leader_1_id, indiening.leader_2_id} - {besluit.rejected_for_id}
    sentence = f"Het voorgestelde besluit over “{indiening.plan}” is van de baan. Lees waarom."
    _tell_reviewers(besluit, others, sentence, by)


def tell_sent(besluit: Planbesluit, *, by) -> None:
    """Tell the parties and the other leader of the decision; other insurers of one that is shared with them."""
    indiening, plan = besluit.indiening, besluit.indiening.plan
    path = besluit.get_absolute_url()
    parties = plan.partijen.filter(part__in=[Partijrol.INDIENER, Partijrol.BETROKKEN], organisation__isnull=False)
    sentence = f"De marktleiders hebben een besluit genomen over “{plan}”. De brief staat in het portaal."
    _tell(people_at(parties.values("organisation"), SUBMITTING_FUNCTIONS), besluit, sentence, path, by)
    leaders = reviewers_at([indiening.leader_1_id, indiening.leader_2_id])
    _tell(leaders, besluit, f"Het besluit over “{plan}” is verzonden.", path, by)
    if besluit.step != Besluitstap.SNELLE_TOETS:
        followers = reviewers_at(other_insurers(indiening))
        _tell(followers, besluit, _for_followers(besluit), path, by)
    if plan.status == Planstand.WACHTRIJ:
        national = Organisation.objects.filter(kind=Kind.LANDELIJK).order_by()
        sentence = f"“{plan}” is goedgekeurd en staat in de wachtrij voor transformatiemiddelen."
        _tell(people_at(national, {Function.KASSIER}), besluit, sentence, plan.get_absolute_url(), by)


def _for_followers(besluit: Planbesluit) -> str:
    indiening, plan = besluit.indiening, besluit.indiening.plan
    if besluit.step == Besluitstap.VOORGENOMEN:
        until = long_date(indiening.questions_until)
        return f"Over “{plan}” is een voorgenomen besluit. U kunt tot en met {until} vragen stellen."
    if plan.status in {Planstand.WACHTRIJ, Planstand.UITVOERING}:
        return f"“{plan}” is goedgekeurd. Erken het plan en leg vast hoe uw organisatie het volgt."
    return f"Over “{plan}” is een definitief besluit genomen: de indieners passen het aan."


def _tell_reviewers(besluit: Planbesluit, leaders: set[int], sentence: str, by) -> None:
    """Tell the reviewers of these leaders; who recused themselves or has an interest hears nothing of the deciding."""
    for leader in leaders:
        people = people_left(besluit.indiening, leader, JUDGING_FUNCTIONS)
        _tell(people, besluit, sentence, besluit.page_of_deciding, by)


def _tell(people, besluit: Planbesluit, sentence: str, path: str, by) -> None:
    for person in people:
        key = f"planbesluit:{besluit.pk}:{besluit.version}"
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=key, by=by)
