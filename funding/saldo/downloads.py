"""How the money of a budget stands, as a table to take along: its sums are those of the page."""

from decimal import Decimal

from django.utils import timezone

from funding.grootboek.standing import Saldo
from funding.models import Budget
from funding.saldo.reading import Part
from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx

HEADINGS = [
    "Jaar", "Regel", "Deel", "Gemeente", "Verleend in euro’s", "Uit het vorige jaar in euro’s",
    "Naar het volgende jaar in euro’s", "Terug naar het Rijk in euro’s", "Verdeeld in euro’s", "Verplicht in euro’s",
    "Betaald in euro’s", "Besteed in euro’s",
]  # fmt: skip
WHOLE_YEAR = "Hele jaar"
NOTES = [
    ("Hele jaar", "Wat er over het jaar is verleend en wat tussen jaren verschoof; dat is niet van één regel."),
    (
        "Gemeente",
        "Wat op een regionale regel is verplicht, betaald en besteed, is naar de aandelen over de gemeenten verdeeld.",
    ),
    ("Besteed", "De lasten, zoals ze in de SiSa worden verantwoord. Betaald is wat er al is overgemaakt."),
]


def saldo_table(budget: Budget, saldi: dict[int, Saldo], parts: list[Part], form: str) -> bytes:
    """Answer how each year stands, with a row for each line and municipality, as «csv» or «xlsx»."""
    rows = [
        [year, WHOLE_YEAR, "", "", *map(_euros, (each.verleend, each.uit_vorig_jaar)),
         *map(_euros, (each.naar_volgend_jaar, each.terugbetaald)), None, None, None, None]
        for year, each in saldi.items()
    ]  # fmt: skip
    for part in sorted(parts, key=lambda part: (part.year, part.regel.position, part.regel.pk)):
        saldo, who = part.saldo, str(part.municipality or "")
        sums = map(_euros, (saldo.verdeeld, saldo.verplicht, saldo.betaald, saldo.besteed))
        rows.append([part.year, part.regel.title, part.regel.get_part_display(), who, None, None, None, None, *sums])
    if form == "csv":
        return as_csv(HEADINGS, rows)
    notes = [("Budget", str(budget)), *NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, rows, title=f"Saldo {budget}", notes=notes)


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100
