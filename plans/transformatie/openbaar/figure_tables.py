"""The quarterly figures as charts and as a table to take along."""

from django.utils import timezone

from iza_portal import quarters
from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx
from plans.transformatie.openbaar.figures import FEWEST, Figures, Part, Quarter
from plans.transformatie.workflow import Stap

#: How each way to divide the figures is headed.
DIVISIONS = {
    "verzekeraar": "Per coördinerend verzekeraar",
    "regio": "Per regio",
    "sector": "Per sector",
    "thema": "Per thema",
}
#: What stands where a count is not told.
TOO_FEW = f"minder dan {FEWEST}"
#: So many quarters are drawn; the table has them all.
_DRAWN = 8

HEADINGS = [
    "Verdeeld naar", "Naam", "Kwartaal", "Stap", "Ingediend", "Door", "Aanvullen of aanpassen", "Afgewezen",
    "Teruggenomen", "Wacht op een besluit", "Daarvan over de termijn", "Besluiten waarvan de dagen zijn geteld",
    "Daarvan binnen de termijn", "Dagen, de middelste", "Dagen, negen van de tien binnen",
]  # fmt: skip
NOTES = [
    ("Ingediend", "Hoe vaak een plan in dat kwartaal voor deze stap werd ingediend. Opnieuw indienen telt opnieuw."),
    (
        TOO_FEW.capitalize(),
        "Wat nog geen besluit heeft, wordt pas vanaf 3 geteld, ook als het er geen is. Per regio, sector, thema en "
        "verzekeraar is zo’n getal bovendien op vijftallen afgerond.",
    ),
    (
        "Dagen",
        "Van indienen tot het verzonden besluit, zonder de dagen waarop de termijn stilstond. Per regio, sector, thema en "
        "verzekeraar alleen van besluiten die de stap beëindigden, en pas vanaf 3.",
    ),
    (
        "Regio en sector",
        "Een plan telt mee in elke regio die het raakt, en in elke sector van een partij die het indient.",
    ),
]


def days_chart(figures: Figures, step: Stap) -> dict:
    """Answer the description of a chart: the middle number of days of one step in each of the last quarters."""
    recent = reversed(figures.of_step(step)[:_DRAWN])
    rows = [{"name": each.name, "value": each.median, "word": "geen besluiten"} for each in recent]
    return {"kind": "bars", "title": f"Dagen tot het besluit, {step.label}", "rows": rows}


def tables(figures: Figures) -> list[tuple[str, str, list[Part]]]:
    """Answer the figures by each division: its name, its heading and its parts."""
    return [(name, heading, figures.divisions[name]) for name, heading in DIVISIONS.items()]


def download(figures: Figures, form: str) -> bytes:
    """Answer all figures as «csv» or «xlsx», a row for each quarter and each part."""
    rows = [_of_quarter(each) for each in figures.quarters]
    rows += [_of_part(heading, part) for _, heading, parts in tables(figures) for part in parts]
    if form == "csv":
        return as_csv(HEADINGS, rows)
    notes = [("Stand op", long_date(figures.on)), *NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, rows, title="Cijfers transformatieplannen", notes=notes)


def _of_quarter(each: Quarter) -> list:
    return [
        "Land", "Nederland", quarters.in_short(each.quarter), each.step.label, _told(each.came), each.through, each.again,
        each.refused, each.back, _told(each.waiting), None, each.decided, each.in_time, each.median, each.most,
    ]  # fmt: skip


def _of_part(heading: str, part: Part) -> list:
    return [
        heading, part.name, "alle", part.step.label, None, part.through, _told(part.again), part.refused, None,
        _told(part.waiting), _told(part.late), _told(part.decided), _told(part.in_time), part.median, part.most,
    ]  # fmt: skip


def _told(count: int | None) -> int | str:
    return TOO_FEW if count is None else count
