"""What the criteria of the full plan ask beside their texts (BK23, B-1 to B-7 and TM-1 to TM-6)."""

from collections.abc import Iterator

from iza_portal.page.templatetags.page import euros, long_date
from plans.models.transformatie import Businesscasesoort, Commitment, Partijrol, Verklaringsoort
from plans.transformatie.aanvraag import geldregels
from plans.transformatie.aanvraag.mijlpalen import amount_of, per_year
from plans.transformatie.aanvraag.rows import AFSPRAAK, MIJLPAAL, REGEL
from plans.transformatie.aanvraag.smart import lacks_of
from plans.transformatie.zelftoets import places
from plans.transformatie.zelftoets.facts import Facts
from plans.transformatie.zelftoets.findings import Lack

#: From how far on a party counts as bound: a promise of officials binds nobody.
BOUND = {Commitment.BESTUURLIJK, Commitment.GETEKEND}
#: So many of the same are named; a list of two hundred helps nobody.
NAMED = 5


def _said(titles: list[str]) -> str:
    """Name the first of these between quotes, and say how many more there are."""
    named = ", ".join(f"“{title}”" for title in titles[:NAMED])
    return f"{named} en nog {len(titles) - NAMED}" if len(titles) > NAMED else named


def agreements(facts: Facts) -> Iterator[Lack]:
    plan = facts.plan
    if not facts.afspraken:
        yield Lack("Voeg ten minste één afspraak toe.", places.row(plan, AFSPRAAK))
    for afspraak in facts.afspraken:
        if lacks := lacks_of(afspraak):
            words = f"De afspraak “{afspraak}” is nog niet SMART. {' '.join(lacks)}"
            yield Lack(words, places.row(plan, AFSPRAAK, afspraak.pk))
    if not facts.mijlpalen:
        yield Lack("Voeg mijlpalen toe: wat is wanneer klaar?", places.row(plan, MIJLPAAL))


def business_case(facts: Facts) -> Iterator[Lack]:
    plan = facts.plan
    for kind in Businesscasesoort:
        if not any(line.kind == kind for line in facts.lines):
            yield Lack(f"Vul per jaar de {kind.label} in.", places.row(plan, REGEL))
    unknown = [line for line in facts.lines if not line.partij_id and not line.who.strip()]
    if unknown:
        words = f"Zeg wie betaalt of profiteert bij {_said([line.title for line in unknown])}."
        yield Lack(words, places.row(plan, REGEL, unknown[0].pk))
    elif facts.lines and _balance(facts) < 0:
        words = "De kosten zijn samen hoger dan de baten. Leg in de toelichting uit wat het dan toch oplevert."
        yield Lack(words, places.text(plan, "businesscase"), is_doubt=True)


def _balance(facts: Facts):
    return sum(line.amount if line.kind == Businesscasesoort.BATEN else -line.amount for line in facts.lines)


def commitment(facts: Facts) -> Iterator[Lack]:
    place = places.parties(facts.plan)
    for party in facts.parties_that(Partijrol.INDIENER):
        if party.commitment not in BOUND:
            yield Lack(f"Het bestuur van {party} heeft zich nog niet verbonden.", place)
        if party.has_msb and party.msb_commitment not in BOUND:
            yield Lack(f"Het medisch specialistisch bedrijf van {party} heeft zich nog niet verbonden.", place)


def term(facts: Facts) -> Iterator[Lack]:
    plan, kader = facts.plan, facts.kader
    if not plan.starts_on or not plan.ends_on:
        yield Lack("Vul in wanneer het plan begint en eindigt.", places.details(plan))
    last = geldregels.last_possible_day(plan, kader)
    if last and plan.ends_on and plan.ends_on > last:
        words = (
            f"Het plan duurt langer dan {kader.years_at_most} jaar. Met dit begin eindigt het uiterlijk op "
            f"{long_date(last)}."
        )
        yield Lack(words, places.details(plan))
    for mijlpaal in facts.mijlpalen:
        if reason := geldregels.why_not_in_term(plan, mijlpaal.due_on):
            words = f"De mijlpaal “{mijlpaal}” is te halen op {long_date(mijlpaal.due_on)}. {reason}"
            yield Lack(words, places.row(plan, MIJLPAAL, mijlpaal.pk))


def within_years(facts: Facts) -> Iterator[Lack]:
    yield from term(facts)
    last = geldregels.last_possible_day(facts.plan, facts.kader)
    for afspraak in facts.afspraken:
        if last and afspraak.target_on and afspraak.target_on > last:
            words = (
                f"De afspraak “{afspraak}” wordt pas op {long_date(afspraak.target_on)} gehaald: later dan "
                f"{facts.kader.years_at_most} jaar na het begin."
            )
            yield Lack(words, places.row(facts.plan, AFSPRAAK, afspraak.pk))


def competition(facts: Facts) -> Iterator[Lack]:
    if not facts.is_filled("mededinging") and Verklaringsoort.MEDEDINGING not in facts.declared:
        words = "Beschrijf de toets aan de regels voor mededinging, of verklaar dat die is gedaan."
        yield Lack(words, places.text(facts.plan, "mededinging"))


