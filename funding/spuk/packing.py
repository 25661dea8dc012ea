"""The ZIP of an application: names that every machine takes, and the same bytes for the same files."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from unicodedata import normalize

#: So many letters of what people wrote stand in the name of a file: with a folder before it, it stays within what Windows
#: opens.
LONGEST = 60
_ODD = re.compile(r"[^A-Za-z0-9]+")


def plain(words: str) -> str:
    """Answer the words as far as they can stand in the name of a file anywhere: «Súdwest-Fryslân» is «Sudwest-Fryslan».

    Only letters and digits without marks, hyphens within words, and single spaces are left; it may be empty.
    """
    letters = normalize("NFKD", words).encode("ascii", "ignore").decode()
    parts = (_ODD.sub("-", part).strip("-") for part in letters.split())
    return " ".join(filter(None, parts))[:LONGEST].strip(" -")


def apart(stems: Iterable[str], ending: str) -> list[str]:
    """Answer names of files that differ, also on a machine to which capitals are the same: the second gets a « 2»."""
    names: list[str] = []
    taken: set[str] = set()
    for stem in stems:
        name, number = f"{stem}{ending}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {number}{ending}"
        taken.add(name.casefold())
        names.append(name)
    return names


def packed(files: Sequence[tuple[str, bytes]], *, on: date) -> bytes:
    """Answer the files as one ZIP, each of which says that it is of that day. The same arguments give the same bytes.

    They are not pressed together: PDF and XLSX are already, and another zlib would give other bytes.
    """
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            about = zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
            # A plain file that its owner may change, as made on Unix: else it depends on the machine.
            about.create_system, about.external_attr = 3, 0o100644 << 16
            archive.writestr(about, content)
    return output.getvalue()
