"""The overview of a quarter as a table to take along."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from iza_portal.quarters import in_short
from iza_portal.sheets.writing import as_csv, as_xlsx
from plans.transformatie.monitoring.overview import Row

HEADINGS = [
    "Plan", "Landelijk nummer", "Regio", "Thema", "Coördinerend verzekeraar", "Stand", "Bericht ingediend op",
    "Hoe staat het ervoor", "Mijlpalen", "Behaald", "Behaald in dit kwartaal", "Te laat", "Bewijs wordt bekeken",
    "Toegekend in euro’s", "Gepland tot en met dit kwartaal in euro’s", "Betaald in euro’s",
    "Betaald in dit kwartaal in euro’s",
]  # fmt: skip
NOTES = [
    ("Hoe staat het ervoor", "Wat de trekker over het kwartaal indiende; leeg als er niets is ingediend."),
    ("Te laat", "Mijlpalen waarvan de dag voorbij was en waarbij geen bewijs lag, op de laatste dag van het kwartaal."),
    ("Gepland", "De bedragen bij alle mijlpalen die tot en met het kwartaal behaald moesten zijn."),
]


def overview(rows: Iterable[Row], quarter: date, form: str) -> bytes:
    """Answer these rows of a quarter as «csv» or «xlsx»."""
    table = [_cells(row) for row in rows]
    if form == "csv":
        return as_csv(HEADINGS, table)
    notes = [("Kwartaal", in_short(quarter)), *NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, table, title="Monitoring transformatieplannen", notes=notes)


def _cells(row: Row) -> list:
    plan, numbers = row.plan, row.numbers
    told_on = timezone.localdate(plan.told_at) if plan.told_at else None
    said = [plan.title, plan.number, plan.region.name, str(plan.theme or ""), str(plan.insurer or "")]
    said += [plan.get_status_display(), told_on, row.koers_label]
    counted = [numbers.milestones, numbers.reached, numbers.reached_now, numbers.late, numbers.waiting]
    return [*said, *counted, numbers.asked, numbers.planned, numbers.paid, numbers.paid_now]
