"""The money of a transformatieplan as a table to take along: its sums are those of the page."""

from decimal import Decimal

from django.utils import timezone

from funding.transformatie.reading import PlanMoney
from iza_portal.page.templatetags.page import euro, long_date
from iza_portal.sheets.writing import as_csv, as_xlsx
from plans.models.transformatie import Transformatieplan

HEADINGS = [
    "Mijlpaal", "Partij", "Sector", "Gevraagd in euro’s", "Toegekend in euro’s", "Betaald in euro’s",
    "Besteed in euro’s", "Terug te betalen in euro’s",
]  # fmt: skip
NOTES = [
    ("Toegekend", "Wat in het plan staat. Een beschikking gaat over een jaar, en niet over een mijlpaal."),
    ("Betaald", "Wat de coördinerend verzekeraar bij een behaalde mijlpaal als betaald vastlegde."),
    ("Besteed", "De lasten die de partij in haar eigen administratie boekte."),
    ("Terug te betalen", "Wat een gemeente kreeg of uitgaf voor een mijlpaal die bij het einde niet was gehaald."),
]


def money_table(plan: Transformatieplan, money: PlanMoney, form: str) -> bytes:
    """Answer a row for each milestone, party and sector, as «csv» or «xlsx»."""
    rows = []
    for line in money.lines:
        sums = line.money
        cents = (sums.asked, sums.granted, sums.paid, sums.realised, sums.to_repay)
        rows.append([line.milestone, line.party, line.sector, *(Decimal(each) / 100 for each in cents)])
    if form == "csv":
        return as_csv(HEADINGS, rows)
    decided = [
        (f"Beschikt: {line.party}", f"{euro(line.granted)} in plaats van {euro(line.money.granted)}")
        for line in money.differing
    ]
    notes = [("Plan", plan.title), *NOTES, *decided, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, rows, title=f"Geld van {plan.title}", notes=notes)
