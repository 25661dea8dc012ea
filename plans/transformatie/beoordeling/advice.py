"""What an insurer advises, and whether that follows from what it finds per criterion."""

from collections.abc import Iterable

from plans.models.transformatie import ADVICE, Advies, Groep, Indiening, Kadercriterium, Oordeel, Uitkomst

#: By which a plan goes on.
POSITIVE = {Advies.IMPACTVOL, Advies.GOEDKEUREN}
_HAS_IMPACT = {Uitkomst.VOLDOET, Uitkomst.DEELS}
_NOTHING_WRONG = {Uitkomst.VOLDOET, Uitkomst.NVT}


def advice_on(indiening: Indiening) -> list[Advies]:
    """Answer what can be advised on the submission."""
    return ADVICE[indiening.step]


def obstacles(
    criteria: Iterable[Kadercriterium], oordelen: Iterable[Oordeel], *, advice: str, motivation: str
) -> list[str]:
    """Answer why the judgment cannot be laid before a second person yet, each as a sentence.

    Each mandatory criterion is judged, and the advice has its motivation. A positive advice fits with *voldoet deels*, for
    the reason at the criterion says what is to be done about it; it does not fit with *voldoet niet* on a mandatory
    criterion, which is a condition of the framework, whatever the motivation says, nor where none of the four impacts is
    there. A negative one does not fit where nothing is wrong. The decision that the two take is held to the same.
    """
    criteria = list(criteria)
    found = {oordeel.criterion_id: oordeel.outcome for oordeel in oordelen}
    missing = [criterion.code for criterion in criteria if criterion.is_mandatory and criterion.pk not in found]
    sentences = []
    if missing:
        sentences.append(f"Beoordeel eerst alle verplichte criteria. Nog te doen: {', '.join(missing)}.")
    if not advice:
        sentences.append("Kies een advies.")
    if not motivation.strip():
        sentences.append("Motiveer het advies.")
    return sentences + (_contradictions(criteria, found, Advies(advice)) if advice and not missing else [])


def _contradictions(criteria: list[Kadercriterium], found: dict[int, str], advice: Advies) -> list[str]:
    if advice not in POSITIVE:
        if all(outcome in _NOTHING_WRONG for outcome in found.values()):
            return [f"Volgens u voldoet alles. Het advies “{advice.label}” past daar niet bij."]
        return []
    sentences = []
    failed = [each.code for each in criteria if each.is_mandatory and found.get(each.pk) == Uitkomst.VOLDOET_NIET]
    if failed:
        sentences.append(
            f"Het advies “{advice.label}” past niet bij “voldoet niet” op een verplicht criterium: {', '.join(failed)}."
        )
    impacts = {found.get(each.pk) for each in criteria if each.group == Groep.IMPACT}
    if impacts and not impacts & _HAS_IMPACT:
        sentences.append(
            f"Bij het advies “{advice.label}” voldoet ten minste één van de vier soorten impact, of deels."
        )
    return sentences
