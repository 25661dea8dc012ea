"""What an application for the SPUK transformatiemiddelen takes from an approved plan (domain: D3; criteria SP-1 to SP-7).

Municipalities apply themselves, at the Subsidieplatform of DUS-I: the portal gives what the plan already says, and says what
is still to be added there. The whole file of an application is not made here.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from iza_portal.accounts.models import Kind
from iza_portal.lines import on_one_line
from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_xlsx
from plans.models.transformatie import (
    Businesscasesoort,
    Groep,
    Kadercriterium,
    Mijlpaalbedrag,
    Transformatieplan,
)
from plans.transformatie.kaders import kader_on
from plans.transformatie.verloop.milestones import as_they_read
from regions.models import Termijn

#: The national date by which applications are in.
DEADLINE = "aanvraag-spuk-tm"

HEADINGS = ["Onderdeel", "Jaar", "Activiteit", "Partij", "Soort kosten", "Kosten (€)", "Opbrengsten (€)", "Te halen op"]


@dataclass(frozen=True)
class Line:
    """A line of the budget: what one municipality spends on, or gains by, an activity in a year; euros."""

    year: int
    activity: str
    party: str
    costs_kind: str = ""
    costs: Decimal | None = None
    gains: Decimal | None = None
    due_on: date | None = None


@dataclass
class Application:
    """What the plan says for an application: the municipalities, the budget, the milestones and what is still missing.

    `budget` follows the amounts at milestones, `business` the lines of the business case that are of a municipality.
    `criteria` are those of the framework for the SPUK.
    """

    municipalities: list[str] = field(default_factory=list)
    budget: list[Line] = field(default_factory=list)
    business: list[Line] = field(default_factory=list)
    criteria: list[Kadercriterium] = field(default_factory=list)
    deadline: date | None = None
    missing: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """What the municipalities get at milestones, in euros: the application asks no more."""
        return sum((line.costs for line in self.budget), Decimal(0))

    @property
    def by_year(self) -> list[tuple[int, Decimal, Decimal]]:
        """Each year with the amounts at its milestones, and what the business case gains in it."""
        years = sorted({line.year for line in (*self.budget, *self.business)})
        return [
            (
                year,
                sum((line.costs for line in self.budget if line.year == year), Decimal(0)),
                sum((line.gains for line in self.business if line.year == year and line.gains), Decimal(0)),
            )
            for year in years
        ]


def application_of(plan: Transformatieplan) -> Application:
    """Answer what the plan says for an application of its municipalities; six queries, whatever there is."""
    municipalities = [
        party
        for party in plan.partijen.all()
        if party.organisation_id and party.organisation.kind == Kind.GEMEENTE and party.part != "geraakt"
    ]
    made = Application(municipalities=[str(party) for party in municipalities])
    amounts = Mijlpaalbedrag.objects.filter(mijlpaal__plan=plan, partij__in=municipalities)
    milestones = as_they_read(plan.mijlpalen.all()).in_bulk()
    for each in amounts.select_related("partij__organisation").order_by("mijlpaal__position", "pk"):
        due_on, title = milestones[each.mijlpaal_id].due_now, milestones[each.mijlpaal_id].title_now
        made.budget.append(
            Line(due_on.year, title, str(each.partij), each.get_costs_display(), each.amount, due_on=due_on)
        )
    for row in plan.businesscase.filter(partij__in=municipalities).select_related("partij__organisation"):
        is_cost = row.kind == Businesscasesoort.KOSTEN
        made.business.append(
            Line(
                row.year,
                row.title,
                str(row.partij),
                costs=row.amount if is_cost else None,
                gains=None if is_cost else row.amount,
            )
        )
    last = plan.indieningen.brief().select_related("kader").last()
    kader = last.kader if last else kader_on(timezone.localdate())
    made.criteria = list(kader.criteria.filter(group=Groep.SPUK))
    made.deadline = Termijn.objects.filter(code=DEADLINE).values_list("on", flat=True).first()
    made.missing = _missing(made)
    return made


def _missing(made: Application) -> list[str]:
    found = []
    if not made.budget:
        found.append("Bij geen mijlpaal staat een bedrag voor een gemeente: er is dan niets om aan te vragen.")
    if not any(line.gains for line in made.business):
        found.append(
            "De businesscase noemt geen opbrengsten voor een gemeente; de begroting vraagt kosten én opbrengsten."
        )
    if len(made.municipalities) > 1:
        found.append("Vraagt één gemeente aan als penvoerder: het schriftelijke bewijs van de andere gemeenten.")
    found.append(
        "Het afschrift van de overeenkomst transformatieplan, met mijlpalen en bedragen (standaard van de VNG)."
    )
    found.append("Het goedgekeurde transformatieplan, als bijlage.")
    return found


def as_workbook(plan: Transformatieplan, made: Application) -> bytes:
    """Answer the budget and the milestones as a workbook, with what to know on its second sheet."""
    rows = [
        [
            "Mijlpaal",
            line.year,
            on_one_line(line.activity),
            on_one_line(line.party),
            line.costs_kind,
            line.costs,
            None,
            line.due_on,
        ]
        for line in made.budget
    ]
    rows += [
        [
            "Businesscase",
            line.year,
            on_one_line(line.activity),
            on_one_line(line.party),
            "",
            line.costs,
            line.gains,
            None,
        ]
        for line in made.business
    ]
    notes = [
        ("Plan", on_one_line(plan.title)),
        ("Gemeenten", "; ".join(made.municipalities)),
        ("Som van de mijlpalen (€)", f"{made.total:.2f}".replace(".", ",")),
        *((each.code, f"{each.title}. {each.description}") for each in made.criteria),
        *(("Nog nodig", each) for each in made.missing),
        ("Gemaakt op", long_date(timezone.localdate())),
    ]
    return as_xlsx(HEADINGS, rows, title="Begroting en mijlpalen", notes=notes)
