"""The characters that the dossiers' fonts can show. What they cannot becomes a box, which the colophon explains.

A PDF that points at a glyph that is not there breaks PDF/UA, and borrowing a font of the machine would make the same
dossier look different elsewhere.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
BOX = "□"
# Joiners, direction marks, soft hyphens and the like steer the text: nothing is drawn for them, whatever the font has
# (Unicode's Default_Ignorable_Code_Point, as HarfBuzz reads it). Blanks are known by their width; ogham's is drawn.
SHAPELESS = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufff8"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\u00a0\u2000-\u200a\u202f\u205f\u3000 ]*"
)
LINE_ENDS = "\t\n\r"


def lacks(text: str) -> bool:
    """Is there anything in `text` that cannot be shown?"""
    return boxed(text) != text


def boxed(text: str) -> str:
    """Answer `text` with a box for each run of characters that cannot be shown, and without control characters."""
    return _unknown().sub(_stand_in, text)


def _stand_in(run: re.Match) -> str:
    # The separators of lines and paragraphs are no ends of lines in HTML.
    kept = run[0].translate({0x2028: " ", 0x2029: " "})
    kept = "".join(char for char in kept if unicodedata.category(char) != "Cc")
    return kept if SHAPELESS.fullmatch(kept) else BOX


@cache
def _unknown() -> re.Pattern:
    """Answer the pattern of a run of characters that one of the fonts, or more, has no glyph for."""
    shown = set.intersection(*(_characters(path) for path in sorted(FONTS.glob("*.ttf"))))
    known = re.escape(LINE_ENDS + "".join(map(chr, sorted(shown))))
    return re.compile(f"[^{known}]+")


def _characters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return {*font.getBestCmap()}
