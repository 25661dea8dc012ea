"""Reading a table that somebody uploads: what kind of file it is follows from its content, never from its name."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Protocol

from iza_portal.sheets.cells import Row
from iza_portal.sheets.limits import LIMITS, Limits, SheetRefused, with_points
from iza_portal.sheets.separated import SeparatedText
from iza_portal.sheets.workbook import Workbook

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style")
_AS_XLSX = "Open het bestand in uw rekenprogramma en bewaar het als .xlsx."


class Upload(Protocol):
    """A file that can be read. Its sheets are read anew at each call, so that none is in memory as a whole."""

    sheet_names: tuple[str, ...]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Answer the rows of a sheet that have something in them; raise SheetRefused at the first that cannot be read."""

    def merged(self, sheet: str) -> list[tuple[int, int, int, int]] | None:
        """Answer the merged ranges near the top: first row, first column, last row, last column; None where nobody knows.

        Rows are numbers as in `Row`, columns indexes.
        """


def open_upload(content: bytes, name: str, limits: Limits = LIMITS) -> Upload:
    """Answer the file with this content; `name` is what its only sheet is called where the file does not say.

    Raise SheetRefused for what is no CSV text or XLSX workbook, is too large, or could do harm when opened.
    """
    if len(content) > limits.bytes:
        raise SheetRefused(f"Het bestand is te groot: er past {with_points(limits.bytes // 1_000_000)} MB.")
    if not content.strip():
        raise SheetRefused("Het bestand is leeg.")
    if content.startswith(_ZIP):
        return Workbook(content, limits)
    if content.startswith(_OLE):
        raise SheetRefused(_about_ole(content))
    if content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise SheetRefused(f"Dit is een webpagina of XML, geen tabel. {_AS_XLSX}")
    return SeparatedText(content, PurePath(name.replace("\\", "/")).stem or "Blad1", limits)


def _about_ole(content):
    """Say what is in the container that Office used before 2007, and still uses for a workbook with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "Dit bestand is beveiligd met een wachtwoord. Haal het wachtwoord eraf en probeer het opnieuw."
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return f"Dit is een oude Excel-werkmap (.xls). {_AS_XLSX}"
    return f"Dit is geen CSV-bestand en geen Excel-werkmap. {_AS_XLSX}"