def _undeclared(facts: Facts, code: str) -> Iterator[Lack]:
    for kind in geldregels.not_declared(facts.declared, code):
        yield Lack(f"Verklaar: {kind.label}.", places.declarations(facts.plan))


def necessity(facts: Facts) -> Iterator[Lack]:
    if "middelen" in facts.texts and not facts.is_filled("middelen"):
        words = f"U vraagt geld, en “{facts.texts['middelen'].title}” is nog leeg."
        yield Lack(words, places.text(facts.plan, "middelen"))
    yield from _undeclared(facts, "TM-1")


def one_off(facts: Facts) -> Iterator[Lack]:
    yield from _undeclared(facts, "TM-2")
    for mijlpaal in facts.mijlpalen:
        reasons = {
            geldregels.why_not_these_costs(facts.kader, bedrag.costs, bedrag.sector)
            for bedrag in mijlpaal.bedragen.all()
        }
        for reason in sorted(reasons - {""}):
            yield Lack(f"Bij de mijlpaal “{mijlpaal}”: {reason}", places.row(facts.plan, MIJLPAAL, mijlpaal.pk))


def at_milestones(facts: Facts) -> Iterator[Lack]:
    plan = facts.plan
    if not facts.bedragen:
        yield Lack("Vul bij de mijlpalen in welke partij welk bedrag krijgt.", places.row(plan, MIJLPAAL))
        return
    paid = [mijlpaal for mijlpaal in facts.mijlpalen if amount_of(mijlpaal)]
    for words, unfinished in (
        ("Nog geen bedrag staat er bij", [each for each in facts.mijlpalen if each not in paid]),
        (
            "Nog niet gezegd is waaruit blijkt dat deze is gehaald:",
            [each for each in paid if not each.evidence.strip()],
        ),
        ("Nog niet gezegd is wie het bewijs levert bij", [each for each in paid if not each.partij_id]),
    ):
        if unfinished:
            said = f"{words} {_said([each.title for each in unfinished])}."
            yield Lack(said, places.row(plan, MIJLPAAL, unfinished[0].pk), is_doubt=True)


def division(facts: Facts) -> Iterator[Lack]:
    plan = facts.plan
    if reason := geldregels.why_wrong_sum(plan.requested, facts.total):
        yield Lack(reason, places.row(plan, MIJLPAAL))
    own = {party.pk for party in facts.parties}
    for mijlpaal in facts.mijlpalen:
        if any(bedrag.partij_id not in own for bedrag in mijlpaal.bedragen.all()):
            words = f"Bij de mijlpaal “{mijlpaal}” staat een bedrag voor wie geen partij is van dit plan."
            yield Lack(words, places.row(plan, MIJLPAAL, mijlpaal.pk))


def not_twice(facts: Facts) -> Iterator[Lack]:
    yield from _undeclared(facts, "TM-5")


def told_of_balance(facts: Facts) -> str:
    return f"Het saldo van baten en kosten is {euros(_balance(facts))}." if facts.lines else ""


def told_of_years(facts: Facts) -> str:
    said = ", ".join(f"{year} {euros(amount)}" for year, amount in per_year(facts.mijlpalen))
    return f"Per jaar: {said}. Wat in een jaar niet wordt gebruikt, vervalt." if said else ""


RULES = {
    "B-1": agreements,
    "B-2": business_case,
    "B-4": commitment,
    "B-5": within_years,
    "B-7": competition,
    "TM-1": necessity,
    "TM-2": one_off,
    "TM-3": at_milestones,
    "TM-4": division,
    "TM-5": not_twice,
    "TM-6": term,
}
#: Of these the rule itself says what the texts are for: one of two things is enough.
OWN_TEXTS = {"B-7"}
TOLD = {"B-2": told_of_balance, "TM-6": told_of_years}

#: What nobody can compute of a text, as the question to ask when reading it once more.
ASKS = {
    "B-1": "Kan een ander nagaan of de afspraak is gehaald?",
    "B-2": "Dragen de baten bij aan passende zorg en aan de doelen en doelgroepen van het IZA?",
    "B-3": "Is de analyse samen met de betrokken partijen gemaakt?",
    "B-3a": "Zegt de tekst wat er verandert aan kwaliteit, veiligheid en toegankelijkheid?",
    "B-3b": "Komen bedrijfsvoering, personeel, ICT, infrastructuur en vastgoed aan de orde?",
    "B-3c": "Is met de rest van de keten besproken wat zij ervan merken?",
    "B-3d": "Is dit in lijn met wat in de regio en het land is afgesproken?",
    "B-4": "Staat er wie stuurt, met welke capaciteit en hoe besluiten vallen?",
    "B-6": "Wordt het voor klimaat en milieu niet slechter dan nu?",
    "B-7": "Wegen de voordelen op, kan het niet met minder, en duurt het niet langer dan nodig?",
    "TM-1": "Is duidelijk wat er zonder dit geld niet gebeurt?",
    "TM-2": "Is alles eenmalig, zonder verduurzaming van gebouwen?",
    "TM-3": "Is er per mijlpaal iets te laten zien voordat er wordt betaald?",
    "TM-5": "Is er voor deze kosten nergens anders geld, zoals een SPUK of subsidie?",
}
