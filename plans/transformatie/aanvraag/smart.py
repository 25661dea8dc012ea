"""What an agreement of a plan lacks to be SMART: as a goal of a regioplan, and somebody who answers for it (BK23, B-1)."""

from plans.models.transformatie import Transformatieafspraak
from plans.opgaven import smart
from plans.transformatie.aanvraag.rows import AFSPRAAK


def lacks_of(afspraak: Transformatieafspraak) -> list[str]:
    """Answer what the agreement lacks, each as a sentence that says what to fill in; nothing where it is SMART."""
    lacks = [lack.words for lack in smart.missing(afspraak, called=AFSPRAAK.called)]
    if afspraak.partij_id is None:
        lacks.append("Kies welke partij verantwoordelijk is.")
    return lacks
