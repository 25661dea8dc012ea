"""The amounts of a regeling as a table to take along."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from funding.models import Beschikking, Budget, Regeling
from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx

HEADINGS = [
    "Regeling", "Ontvanger", "Kassier of gemeente", "Jaar", "Soort", "Verandert in euro’s", "Datum of peildatum", "Kenmerk",
    "Bron", "Zekerheid", "Toelichting bij de zekerheid",
]  # fmt: skip
NOTES = [
    ("Verandert in euro’s", "Wat deze beschikking verandert; de som per ontvanger en jaar is wat er is verleend."),
    ("Datum of peildatum", "Van een gepubliceerd bedrag de dag waarop het bekend was; van een beschikking haar datum."),
]


def download(regeling: Regeling, budgets: Iterable[Budget], form: str) -> bytes:
    """Answer all decisions on the grants of these budgets as CSV or XLSX; nothing in it is of a person."""
    rows = (
        Beschikking.objects.filter(budget__in=budgets)
        .select_related("budget__regeling", "budget__mandaatregio", "budget__municipality", "budget__holder")
        .order_by("budget__mandaatregio__name", "budget__municipality__name", "year", "on", "pk")
    )
    table = [
        [
            regeling.short_title,
            str(row.budget.receiver),
            row.budget.holder.name,
            row.year,
            row.get_kind_display(),
            row.cents / Decimal(100),
            row.on,
            row.number,
            row.source,
            row.get_certainty_display(),
            row.certainty_note,
        ]
        for row in rows
    ]
    if form == "csv":
        return as_csv(HEADINGS, table)
    notes = [*NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, table, title=f"Bedragen {regeling.short_title}", notes=notes)
