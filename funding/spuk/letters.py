"""The papers of an application that the portal writes itself, as letters of which PDFs are made (domain: D3, SP-1 to 7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.spuk.reading import Application
from funding.spuk.tables import totals_of
from iza_portal.lines import on_one_line
from iza_portal.page.templatetags.page import long_date, number
from plans.letter import ItemList, Letter, Paragraph, Part, Table

REGELING = "Specifieke uitkering transformatiemiddelen IZA AZWA 2024–2028"
#: Which paper answers which criterion of the framework; of the others the index says what is to be done.
PROOF, PLAN, AGREEMENT, BUDGET, MILESTONES = "SP-1", "SP-2", "SP-3", "SP-4", "SP-5"
DEADLINE, DUTY = "SP-6", "SP-7"
_AMOUNTS = ("Kosten (€)", "Opbrengsten (€)", "Gevraagd (€)")


@dataclass(frozen=True)
class Paper:
    """A file of an application: its name in the ZIP, what it is, the criterion that it answers, and its SHA-256."""

    name: str
    title: str
    criterion: str
    sha256: str


def budget_letter(application: Application, *, on: date, code: str) -> Letter:
    """Answer the budget: all years, then each year per activity and municipality, then the municipalities."""
    parts = [
        Part("Per jaar", (_years("De begroting per jaar", application),)),
        *(_budget_of(application, *year) for year in application.years),
        Part("Per gemeente", (_municipalities(application),)),
    ]
    return _letter(
        application,
        "Begroting per jaar per activiteit",
        parts,
        on=on,
        code=code,
        beside="Gevraagd is kosten min opbrengsten.",
    )


def milestones_letter(application: Application, *, on: date, code: str) -> Letter:
    """Answer the milestones in their order, each amount beside what the budget asks for it."""
    budgeted = sum(line.budgeted for line in application.milestones)
    head = ("Mijlpaal", "Te halen op", "Gemeente", "Sector en soort kosten", "Bedrag (€)", "In de begroting (€)")
    rows = [
        (
            on_one_line(line.milestone),
            long_date(line.due_on).replace(" ", "\N{NO-BREAK SPACE}"),
            on_one_line(line.municipality),
            f"{line.sector}\n{line.costs_kind}",
            _euros(line.cents),
            _euros(line.budgeted),
        )
        for line in application.milestones
    ]
    rows.append(("Alle mijlpalen samen", "", "", "", _euros(application.most), _euros(budgeted)))
    parts = [
        Part(
            "Mijlpalen en bedragen",
            (Table("De mijlpalen met hun bedragen", head, tuple(rows), (4, 5), is_summed=True),),
        )
    ]
    beside = "De bedragen zijn die van het goedgekeurde plan, met de wijzigingen die daarna zijn toegestaan."
    return _letter(application, "Mijlpalenplanning", parts, on=on, code=code, beside=beside)


def contents_letter(application: Application, papers: list[Paper], *, on: date, code: str) -> Letter:
    """Answer the index: the files with their SHA-256, the sums, which criterion each file answers, and what to do now."""
    files = tuple((paper.name, paper.title, paper.criterion) for paper in papers)
    marks = tuple((paper.name, in_groups(paper.sha256)) for paper in papers)
    parts = [
        Part("Zo dient u de aanvraag in", (ItemList(tuple(_steps(application)), is_numbered=True),)),
        Part("Wat erin zit", (Table("De bestanden", ("Bestand", "Wat het is", "Voorwaarde"), files),)),
        Part(
            "Bedragen",
            (
                _years("De bedragen per jaar", application),
                _municipalities(application),
            ),
        ),
        *_criteria(application, papers),
        Part(
            "Kenmerken",
            (
                Paragraph("Aan het kenmerk ziet u of een bestand nog precies is zoals het is gemaakt of toegevoegd."),
                Table("Het kenmerk van elk bestand", ("Bestand", "Kenmerk (SHA-256)"), marks),
            ),
        ),
    ]
    return _letter(application, "Aanvraag transformatiemiddelen", parts, on=on, code=code, beside="")


def in_groups(sha256: str) -> str:
    """Answer a SHA-256 in groups of eight, as people compare it by eye."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def _letter(application: Application, title: str, parts: list[Part], *, on: date, code: str, beside: str) -> Letter:
    applicant = on_one_line(application.applicant)
    others = [on_one_line(each.name) for each in application.participants if not each.is_applicant]
    numbered = [("Nummer van het plan", on_one_line(application.plan_number))] if application.plan_number else []
    return Letter(
        title=title,
        subject=on_one_line(application.plan_title),
        author=applicant,
        day=on,
        facts=(
            ("Van", applicant),
            *([("Penvoerder voor", ", ".join(others))] if others else []),
            ("Regeling", REGELING),
            *numbered,
            ("Gevraagd bedrag", _asked(application)),
            ("Zoals op", long_date(on)),
            ("Aanvraagbestand", code),
        ),
        remarks=(),
        parts=tuple(parts),
        signed=(),
        origin=f"{beside} Gemaakt met het IZA-portaal.".strip(),
    )


