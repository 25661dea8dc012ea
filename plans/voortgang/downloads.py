"""The goals of a plan with what was measured of them, as a table to take along to a monitor elsewhere."""

from decimal import Decimal

from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx
from plans.models import Doel, Meting, Regioplan
from plans.voortgang.measuring import metingen_of, opgaven_with_goals

HEADINGS = [
    "Opgave", "Doel", "Wat wordt gemeten", "Indicator", "Eenheid", "Soort", "Dag", "Waarde", "Bron", "Toelichting",
]  # fmt: skip
NOTES = [
    (
        "Soort",
        "start (afgesproken in het plan), meting (wat er daarna is gemeten) of streefwaarde (wat is afgesproken).",
    ),
    ("Dag", "Wanneer het is gemeten, of wanneer de streefwaarde gehaald moet zijn; leeg als dat niet is ingevuld."),
    ("Indicator", "De code van de indicator uit het regiobeeld, als het doel er een heeft."),
]


def measurements(plan: Regioplan, form: str) -> bytes:
    """Answer the table of the plan as «csv» or «xlsx»; a fixed number of queries."""
    opgaven = opgaven_with_goals([plan])
    metingen = metingen_of(doel for opgave in opgaven for doel in opgave.doelen.all())
    rows = [
        row for opgave in opgaven for doel in opgave.doelen.all() for row in _rows(str(opgave), doel, metingen[doel.pk])
    ]
    if form == "csv":
        return as_csv(HEADINGS, rows)
    notes = [("Plan", plan.title), *NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, rows, title="Doelen en metingen", notes=notes)


def _rows(opgave: str, doel: Doel, metingen: list[Meting]) -> list[list]:
    indicator = doel.indicator
    told = [opgave, doel.title, doel.measure or (indicator.short_label if indicator else "")]
    told += [indicator.code if indicator else "", doel.counted_in]
    rows = []
    if doel.start_value is not None:
        rows.append([*told, "start", doel.start_on, _plain(doel.start_value), "", ""])
    rows += [[*told, "meting", each.on, _plain(each.value), each.source, each.note] for each in metingen]
    if doel.target_value is not None:
        rows.append([*told, "streefwaarde", doel.target_on, _plain(doel.target_value), "", ""])
    return rows


def _plain(value: Decimal) -> Decimal:
    """Answer the value with as many decimals as it has: «5», where the database answers «5.000»."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
