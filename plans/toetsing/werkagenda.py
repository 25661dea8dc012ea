"""The check of a werkagenda against what the national assignment and format ask, WA-1 to WA-11.

Nobody judges its content for the country: the region itself has to be sure that every part is there (domain: B15, B18).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from plans.models import Aandeel, Opgave, Regioplan, Status
from plans.opgaven.reading import opgaven_of
from plans.opgaven.smart import is_smart
from plans.toetsing.computing import Mend, Rule
from plans.werkagenda import template
from plans.werkagenda.inzet import YEARS, Line, lines_of_each
from plans.werkagenda.reading import completeness_of
from regions.checking import Finding, Verdict

YES, NO, UNKNOWN = Verdict.VOLDOET, Verdict.VOLDOET_NIET, Verdict.ONBEKEND


class AgendaFacts:
    """What the computations look at, each asked when it is first needed."""

    def __init__(self, plan: Regioplan):
        self.plan = plan

    @cached_property
    def opgaven(self) -> list[Opgave]:
        return opgaven_of(self.plan)

    @cached_property
    def aanpakken(self) -> list[Opgave]:
        """Those of the format that are in the werkagenda."""
        return [opgave for opgave in self.opgaven if opgave.aanpak]

    @cached_property
    def mandatory(self) -> list[Opgave]:
        return [opgave for opgave in self.aanpakken if opgave.is_mandatory]

    @cached_property
    def missing(self) -> list[template.Aanpak]:
        """The mandatory aanpakken of the format that are neither in the werkagenda nor left out with a motive."""
        asked = [each for each in template.aanpakken().values() if each.is_mandatory]
        said = set(self.plan.opgaven.filter(position=None).exclude(waiver="").values_list("aanpak", flat=True))
        there = said | {opgave.aanpak for opgave in self.aanpakken}
        return [each for each in asked if each.code not in there]

    @cached_property
    def written(self) -> set[str]:
        """The codes of the sections in which something is written."""
        sections = self.plan.sections.present().exclude(plain_text="").exclude(code="")
        return set(sections.order_by().values_list("code", flat=True))

    @cached_property
    def lines(self) -> dict[int, list[Line]]:
        return lines_of_each(self.aanpakken)

    def unwritten(self, parts: Iterable[template.Part]) -> str:
        """Name those of these parts in which nothing is written."""
        return _named(_titled(part) for part in parts if part.code not in self.written)


def _named(names: Iterable) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _titled(part: template.Part) -> str:
    return f"{part.code.partition(':')[0]} {part.title}"


def _each(opgaven: list[Opgave], holds: Callable[[Opgave], bool], all_well: str, lacking: str) -> Finding:
    """Find that this holds of every aanpak, or name those of which it does not."""
    if not opgaven:
        return Finding(NO, "Er staat nog geen aanpak in de werkagenda.")
    missing = _named(f"{opgave.aanpak} {opgave}".strip() for opgave in opgaven if not holds(opgave))
    return Finding(NO, f"{lacking}: {missing}.") if missing else Finding(YES, all_well)


def has_infrastructure(facts: AgendaFacts) -> Finding:
    parts = [part for part in template.parts(set()) if part.code.startswith(f"{template.RPI}.")]
    if missing := facts.unwritten(parts):
        return Finding(NO, f"Nog niet geschreven: {missing}.")
    return Finding(YES, f"Alle {len(parts)} onderdelen zijn geschreven.")


def has_health_goals(facts: AgendaFacts) -> Finding:
    parts = [part for part in template.parts(set()) if part.code.endswith(":doelen")]
    if missing := facts.unwritten(parts):
        return Finding(NO, f"Nog niet geschreven: {missing}.")
    return Finding(YES, "Van elk leefgebied zijn de gezondheidsdoelen geschreven.")


def is_worked_out(facts: AgendaFacts) -> Finding:
    if facts.missing:
        return Finding(NO, f"Verplicht, en niet in de werkagenda: {_named(facts.missing)}.")
    known, unwritten = template.aanpakken(), []
    for opgave in facts.aanpakken:
        parts = template.parts_of(known[opgave.aanpak]) if opgave.aanpak in known else []
        names = [part.title.rpartition(": ")[2] for part in parts if part.code not in facts.written]
        unwritten += [f"{opgave.aanpak} {opgave}: {', '.join(names)}"] if names else []
    if unwritten:
        return Finding(NO, f"Nog niet geschreven: {_named(unwritten)}.")
    return _each(
        facts.aanpakken,
        lambda opgave: any(map(is_smart, opgave.doelen.all())),
        "Van elke aanpak zijn IST, SOLL en GAP geschreven, met een doel dat specifiek, meetbaar en tijdgebonden is.",
        "Nog zonder doel dat specifiek, meetbaar en tijdgebonden is",
    )


def has_numbers(facts: AgendaFacts) -> Finding:
    if not facts.mandatory:
        return Finding(NO, "Er staat geen verplichte aanpak in de werkagenda.")
    found = _each(
        facts.mandatory,
        lambda opgave: all(line.has_path for line in facts.lines[opgave.pk] if line.asked),
        "",
        f"Nog zonder aantal voor {YEARS[-1]} of zonder stappen daarheen",
    )
    if found.verdict == NO:
        return replace(found, is_certain=True)
    without = _named(f"{opgave.aanpak} {opgave}" for opgave in facts.mandatory if not opgave.dekkingen.all())
    if without:
        return Finding(UNKNOWN, f"De aantallen staan er. Nog zonder geld: {without}. Zeg hoe dit in 2030 is gedekt.")
    return Finding(YES, "De aantallen, de stappen naar 2030 en het geld staan er.")


def has_milestones(facts: AgendaFacts) -> Finding:
    def is_whole(opgave: Opgave) -> bool:
        mijlpalen = [mijlpaal for actie in opgave.acties.all() for mijlpaal in actie.mijlpalen.all()]
        return bool(mijlpalen) and all(mijlpaal.organisation_id and mijlpaal.result for mijlpaal in mijlpalen)

    return _each(
        facts.opgaven,
        is_whole,
        "Elke aanpak heeft mijlpalen, met een verantwoordelijke en een deelresultaat.",
        "Nog zonder mijlpalen, of met een mijlpaal zonder verantwoordelijke of deelresultaat",
    )


def is_mutual(facts: AgendaFacts) -> Finding:
    return _read_by_people(facts, f"{template.RPI}.4", "waarop de partijen elkaar aanspreken, en hoe")


def is_learning(facts: AgendaFacts) -> Finding:
    return _read_by_people(facts, f"{template.RPI}.5", "wanneer de regio evalueert en bijstelt")


def _read_by_people(facts: AgendaFacts, code: str, what: str) -> Finding:
    title = next((_titled(part) for part in template.parts(set()) if part.code == code), code)
    if code not in facts.written:
        return Finding(NO, f"“{title}” is nog niet geschreven.", is_certain=True)
    return Finding(UNKNOWN, f"“{title}” is geschreven. Zeg waar staat {what}.")


def says_why(facts: AgendaFacts) -> Finding:
    lacking = [
        f"{opgave.aanpak} {line.what}"
        for opgave in facts.aanpakken
        for line in facts.lines[opgave.pk]
        if line.lacks_motive
    ]
    if lacking:
        return Finding(NO, f"Wijkt af van de streefwaarde, zonder uitleg: {_named(lacking)}.", is_certain=True)
    if facts.missing:
        return Finding(
            NO, f"Verplicht, en zonder uitleg niet in de werkagenda: {_named(facts.missing)}.", is_certain=True
        )
    return Finding(UNKNOWN, "Elke afwijking van een streefwaarde is uitgelegd. Zeg wat u met de regioscan deed.")


def is_adopted(facts: AgendaFacts) -> Finding:
    if facts.plan.status in (Status.CONCEPT, Status.TER_CONSULTATIE):
        return Finding(NO, "De regiotafel is nog niet akkoord.")
    found = completeness_of(facts.plan)
    if found.missing:
        return Finding(NO, f"Niet alle colleges besluiten mee: {', '.join(found.missing)}.")
    if not found.is_complete:
        return Finding(NO, f"Nog niet alle colleges stelden de werkagenda vast: {found.standing.words}.")
    return Finding(YES, "De regiotafel en alle colleges stelden de werkagenda vast.")


def has_money_and_monitoring(facts: AgendaFacts) -> Finding:
    return _each(
        facts.aanpakken,
        lambda opgave: opgave.dekkingen.all() and opgave.doelen.all(),
        "Elke aanpak heeft geld, en doelen waaraan de voortgang is te zien.",
        "Nog zonder geld of zonder doel",
    )


def tries_new_ones(facts: AgendaFacts) -> Finding:
    known = template.aanpakken()
    new = [
        opgave
        for opgave in facts.aanpakken
        if opgave.aanpak in known and known[opgave.aanpak].agenda == template.Agenda.NIEUW
    ]
    if not new:
        return Finding(YES, "De regio beproeft geen nieuwe aanpakken.")
    return _each(
        new,
        lambda opgave: any(partij.part == Aandeel.TREKKER for partij in opgave.partijen.all()),
        "Elke nieuwe aanpak die de regio beproeft, heeft een trekker.",
        "Nog zonder trekker die de aanpak wil beproeven",
    )


RULES = {
    "WA-1": Rule(has_infrastructure, Mend.TEKST, can_be_answered=False),
    "WA-2": Rule(has_health_goals, Mend.TEKST, can_be_answered=False),
    "WA-3": Rule(is_worked_out, Mend.AANPAKKEN, can_be_answered=False),
    "WA-4": Rule(has_numbers, Mend.AANPAKKEN),
    "WA-5": Rule(has_milestones, Mend.AANPAKKEN, can_be_answered=False),
    "WA-6": Rule(is_mutual, Mend.TEKST),
    "WA-7": Rule(says_why, Mend.AANPAKKEN),
    "WA-8": Rule(is_learning, Mend.TEKST),
    "WA-9": Rule(is_adopted, Mend.STATUS, can_be_answered=False),
    "WA-10": Rule(has_money_and_monitoring, Mend.AANPAKKEN),
    "WA-11": Rule(tries_new_ones, Mend.AANPAKKEN),
}
