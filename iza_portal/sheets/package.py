"""The zip file that an XLSX workbook is: refused before anything is unpacked, and bounded while it is."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from iza_portal.sheets.limits import Limits, SheetRefused, with_points

BROKEN = "Het bestand is beschadigd of stopt halverwege. Bewaar het opnieuw en probeer het nog eens."

_CHUNK = 65_536
_CENTRAL_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
# Real sheets pack up to some fifty times; nothing small is a bomb.
_MOST_PACKED = 200
_SMALL = 10_000_000
_AS_XLSX = "Open het bestand in uw rekenprogramma en bewaar het als .xlsx."
_MACROS = "Dit bestand bevat macro’s. Bewaar het als .xlsx, zonder macro’s, en probeer het opnieuw."
_TOO_LARGE = "Het bestand wordt uitgepakt te groot. Verdeel het over meer bestanden."


class Package:
    """The parts of a workbook, by name."""

    def __init__(self, content: bytes, limits: Limits):
        self._limits = limits
        # Counted before the zip is opened: that makes an object of each entry, and an entry takes 46 bytes.
        if content.count(_CENTRAL_ENTRY) > limits.parts:
            raise SheetRefused(f"Het bestand bestaat uit meer dan {with_points(limits.parts)} delen.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise SheetRefused(BROKEN) from None
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_entries(self._zip.infolist())
        self._check_kind()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """Answer the content of a part piece by piece; raise SheetRefused where it is missing or broken."""
        if name not in self._entries:
            raise SheetRefused(BROKEN)
        try:
            # Never more comes out than the directory says, whose sum was checked: zipfile stops there, and the CRC is wrong.
            with self._zip.open(self._entries[name]) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise SheetRefused(BROKEN) from None

    def _check_entries(self, entries):
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if unpacked > self._limits.unpacked_bytes or unpacked > max(_SMALL, packed * _MOST_PACKED):
            raise SheetRefused(_TOO_LARGE)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise SheetRefused("Dit bestand is beveiligd met een wachtwoord. Haal het eraf en probeer het opnieuw.")
        # Two parts of one name: one program would read the one, another the other.
        if len(self._entries) < len(entries) or any(
            entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
        ):
            raise SheetRefused(BROKEN)

    def _check_kind(self):
        names = [name.lower() for name in self._entries]
        types = self._whole("[Content_Types].xml").lower()
        if b"macro" in types or b"vbaproject" in types or any("vbaproject" in n or "macrosheets/" in n for n in names):
            raise SheetRefused(_MACROS)
        if b"opendocument.spreadsheet" in self._whole("mimetype"):
            raise SheetRefused(f"Dit is een ODS-bestand. {_AS_XLSX}")
        if "xl/workbook.bin" in names:
            raise SheetRefused(f"Dit is een binaire Excel-werkmap (.xlsb). {_AS_XLSX}")
        if b"spreadsheetml" not in types:
            raise SheetRefused("Dit is geen Excel-werkmap. Kies een CSV-bestand of een Excel-werkmap (.xlsx).")

    def _whole(self, name):
        """Answer a small part whole, or nothing where the package lacks it."""
        content = b""
        for chunk in self.chunks(name) if name in self else ():
            content += chunk
            if len(content) > _SMALL // 10:
                raise SheetRefused(BROKEN)
        # Content types are XML, which may be written with two bytes to a character.
        return content.replace(b"\0", b"")
