"""What the criteria of the snelle toets ask beside their texts (BK23, ST-0 to ST-4)."""

from collections.abc import Iterator

from iza_portal.accounts.models import Kind
from plans.models.transformatie import Impact, Partijrol, Relatie
from plans.transformatie.zelftoets import places
from plans.transformatie.zelftoets.facts import Facts
from plans.transformatie.zelftoets.findings import Lack

#: The criterion of each impact.
IMPACTS = {
    "ST-1a": Impact.ZORGGEBRUIK,
    "ST-1b": Impact.HERVERDELING,
    "ST-1c": Impact.PERSONEEL,
    "ST-1d": Impact.VASTGOED,
}


def code_of(impact: Impact) -> str:
    """Answer the code of the text that substantiates an impact."""
    return f"impact_{impact.value}"


def contact(facts: Facts) -> Iterator[Lack]:
    if not facts.plan.has_contacted_insurer:
        words = "Er is nog geen contact over de inhoud met de coördinerend verzekeraar vastgelegd."
        yield Lack(words, places.details(facts.plan))


def impacts(facts: Facts) -> Iterator[Lack]:
    if not facts.plan.impacts:
        yield Lack("Kruis ten minste één van de vier soorten impact aan.", places.details(facts.plan))
    for impact in Impact:
        yield from _unfounded(facts, impact)


def _unfounded(facts: Facts, impact: Impact) -> Iterator[Lack]:
    if impact in facts.plan.impacts and not facts.is_filled(code_of(impact)):
        words = f"Onderbouw de impact op {impact.label}: die is aangekruist, maar de tekst is nog leeg."
        yield Lack(words, places.text(facts.plan, code_of(impact)))


def impact(facts: Facts, which: Impact) -> Iterator[Lack]:
    yield from _unfounded(facts, which)
    if which not in facts.plan.impacts and facts.is_filled(code_of(which)):
        words = f"Er is tekst over de impact op {which.label}, maar die is niet aangekruist."
        yield Lack(words, places.details(facts.plan), is_doubt=True)


def relation(facts: Facts) -> Iterator[Lack]:
    plan = facts.plan
    if not plan.relations:
        words = "Kies met welk plan of welke visie dit in lijn is, of “geen van deze” met uitleg waarom."
        yield Lack(words, places.details(plan))
    elif Relatie.GEEN in plan.relations and len(plan.relations) > 1:
        yield Lack("U koos een plan en ook “geen van deze”. Kies een van beide.", places.details(plan))
    if Relatie.REGIOPLAN in plan.relations and plan.regioplan_id is None:
        words = "Kies het regioplan waarmee dit in lijn is, als het in het portaal staat."
        yield Lack(words, places.details(plan), is_doubt=True)


def urgency(facts: Facts) -> Iterator[Lack]:
    """Who carries it, and who is hit: all who submit share the urgency, and nobody is hit without being named."""
    place = places.parties(facts.plan)
    if not any(party.carries_urgency for party in facts.parties):
        yield Lack("Geef aan welke partijen de urgentie delen. Nu deelt geen partij die.", place)
    else:
        for party in facts.parties_that(Partijrol.INDIENER):
            if not party.carries_urgency:
                yield Lack(f"{party} dient het plan mee in, maar deelt de urgentie nog niet.", place)
    for party in facts.parties_that(Partijrol.GERAAKT):
        if not party.how.strip():
            yield Lack(f"Schrijf op hoe {party} wordt geraakt.", place)
        words = (
            f"{party} wordt geraakt en is niet betrokken. Betrek deze partij, of leg bij de urgentie uit waarom niet."
        )
        yield Lack(words, place, is_doubt=True)
    taking_part = facts.parties_that(Partijrol.INDIENER, Partijrol.BETROKKEN)
    if not any(party.organisation_id and party.organisation.kind == Kind.BURGERS for party in taking_part):
        words = (
            "Er staat geen organisatie van patiënten of inwoners bij. Schrijf bij de urgentie hoe zij betrokken zijn."
        )
        yield Lack(words, places.text(facts.plan, "urgentie"), is_doubt=True)


RULES = {
    "ST-0": contact,
    "ST-1": impacts,
    **{code: lambda facts, which=which: impact(facts, which) for code, which in IMPACTS.items()},
    "ST-2": relation,
    "ST-3": urgency,
}

#: What nobody can compute of a text, as the question to ask when reading it once more.
ASKS = {
    "ST-1": "Is de impact echt groot, en is dat met cijfers te zien?",
    "ST-2": "Is het plan waarnaar u verwijst openbaar, en staat dit er herkenbaar in?",
    "ST-3": "Zijn aanbieders, inkopers, professionals en patiënten betrokken, en schuift u niets op een ander af?",
    "ST-4": "Is duidelijk op welke punten allen dezelfde kant op moeten, en waarom het niet zonder kan?",
    "ST-5": "Herkennen patiënten en inwoners hun knelpunten?",
    "ST-6": "Zegt de tekst wat er over vijf tot tien jaar blijvend anders is?",
}