def _years(caption: str, application: Application) -> Table:
    rows = [(str(year), *map(_euros, cents)) for year, *cents in application.years]
    rows.append(("Alle jaren samen", *map(_euros, totals_of(application))))
    return Table(caption, ("Jaar", *_AMOUNTS), tuple(rows), (1, 2, 3), is_summed=True)


def _budget_of(application: Application, year: int, *cents: int) -> Part:
    rows = [
        (
            on_one_line(line.activity),
            f"{on_one_line(line.municipality)}\nbij “{on_one_line(line.milestone)}”",
            *map(_euros, (line.costs, line.revenues, line.asked)),
        )
        for line in application.budget
        if line.year == year
    ]
    rows.append((f"Samen in {year}", "", *map(_euros, cents)))
    head = ("Activiteit", "Gemeente en mijlpaal", *_AMOUNTS)
    table = Table(f"De begroting van {year} per activiteit", head, tuple(rows), (2, 3, 4), is_summed=True)
    return Part(f"Begroting {year}", (table,))


def _municipalities(application: Application) -> Table:
    rows = []
    for each in application.participants:
        lines = [line for line in application.budget if line.municipality == each.name]
        costs, revenues = sum(line.costs for line in lines), sum(line.revenues for line in lines)
        rows.append((on_one_line(each.name), *map(_euros, (costs, revenues, each.cents))))
    rows.append(("Alle gemeenten samen", *map(_euros, totals_of(application))))
    return Table("De bedragen per gemeente", ("Gemeente", *_AMOUNTS), tuple(rows), (1, 2, 3), is_summed=True)


def _steps(application: Application) -> list[str]:
    by = (
        f" De aanvraag is uiterlijk op {long_date(application.deadline)} volledig binnen."
        if application.deadline
        else ""
    )
    return [
        "Pak dit ZIP-bestand uit op uw computer.",
        f"Log namens {on_one_line(application.applicant)} in op het Subsidieplatform van DUS-I, "
        "met eHerkenning van niveau EH2+ of hoger.",
        f"Vraag {_asked(application)} aan en neem de bedragen per jaar over van deze inhoudsopgave.",
        "Voeg de bestanden 1 tot en met 5 toe. Van de begroting en de mijlpalenplanning hebt u een PDF en een Excelbestand, "
        "met dezelfde bedragen.",
        f"Dien de aanvraag in.{by} Het geld wordt verdeeld op volgorde van binnenkomst van volledige aanvragen.",
        "Leg in het IZA-portaal vast wanneer u indiende en welk kenmerk DUS-I gaf.",
    ]


def _criteria(application: Application, papers: list[Paper]) -> list[Part]:
    if not application.criteria:
        return []
    rows = tuple(
        (code, f"{title}\n{description}", _answer(code, application, papers))
        for code, title, description, _source in application.criteria
    )
    table = Table("De voorwaarden van de regeling", ("Nummer", "Voorwaarde", "Waar u het vindt"), rows)
    sources = "; ".join(dict.fromkeys(source for *_, source in application.criteria))
    return [Part("Wat de regeling vraagt", (Paragraph(f"Bron: {sources}."), table))]


def _answer(code: str, application: Application, papers: list[Paper]) -> str:
    if names := [paper.name for paper in papers if paper.criterion == code]:
        return "\n".join(names)
    if code == PROOF:
        return f"Niet nodig: {on_one_line(application.applicant)} vraagt alleen voor zichzelf aan."
    if code == DEADLINE and application.deadline:
        return f"Uiterlijk {long_date(application.deadline)}."
    if code == DUTY:
        return "Geen bijlage. Meld het DUS-I meteen als een activiteit niet, niet op tijd of niet helemaal doorgaat."
    return "Geen bijlage."


def _asked(application: Application) -> str:
    return f"€\N{NO-BREAK SPACE}{_euros(application.total)}"


def _euros(cents: int) -> str:
    return number(Decimal(cents) / 100, 2)
