"""An account as a workbook, laid out as the SiSa-bijlage of a jaarrekening: a code, and its indicators side by side."""

from decimal import Decimal

from funding.models import Verantwoording
from funding.sisa.letters import NO_CODE, numbered
from funding.sisa.values import IndicatorValue, code_of
from iza_portal.sheets.writing import as_xlsx

#: So many indicators stand side by side in the annex; what is more comes below.
ACROSS = 6
GIVER = "VWS"
HEADINGS = ["Verstrekker", "Uitkeringscode", "Specifieke uitkering", "Ontvanger", *["Indicator"] * ACROSS]


def workbook(verantwoording: Verantwoording, values: list[IndicatorValue]) -> bytes:
    """Answer the account as a workbook. Amounts are euros with their cents, so that they are equal to the postings."""
    budget = verantwoording.budget
    regeling = budget.regeling
    code = code_of(verantwoording)
    whose = verantwoording.municipality.name if verantwoording.municipality_id else budget.holder.name
    first = [GIVER, code or "niet gevonden", regeling.title, whose]
    of_all = [value for value in values if not value.municipality_id and value.meaning != "ontvanger"]
    rows = []
    for start in range(0, len(of_all), ACROSS):
        block = of_all[start : start + ACROSS]
        rows += _head(first if not rows else [""] * 4, block, code)
        rows.append([*[""] * 4, *(_cell(value) for value in block)])
    rows += _per_medeoverheid(values, code)
    status = verantwoording.get_status_display()
    notes = [
        ("Over het jaar", str(verantwoording.year)),
        ("Stand", status if verantwoording.status == "vastgesteld" else f"{status}: dit is nog niet vastgesteld"),
        ("Kenmerk (SHA-256)", verantwoording.sha256 or "–"),
        ("Bedragen", "In euro’s met centen, zodat zij gelijk zijn aan de som van de boekingen."),
        *([] if code else [("SiSa-code", NO_CODE)]),
        *(
            (f"Indicator {value.number}", value.certainty_note)
            for value in {each.number: each for each in values}.values()
            if value.certainty_note
        ),
    ]
    title = f"SiSa-bijlage {verantwoording.year} {code or regeling.short_title}"
    width = len(HEADINGS)
    return as_xlsx(HEADINGS, [[*row, *[""] * (width - len(row))] for row in rows], title=title, notes=notes)


def _per_medeoverheid(values: list[IndicatorValue], code: str) -> list[list]:
    """Answer a block with the indicators that are asked for each medeoverheid, and a row of values for each of those."""
    of_each = [value for value in values if value.municipality_id]
    if not of_each:
        return []
    by_number = {value.number: value for value in of_each}
    rows = _head([""] * 4, list(by_number.values()), code)
    for key in dict.fromkeys(value.municipality_id for value in of_each):
        rows.append([*[""] * 4, *(_cell(value) for value in of_each if value.municipality_id == key)])
    return rows


def _head(first: list[str], block: list[IndicatorValue], code: str) -> list[list]:
    return [
        [*first, *(value.title for value in block)],
        [*[""] * 4, *(f"Aard controle {value.control.split(':')[0]}" for value in block)],
        [*[""] * 4, *(f"Indicator: {numbered(code, value.number)}" for value in block)],
    ]


def _cell(value: IndicatorValue) -> Decimal | str:
    return Decimal(value.cents) / 100 if value.cents is not None else value.text
