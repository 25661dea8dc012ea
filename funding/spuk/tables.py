"""The budget and the milestones of an application as workbooks; their numbers are those of the PDFs beside them."""

from decimal import Decimal

from funding.spuk.reading import Application
from iza_portal.lines import on_one_line
from iza_portal.sheets.writing import as_xlsx

BUDGET_HEADINGS = [
    "Jaar", "Activiteit", "Gemeente", "Mijlpaal", "Te halen op", "Kosten in euro’s", "Opbrengsten in euro’s",
    "Gevraagd in euro’s",
]  # fmt: skip
MILESTONE_HEADINGS = [
    "Mijlpaal", "Te halen op", "Gemeente", "Sector", "Soort kosten", "Bedrag in euro’s", "In de begroting in euro’s",
]  # fmt: skip


def budget_sheet(application: Application, *, notes: list[tuple[str, str]]) -> bytes:
    """Answer the budget as a workbook: the lines of each year with their sum below them, and at the end the sum of all.

    `notes` say which application it is of; they stand on the second sheet.
    """
    rows: list[list] = []
    sums = set()
    for year, *cents in application.years:
        rows += [
            [
                year,
                on_one_line(line.activity),
                on_one_line(line.municipality),
                on_one_line(line.milestone),
                line.due_on,
                *map(_euros, (line.costs, line.revenues, line.asked)),
            ]
            for line in application.budget
            if line.year == year
        ]
        sums.add(len(rows))
        rows.append([year, f"Samen in {year}", None, None, None, *map(_euros, cents)])
    sums.add(len(rows))
    rows.append([None, "Alle jaren samen", None, None, None, *map(_euros, totals_of(application))])
    return as_xlsx(
        BUDGET_HEADINGS,
        rows,
        title="Begroting per jaar",
        notes=[*_about(application), ("Gevraagd", "De kosten min de opbrengsten."), *notes],
        amounts={5, 6, 7},
        sums=sums,
    )


def milestones_sheet(application: Application, *, notes: list[tuple[str, str]]) -> bytes:
    """Answer the milestones as a workbook, each amount beside what the budget asks for it, with the sums at the end."""
    rows = [
        [
            on_one_line(line.milestone),
            line.due_on,
            on_one_line(line.municipality),
            line.sector,
            line.costs_kind,
            _euros(line.cents),
            _euros(line.budgeted),
        ]
        for line in application.milestones
    ]
    budgeted = sum(line.budgeted for line in application.milestones)
    rows.append(["Alle mijlpalen samen", None, None, None, None, _euros(application.most), _euros(budgeted)])
    return as_xlsx(
        MILESTONE_HEADINGS,
        rows,
        title="Mijlpalenplanning",
        notes=[*_about(application), *notes],
        amounts={5, 6},
        sums={len(rows) - 1},
    )


def totals_of(application: Application) -> tuple[int, int, int]:
    """Answer the costs, the revenues and what is asked of all years together, in eurocents."""
    costs, revenues = (sum(year[place] for year in application.years) for place in (1, 2))
    return costs, revenues, costs - revenues


def _about(application: Application) -> list[tuple[str, str]]:
    number = f" ({application.plan_number})" if application.plan_number else ""
    return [
        ("Transformatieplan", on_one_line(f"{application.plan_title}{number}")),
        ("Aanvrager", on_one_line(application.applicant)),
        ("Gemeenten", on_one_line("; ".join(each.name for each in application.participants))),
    ]


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100
