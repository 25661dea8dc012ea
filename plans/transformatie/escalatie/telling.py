"""Who is told of an escalation: all who read its dossier, and nobody else."""

from iza_portal.accounts.models import Function, Kind, Organisation
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from plans.models.transformatie import Escalatie, Partijrol
from plans.transformatie.concerned import people_at
from plans.transformatie.rules import SUBMITTING_FUNCTIONS


def tell_escalated(escalatie: Escalatie, *, by) -> None:
    """Tell the parties, the two market leaders, and who looks after the national money that a question is put."""
    sentence = f"“{escalatie.plan}” is voorgelegd aan het bestuurlijk overleg. Het dossier staat in het portaal."
    national = Organisation.objects.filter(kind=Kind.LANDELIJK).order_by()
    of_the_pot = people_at(national, {Function.KASSIER, Function.BESTUURDER})
    _tell({*_of_the_plan(escalatie), *of_the_pot}, escalatie, sentence, "voorgelegd", by)


def tell_closed(escalatie: Escalatie, *, by) -> None:
    """Tell the parties and the two market leaders what came of it."""
    sentence = f"Het bestuurlijk overleg over “{escalatie.plan}” is afgerond. Lees de uitkomst."
    _tell(_of_the_plan(escalatie), escalatie, sentence, "afgesloten", by)


def _of_the_plan(escalatie: Escalatie) -> set:
    plan = escalatie.plan
    parties = plan.partijen.filter(part__in=[Partijrol.INDIENER, Partijrol.BETROKKEN], organisation__isnull=False)
    leaders = [pk for pk in plan.leaders if pk]
    judging = {Function.BEOORDELAAR, Function.BESTUURDER}
    return {*people_at(parties.values("organisation"), SUBMITTING_FUNCTIONS), *people_at(leaders, judging)}


def _tell(people: set, escalatie: Escalatie, sentence: str, what: str, by) -> None:
    for person in sorted(people, key=lambda person: person.pk):
        key = f"escalatie:{escalatie.pk}:{what}"
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=escalatie.get_absolute_url(), key=key, by=by)
