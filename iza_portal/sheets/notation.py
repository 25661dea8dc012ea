"""Numbers as people write them, and the signs that they write where there is no number."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from iza_portal.sheets.cells import Exact


class Notation(Enum):
    """How a column writes its numbers: 1.234,5 is Dutch, 1,234.5 English; 1.234 alone may be both."""

    DUTCH = "dutch"
    ENGLISH = "english"
    AMBIGUOUS = "ambiguous"

    # Each number asks for it, and what an enumeration has of itself is as slow as reading the number.
    __hash__ = object.__hash__


class NoNumber(Enum):
    """Why a cell has no number: nobody has it, or it would tell about too few people."""

    MISSING = "missing"
    SUPPRESSED = "suppressed"


# What stands in a cell instead of a number, in lower case and without spaces. CBS writes a point for missing or secret,
# and x for secret; Excel writes #N/B in Dutch, #N/A in files.
_SIGNS = {
    **dict.fromkeys(
        (
            *("", ".", "..", "...", "…", "-", "--", "–", "—", "?", "/"),
            *("nb", "n.b.", "n.b", "na", "n/a", "n.a.", "nvt", "n.v.t.", "nan", "null", "none", "#n/b", "#n/a"),
            *("onbekend", "nietbekend", "nietbeschikbaar", "nognietbeschikbaar", "geengegevens", "geendata", "leeg"),
        ),
        NoNumber.MISSING,
    ),
    **dict.fromkeys(
        ("x", "(x)", "*", "(*)", "**", "s", "geheim", "onderdrukt", "afgeschermd", "vertrouwelijk"),
        NoNumber.SUPPRESSED,
    ),
}
_FEW = re.compile(r"(<|≤|<=|minderdan|kleinerdan)[0-9]{1,4}%?")

_SPACES = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f"), " ")
_MOST_DIGITS = 30
_LONGEST = 60  # Longer texts are no number, and would fill the caches.
_DUTCH, _ENGLISH = r"\.", ","  # What may part the thousands; the other one is before the decimals.


def _pattern(thousands, decimals):
    return re.compile(
        rf"""
        (?P<sign>[-+−–]?)\ ?(?:€\ ?|eur\ )?(?P<sign_2>[-+−–]?)
        (?P<whole>[1-9][0-9]{{0,2}}(?:(?P<mark>[{thousands}\ '’])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*|[0-9]*)
        (?:{decimals}(?P<part>[0-9]*))?
        (?:e(?P<power>[-+]?[0-9]{{1,2}}))?
        \ ?[%‰€]?\ ?(?P<sign_3>[-−–]?)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


_DECIMAL_MARKS = {Notation.DUTCH: ",", Notation.ENGLISH: "."}
_PATTERNS = {Notation.DUTCH: _pattern(_DUTCH, _ENGLISH), Notation.ENGLISH: _pattern(_ENGLISH, _DUTCH)}


def notation_of(cells: Iterable[str], otherwise: Notation = Notation.AMBIGUOUS) -> Notation:
    """Answer the notation that the numbers among these cells are written in.

    `otherwise` decides where these cells could be both, as when the rest of the file is known to be Dutch. Cells that read
    the same in both, such as whole numbers without points, are Dutch. Cells that contradict each other are ambiguous.
    """
    seen = {_evidence(cell) for cell in cells if type(cell) is not Exact and len(cell) <= _LONGEST}
    if {Notation.DUTCH, Notation.ENGLISH} <= seen:
        return Notation.AMBIGUOUS
    for notation in _PATTERNS:
        if notation in seen:
            return notation
    return otherwise if Notation.AMBIGUOUS in seen else Notation.DUTCH


def contradicts(cells: Iterable[str], notation: Notation, habit: Notation) -> bool:
    """Tell whether these cells are not written in this notation.

    `habit` is the notation that goes with the rest of the file: it speaks only where the cells themselves could be both.
    """
    if notation is Notation.AMBIGUOUS:
        return False
    seen = {_evidence(cell) for cell in cells if type(cell) is not Exact and len(cell) <= _LONGEST}
    other = Notation.ENGLISH if notation is Notation.DUTCH else Notation.DUTCH
    return other in seen or (Notation.AMBIGUOUS in seen and notation not in seen and habit is other)


def parse(text: str, notation: Notation) -> str | NoNumber:
    """Answer the number of a cell as canonical decimal text (`-1234.5`), or why there is none.

    A percentage is the number before its sign: 22,6% is 22.6. Raise ValueError, with a Dutch reason, for what is no number
    and for what an ambiguous notation leaves open.
    """
    if type(text) is Exact:
        return str(text)
    if simple := _simple(text, notation):
        return simple
    if len(text) > _LONGEST:
        raise ValueError(f"“{text[:_LONGEST]}…” is geen getal.")
    return _parse(text, notation)


def _simple(text, notation):
    """Answer the number of a cell of digits with at most a mark for the decimals, as most are; None for any other."""
    if len(text) > _MOST_DIGITS or not text.isascii():
        return None
    whole, mark, part = text.partition(_DECIMAL_MARKS.get(notation, " "))
    if not whole.isdigit() or (whole[0] == "0" and whole != "0"):
        return None
    if not mark:
        return text
    return f"{whole}.{part}" if part.isdigit() and part[-1] != "0" else None


@lru_cache(maxsize=65_536)
def _parse(text, notation):
    sign = no_number(text)
    if sign:
        return sign
    if notation is Notation.AMBIGUOUS:
        values = {_read(text, each) for each in _PATTERNS}
        if len(values) > 1:
            raise ValueError(f"“{text}” kan op twee manieren worden gelezen. Kies de notatie van de getallen.")
        value = values.pop()
    else:
        value = _read(text, notation)
    if value is None:
        raise ValueError(_reason(text, notation))
    return value


def no_number(text: str) -> NoNumber | None:
    """Answer what a cell says instead of a number, or None where it says nothing of the kind."""
    if len(text) > _LONGEST:
        return None
    bare = text.translate(_SPACES).replace(" ", "").casefold()
    return _SIGNS.get(bare) or (NoNumber.SUPPRESSED if _FEW.fullmatch(bare) else None)


@lru_cache(maxsize=65_536)
def _evidence(text):
    """Answer the notation in which alone this cell is a number, ambiguous where it is two, None where it tells nothing."""
    values = {notation: value for notation in _PATTERNS if (value := _read(text, notation)) is not None}
    if len(values) == 1:
        return next(iter(values))
    return Notation.AMBIGUOUS if len(set(values.values())) > 1 else None


def _read(text, notation):
    """Answer the canonical text of a number, or None where this notation does not write one so."""
    match = _PATTERNS[notation].fullmatch(text.translate(_SPACES).strip())
    if not match:
        return None
    signs = "".join(match.group("sign", "sign_2", "sign_3"))
    whole, part = re.sub("[^0-9]", "", match["whole"]), match["part"] or ""
    if len(signs) > 1 or not whole + part or len(whole + part) > _MOST_DIGITS:
        return None
    power = int(match["power"] or 0)
    digits = whole + part
    point = len(whole) + power
    digits = "0" * -point + digits + "0" * (point - len(digits))
    point = max(point, 0)
    whole, part = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    value = f"{whole}.{part}" if part else whole
    return f"-{value}" if signs and signs != "+" and value != "0" else value


def _reason(text, notation):
    if text.startswith("#"):
        return f"In deze cel staat een fout van het rekenprogramma: {text}."
    for other in _PATTERNS:
        if other is not notation and _read(text, other) is not None:
            return f"“{text}” past niet bij de notatie van de andere getallen."
    return f"“{text}” is geen getal."
