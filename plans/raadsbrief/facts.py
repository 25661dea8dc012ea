"""What a plan says of one municipality: its part in each opgave, its actions and milestones, and the money."""

from dataclasses import dataclass

from iza_portal.accounts.models import Organisation
from iza_portal.page.templatetags.page import euro
from iza_portal.quarters import in_short
from plans.letter import Table, cleaned
from plans.models import FROZEN_STATES, Actie, Besluit, Dekking, Mijlpaal, Opgave, Regioplan, Vaststellingsversie
from plans.opgaven.reading import opgaven_of
from plans.vaststelling.standing import Standing, standing_of


@dataclass(frozen=True)
class Facts:
    """A plan as the letter of one municipality tells of it, read in a fixed number of queries.

    `opgaven` are as `opgaven_of` answers them; from the agreement of the tafel on they cannot change, so they are what the
    colleges decide on. `besluiten` are the municipality's own, on `versie`, which comes without its content.
    """

    plan: Regioplan
    municipality: Organisation
    opgaven: list[Opgave]
    versie: Vaststellingsversie | None
    besluiten: list[Besluit]
    standing: Standing

    def parts_in(self, opgave: Opgave) -> list[str]:
        """Answer what part the municipality has in an opgave: «trekker», «betrokken», «financier»."""
        return [
            each.get_part_display() for each in opgave.partijen.all() if each.organisation_id == self.municipality.pk
        ]

    def acties_in(self, opgave: Opgave) -> list[Actie]:
        """Answer the actions of an opgave that the municipality answers for."""
        return [actie for actie in opgave.acties.all() if actie.organisation_id == self.municipality.pk]

    def own_mijlpalen(self, opgaven: list[Opgave]) -> list[tuple[Mijlpaal, Opgave]]:
        """Answer the milestones that the municipality answers for, the first quarter first, each with its opgave."""
        found = [
            (mijlpaal, opgave)
            for opgave in opgaven
            for actie in opgave.acties.all()
            for mijlpaal in actie.mijlpalen.all()
            if mijlpaal.organisation_id == self.municipality.pk
        ]
        return sorted(found, key=lambda pair: (pair[0].quarter, pair[1].position, pair[0].pk))

    def dekkingen(self) -> list[Dekking]:
        return [dekking for opgave in self.opgaven for dekking in opgave.dekkingen.all()]


def facts_of(plan: Regioplan, municipality: Organisation) -> Facts:
    """Read what the letter to the council of this municipality tells of the plan."""
    versie = None
    if plan.status in FROZEN_STATES:
        versie = plan.vaststellingsversies.defer("content").order_by("-number").first()
    besluiten = versie.besluiten.filter(organisation=municipality).order_by("orgaan") if versie else []
    return Facts(plan, municipality, opgaven_of(plan), versie, list(besluiten), standing_of(plan))


def opgaven_table(facts: Facts, opgaven: list[Opgave]) -> Table:
    """Tell what the municipality does in each of these opgaven, and who leads it."""
    rows = tuple(
        (
            opgave.title,
            ", ".join(str(each.organisation) for each in opgave.partijen.all() if each.part == "trekker") or "–",
            ", ".join(facts.parts_in(opgave)) or "geen eigen aandeel",
            "; ".join(actie.title for actie in facts.acties_in(opgave)) or "–",
        )
        for opgave in opgaven
    )
    head = (_called(facts.plan), "Trekker", "Ons aandeel", "Waarvoor wij verantwoordelijk zijn")
    return _table(f"De {facts.plan.nouns} en ons aandeel daarin", head, rows)


def mijlpalen_table(facts: Facts, opgaven: list[Opgave]) -> Table | None:
    """Tell the milestones in these opgaven that the municipality answers for; None where it has none."""
    rows = tuple(
        (mijlpaal.activity, in_short(mijlpaal.quarter), mijlpaal.result or "–", opgave.title)
        for mijlpaal, opgave in facts.own_mijlpalen(opgaven)
    )
    head = ("Activiteit", "Kwartaal", "Deelresultaat", _called(facts.plan))
    return _table("Mijlpalen waarvoor wij verantwoordelijk zijn", head, rows) if rows else None


def money_table(facts: Facts, opgaven: list[Opgave]) -> Table | None:
    """Tell the money that the plan has for these opgaven; None where it has none."""
    rows = tuple(
        (
            opgave.title,
            dekking.get_stream_display(),
            str(dekking.year),
            str(dekking.organisation or "–"),
            euro(dekking.amount * 100),
        )
        for opgave in opgaven
        for dekking in opgave.dekkingen.all()
    )
    head = (_called(facts.plan), "Geldstroom", "Jaar", "Financier", "Bedrag")
    return (
        _table(f"Het geld dat in het plan bij deze {facts.plan.nouns} staat", head, rows, numeric=(4,))
        if rows
        else None
    )


def _called(plan: Regioplan) -> str:
    return plan.noun.capitalize()


def _table(caption: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], **how) -> Table:
    """Make a table of words of the plan, without what no file can hold."""
    return Table(caption, head, tuple(tuple(map(cleaned, row)) for row in rows), **how)
