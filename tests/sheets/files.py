"""Real files to upload: workbooks as a program writes them, and workbooks of which a part was changed by hand."""

import io
import zipfile

import xlsxwriter

from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.reading import open_upload

SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'


def workbook(fill, **options) -> bytes:
    """Answer a workbook whose first sheet is filled by `fill(sheet, workbook)`."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, options) as book:
        fill(book.add_worksheet("Cijfers"), book)
    return output.getvalue()


def workbook_of(*rows) -> bytes:
    """Answer a workbook with these rows."""

    def fill(sheet, book):
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def changed(content: bytes, parts: dict[str, bytes | str | None]) -> bytes:
    """Answer the package with these parts put in the place of its own, beside them, or (None) taken out."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            part = parts[name] if name in parts else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return output.getvalue()


def with_rows(rows: str | bytes) -> bytes:
    """Answer a workbook whose sheet has this XML as its rows."""
    rows = rows.encode() if isinstance(rows, str) else rows
    return with_sheet(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")


def with_sheet(xml: str | bytes) -> bytes:
    """Answer a workbook whose sheet is this XML."""
    return changed(workbook_of(["x"]), {SHEET: xml})


def cells(content: bytes, name="bestand.csv", **options) -> list[list[str]]:
    """Answer the cells of the first sheet of an upload."""
    return [row.cells for row in numbered(content, name, **options)]


def numbered(content: bytes, name="bestand.csv", **options):
    """Answer the rows of the first sheet of an upload."""
    upload = open_upload(content, name, **options)
    return list(upload.rows(upload.sheet_names[0]))


def refusal(content: bytes, name="bestand.csv", **options) -> SheetRefused:
    """Answer why an upload is refused."""
    try:
        numbered(content, name, **options)
    except SheetRefused as refused:
        return refused
    raise AssertionError("was read")
