"""From what somebody filled in, and the plan, to the letter."""

from iza_portal.page.templatetags.page import long_date
from plans.letter import ItemList, Letter, Part, blocks_of, cleaned
from plans.models import Status
from plans.raadsbrief.facts import Facts, mijlpalen_table, money_table, opgaven_table
from plans.raadsbrief.prefilling import named
from plans.raadsbrief.purpose import Purpose

CONCEPT = "Deze brief gaat over een concept. Het plan kan nog veranderen."
DEMONSTRATION = "Demonstratie. Dit is geen officieel stuk van de gemeente."


def compose(facts: Facts, said: dict) -> Letter:
    """Answer the letter: `said` is what the form answers. Parts without words and tables are left out."""
    asks = said["purpose"] == Purpose.BESLUIT
    chosen = [opgave for opgave in facts.opgaven if str(opgave.key) in said.get("opgaven", [])]
    tables = [opgaven_table(facts, chosen), mijlpalen_table(facts, chosen)] if chosen else []
    money = money_table(facts, chosen) if said.get("with_money") else None
    parts = [
        _part("Kernboodschap", said["core"]),
        _part("Aanleiding", said["reason"]),
        _part(f"De {facts.plan.nouns} en wat onze gemeente daarin doet", said["opgaven_words"], *tables),
        _part("Geld", said["money"], money),
        _part("Gevraagd besluit" if asks else "Ter informatie", said["ask"]),
        _part("Vervolg en termijnen", said["next_steps"]),
        Part("Bijlagen", _lines(said["attachments"])),
    ]
    return Letter(
        title="Raadsvoorstel" if asks else "Raadsinformatiebrief",
        subject=said["subject"],
        author=cleaned(str(facts.municipality)),
        day=said["day"],
        facts=_heading(facts, said),
        remarks=_remarks(facts),
        parts=tuple(part for part in parts if part.blocks),
        signed=tuple(line.strip() for line in said["signed"].split("\n") if line.strip()),
        origin=cleaned(_origin(facts)),
    )


def _part(title: str, text: str, *tables) -> Part:
    return Part(title, (*blocks_of(text), *(table for table in tables if table)))


def _lines(text: str) -> tuple[ItemList, ...]:
    items = tuple(line.strip().removeprefix("- ") for line in text.split("\n") if line.strip())
    return (ItemList(items),) if items else ()


def _heading(facts: Facts, said: dict) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Aan", f"De gemeenteraad van {facts.municipality.name}"),
        ("Van", f"Het college van burgemeester en wethouders van {facts.municipality.name}"),
        ("Portefeuillehouder", said["holder"]),
        ("Datum", long_date(said["day"])),
        ("Kenmerk", said["reference"]),
        ("Onderwerp", said["subject"]),
    )
    return tuple((label, cleaned(words)) for label, words in rows if words)


def _remarks(facts: Facts) -> tuple[str, ...]:
    is_concept = facts.plan.status in (Status.CONCEPT, Status.TER_CONSULTATIE)
    said = ((DEMONSTRATION, facts.plan.is_demonstration), (CONCEPT, is_concept))
    return tuple(words for words, counts in said if counts)


def _origin(facts: Facts) -> str:
    """Say of which plan the letter tells, so that it can be found back and compared."""
    if facts.versie is None:
        return f"Opgesteld met het IZA-portaal, uit {named(facts.plan)}: {facts.plan.get_status_display()}."
    return (
        f"Opgesteld met het IZA-portaal, uit {named(facts.plan)} waarmee de regiotafel akkoord ging. "
        f"Kenmerk van de inhoud (SHA-256): {facts.versie.content_hash}."
    )
