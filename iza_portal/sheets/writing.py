"""Writing a table as a download that opens rightly in a Dutch spreadsheet, and in which no text is ever a formula."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryDirectory

import xlsxwriter

#: What a download says that it is, by the form in which it was asked.
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Value = str | int | float | Decimal | date | datetime | bool | None

# What spreadsheets take for the beginning of a formula, and the wide forms that some turn into it. A number is none.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[-+]?[0-9.,' ]*%?")

# A fixed day, so that the same table is the same file.
_CREATED = datetime(2026, 1, 1)
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME = 31
_NOTES = "Toelichting"
_NARROWEST, _WIDEST = 8, 60
_ROWS_FOR_WIDTH = 200


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Answer a table as CSV for a Dutch spreadsheet: semicolons, decimal commas, days as 31-12-2026, UTF-8 with its mark.

    Text that a spreadsheet would take for a formula gets an apostrophe before it. Raise ValueError for NaN and infinity.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(heading) for heading in headings])
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    notes: Sequence[tuple[str, str]],
    amounts: Collection[int] = (),
    sums: Collection[int] = (),
) -> bytes:
    """Answer a table as a workbook: the table on the first sheet, `notes` (a label and a text each) on the second.

    Numbers and days are real ones; text is text, whatever it looks like. A moment is written as its own clock says.
    Columns in `amounts` are shown with cents and a mark for thousands; rows in `sums`, which hold no days, are bold; both
    count from 0.
    Raise ValueError for what does not fit on a sheet.
    """
    output = io.BytesIO()
    # Rows go to a file as they come, so that memory does not grow with the table.
    with (
        TemporaryDirectory() as folder,
        xlsxwriter.Workbook(output, {"constant_memory": True, "tmpdir": folder}) as workbook,
    ):
        workbook.set_properties({"title": title, "created": _CREATED})
        formats = {
            "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "day": workbook.add_format({"num_format": "dd-mm-yyyy"}),
            "moment": workbook.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
            "note": workbook.add_format({"text_wrap": True, "valign": "top"}),
            # The form that spreadsheets know by 4: in a Dutch one «1.750.000,50».
            "amount": workbook.add_format({"num_format": 4}),
            "sum": workbook.add_format({"num_format": 4, "bold": True}),
            "bold": workbook.add_format({"bold": True}),
        }

        sheet = workbook.add_worksheet(_sheet_name(title))
        sheet.freeze_panes(1, 0)
        rows = iter(rows)
        first = list(islice(rows, _ROWS_FOR_WIDTH))
        for column, heading in enumerate(headings):
            as_shown = _with_cents if column in amounts else _as_text
            longest = max([len(as_shown(row[column])) for row in first], default=0)
            # A long heading wraps.
            sheet.set_column(column, column, min(max(longest + 2, min(len(heading), 20) + 2, _NARROWEST), _WIDEST))
            _write(sheet, 0, column, heading, formats, formats["head"])
        for number, row in enumerate(chain(first, rows)):
            of_amount, of_other = ("sum", "bold") if number in sums else ("amount", None)
            for column, value in enumerate(row):
                form = formats.get(of_amount if column in amounts else of_other)
                _write(sheet, number + 1, column, value, formats, form)

        sheet = workbook.add_worksheet(_NOTES)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for number, (label, text) in enumerate([("Titel", title), *notes]):
            _write(sheet, number, 0, label, formats, formats["head"])
            _write(sheet, number, 1, text, formats, formats["note"])
    return output.getvalue()


def _write(sheet, row, column, value, formats, form=None):
    if value is None or value == "":
        return
    if isinstance(value, bool):
        answer = sheet.write_string(row, column, _as_text(value), form)
    elif isinstance(value, int | float | Decimal):
        answer = sheet.write_number(row, column, float(_finite(value)), form)
    elif isinstance(value, datetime):
        answer = sheet.write_datetime(row, column, value.replace(tzinfo=None), form or formats["moment"])
    elif isinstance(value, date):
        answer = sheet.write_datetime(row, column, value, form or formats["day"])
    else:
        answer = sheet.write_string(row, column, value, form)
    if answer:
        raise ValueError(f"row {row + 1}, column {column + 1} does not fit on a sheet")


def _as_text(value):
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case int():
            return str(value)
        case float() | Decimal():
            return f"{Decimal(str(_finite(value))):f}".replace(".", ",")
        case datetime():
            return f"{value:%d-%m-%Y %H:%M}"
        case date():
            return f"{value:%d-%m-%Y}"
    return _harmless(value)


def _with_cents(value):
    return f"{value:,.2f}" if isinstance(value, int | float | Decimal) else _as_text(value)


def _finite(value):
    if not Decimal(value).is_finite():
        raise ValueError(f"{value} is no number that a sheet can hold")
    return value


def _harmless(text):
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _sheet_name(title):
    """Answer the title as far as it can name a sheet."""
    name = _NO_SHEET_NAME.sub(" ", title)[:_LONGEST_SHEET_NAME].strip(" '")
    return name if name and name.lower() not in (_NOTES.lower(), "history", "geschiedenis") else "Gegevens"
