"""The zelftoets of a transformatieplan: each criterion of the framework in force, what is missing, and where to mend it.

What the portal can count, it counts; of a text it sees only whether there is one, and asks the applicants to judge it.
A criterion that a later framework adds needs no code: its mandatory texts (`Kadercriterium.parts`) have to be there.
"""

from collections.abc import Iterable, Iterator

from plans.models.transformatie import Groep, Kadercriterium, Transformatieplan
from plans.transformatie.kaders import judged_criteria
from plans.transformatie.workflow import Stap
from plans.transformatie.zelftoets import beoordeling, places, snelle_toets
from plans.transformatie.zelftoets.facts import Facts
from plans.transformatie.zelftoets.findings import Finding, Lack, Verdict

RULES = snelle_toets.RULES | beoordeling.RULES
ASKS = snelle_toets.ASKS | beoordeling.ASKS
#: The criteria about the process that help who writes: one is looked at, of the others it is good to know.
CONTACT = "ST-0"
TO_KNOW = ["ST-8", "B-8", "B-9"]
#: Names in `Kadercriterium.parts` that are no text but a table or the term of the plan.
_NO_TEXT = {"partijen", "afspraken", "businesscaseregels", "mijlpalen", "verklaringen", "looptijd"}


def check(plan: Transformatieplan, step: Stap) -> list[Finding]:
    """Answer what is found of each criterion of this step, in their order; a fixed number of queries, however large it is.

    What people typed a moment ago counts once the texts have been settled (`iza_portal.writing.together.settling`).
    """
    facts = Facts(plan)
    return [_found(criterion, facts) for criterion in _criteria(facts, step)]


def obstacles(plan: Transformatieplan, step: Stap) -> list[str]:
    """Answer what stops the submission for this step, each as a sentence with the code of its criterion; else nothing.

    Called under the lock of the plan by who submits it: whoever changes a row of the plan waits for that.
    """
    codes = {
        lack.words: finding.criterion.code
        for finding in check(plan, step)
        if finding.holds_up
        for lack in finding.missing
        if not lack.is_doubt
    }
    # What two criteria ask is said once, by the one that says best where: B-3a and not B-3.
    return [f"{code}: {words}" for words, code in codes.items()]


def _criteria(facts: Facts, step: Stap) -> list[Kadercriterium]:
    with_money = step == Stap.BEOORDELING and facts.asks_money
    judged = judged_criteria(facts.kader, step, with_money=with_money)
    about = facts.kader.criteria.filter(step=step, code__in=[CONTACT, *TO_KNOW])
    return sorted([*judged, *about], key=lambda criterion: criterion.position)


def _found(criterion: Kadercriterium, facts: Facts) -> Finding:
    if criterion.code in TO_KNOW:
        return Finding(criterion, Verdict.INFORMATIE)
    missing = tuple(_lacks(criterion, facts))
    if not missing and _does_not_apply(criterion, facts):
        return Finding(criterion, Verdict.NVT)
    told = beoordeling.TOLD.get(criterion.code)
    return Finding(
        criterion, _verdict(missing), missing, ask=ASKS.get(criterion.code, ""), told=told(facts) if told else ""
    )


def _verdict(missing: Iterable[Lack]) -> Verdict:
    if any(not lack.is_doubt for lack in missing):
        return Verdict.NIET_VOLDAAN
    return Verdict.ZELF if missing else Verdict.VOLDAAN


def _lacks(criterion: Kadercriterium, facts: Facts) -> Iterator[Lack]:
    if criterion.code not in beoordeling.OWN_TEXTS:
        yield from _empty_texts(criterion, facts)
    if rule := RULES.get(criterion.code):
        yield from rule(facts)


def _empty_texts(criterion: Kadercriterium, facts: Facts) -> Iterator[Lack]:
    codes = [code for code in criterion.parts if code not in _NO_TEXT]
    texts = [facts.texts[code] for code in codes if code in facts.texts]
    for text in texts:
        if text.is_mandatory and not text.is_filled:
            yield Lack(f"“{text.title}” is nog leeg.", places.text(facts.plan, text.code))
    if criterion.is_mandatory and codes and not texts:
        # A plan that began before the framework asked this has no place for it: that must not hold it up for ever.
        words = "Dit plan heeft hier geen eigen onderdeel voor. Schrijf het bij een ander onderdeel."
        yield Lack(words, places.texts(facts.plan), is_doubt=True)


def _does_not_apply(criterion: Kadercriterium, facts: Facts) -> bool:
    """An impact that is not ticked and a situation that is not told of do not count for this plan."""
    if criterion.code in snelle_toets.IMPACTS:
        return snelle_toets.IMPACTS[criterion.code] not in facts.plan.impacts
    return criterion.group == Groep.SITUATIE and not any(facts.is_filled(code) for code in criterion.parts)
