"""Looking in a public summary for what may not go out: what is about a person, and what is sensitive for a business.

It finds what can be recognised, and misses what can't: people read and declare the rest. What it finds is not always wrong
(`info@` of an organisation may stand there), so each finding is mended, or somebody writes why it may be public.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import models


class Vondst(models.TextChoices):
    """What a finding looks like."""

    EMAIL = "email", "een e-mailadres"
    TELEFOON = "telefoon", "een telefoonnummer"
    BSN = "bsn", "een nummer dat een burgerservicenummer kan zijn"
    IBAN = "iban", "een bankrekening"
    MEDEWERKER = "medewerker", "de naam van iemand die aan het plan werkt"
    PERSOON = "persoon", "de naam van een persoon"
    BEDRAG = "bedrag", "een bedrag bij een partij"
    BEDRIJF = "bedrijf", "een tarief, prijs, marktaandeel of volume"


@dataclass(frozen=True)
class Finding:
    """Something in a field that may not have to go out: what it looks like, and the words themselves."""

    kind: Vondst
    field: str
    text: str

    @property
    def key(self) -> str:
        """The same for the same words in the same field, so that what was said of it stays said."""
        return sha256(f"{self.kind}|{self.field}|{self.text}".encode()).hexdigest()[:16]


MOST_WORDS = 160

_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_GAP = r"[ \-.()/]{0,3}"
# A Dutch number: ten digits from 0, or nine after +31 or 0031 with perhaps «(0)» between.
_PHONE = re.compile(rf"(?<![\d.,])(?:(?:\+|00)31{_GAP}(?:\(0\))?|\(?0)(?:{_GAP}\d){{9}}(?!\d)")
# Days that follow each other look like a number.
_DAY = re.compile(r"(?<!\d)\d{1,2}([-./])\d{1,2}\1(?:19|20)\d\d(?!\d)")
_BSN = re.compile(
    r"(?<![\d.,€])(?<!€ )(?:\d{8,9}|\d{3}(?P<a>[. -])\d{3}(?P=a)\d{3}|\d{4}(?P<b>[. -])\d{2}(?P=b)\d{3})(?![.,]?\d)"
)
_IBAN = re.compile(r"(?<![^\W_])(?P<country>[A-Z]{2})\d{2}(?: ?[A-Z0-9]){11,30}", re.IGNORECASE)
_IBAN_LENGTHS = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "LU": 20, "AT": 20, "CH": 21, "ES": 24, "IT": 27}
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_TITLED = re.compile(
    r"(?<!\w)(?i:mevrouw|mevr\.?|mw\.?|meneer|mijnheer|de heer|dhr\.?|drs?\.?|prof\.?|mr\.|ir\.|ing\.) "
    rf"(?:(?i:van|de|den|der|het|ter|ten|te|in|'t|’t) |[{_CAPITAL}]\. ?){{0,8}}[{_CAPITAL}][\w'’-]+"
)
_AMOUNT = re.compile(r"€ ?\d[\d.,]*|(?<![\d.,])\d[\d.,]* ?(?:euro|mln|miljoen|mld|miljard)\b", re.IGNORECASE)
_PER_UNIT = re.compile(r"€ ?\d[\d.,]* per [^\W\d]+|(?<![\d.,])\d[\d.,]* euro per [^\W\d]+", re.IGNORECASE)
_BUSINESS = re.compile(
    r"\b(?:tarie[fv]\w*|(?:kost|inkoop|verkoop)?prij[sz]\w*|marktaande\w+|\w*omzet\w*|marges?|winst\w*|kortings?\w*|"
    r"\w*plafonds?|(?:productie|volume)\w*)",
    re.IGNORECASE,
)


def findings_in(texts: dict[str, str], *, people: Iterable[str], parties: Iterable[str]) -> list[Finding]:
    """Answer what may not have to go out in `texts`, the words of each field, in their order; of the same twice, once.

    `people` are the names of who works on the plan, `parties` of the organisations in it.
    """
    names = _any_of(people)
    organisations = _any_of(parties)
    found: dict[Finding, None] = {}
    for field, text in texts.items():
        for line in _lines(text):
            for kind, words in _of_line(line, names, organisations, is_of_parties=field == "parties"):
                found[Finding(kind, field, words.strip()[:MOST_WORDS])] = None
    return list(found)


def passes_elfproef(digits: str) -> bool:
    """Can this be a burgerservicenummer: 8 or 9 digits of which the weighted sum is a multiple of eleven?"""
    if len(digits) not in {8, 9} or not int(digits):
        return False
    *first, last = (int(digit) for digit in digits.zfill(9))
    return (sum(digit * weight for digit, weight in zip(first, range(9, 1, -1), strict=True)) - last) % 11 == 0


def is_iban(letters: str) -> bool:
    """Is this a bank account of a country that is known here: its length, and the remainder by 97 that has to be one?"""
    if _IBAN_LENGTHS.get(letters[:2]) != len(letters):
        return False
    return int("".join(str(int(each, 36)) for each in letters[4:] + letters[:4])) % 97 == 1


def _lines(text: str) -> Iterator[str]:
    """Answer the lines as a reader sees them: wide letters are plain ones, and marks that are not seen are none."""
    for line in unicodedata.normalize("NFKC", text).splitlines():
        seen = "".join(each for each in line if unicodedata.category(each) != "Cf")
        # NFKC leaves dashes that only look like the plain one.
        if words := re.sub("[‐‑‒–—−]", "-", " ".join(seen.split())).removeprefix("- "):
            yield words


def _any_of(names: Iterable[str]) -> re.Pattern | None:
    whole = sorted({" ".join(unicodedata.normalize("NFKC", name).split()) for name in names} - {""}, key=len)
    if not whole:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in reversed(whole))})(?!\w)", re.IGNORECASE)


def _of_line(line: str, names, organisations, *, is_of_parties: bool) -> Iterator[tuple[Vondst, str]]:
    for pattern, kind in ((_EMAIL, Vondst.EMAIL), (_TITLED, Vondst.PERSOON)):
        yield from ((kind, match[0]) for match in pattern.finditer(line))
    yield from ((Vondst.TELEFOON, match[0]) for match in _PHONE.finditer(_DAY.sub("…", line)))
    for match in _BSN.finditer(line):
        if passes_elfproef(re.sub(r"\D", "", match[0])):
            yield Vondst.BSN, match[0]
    yield from ((Vondst.IBAN, words) for words in _ibans(line))
    if names:
        yield from ((Vondst.MEDEWERKER, match[0]) for match in names.finditer(line))
    if is_of_parties or (organisations and organisations.search(line)):
        yield from ((Vondst.BEDRAG, f"{match[0]} in: {line}") for match in _AMOUNT.finditer(line))
    if _PER_UNIT.search(line) or (_BUSINESS.search(line) and re.search(r"\d", line)):
        yield Vondst.BEDRIJF, line


def _ibans(line: str) -> Iterator[str]:
    for match in _IBAN.finditer(line):
        length = _IBAN_LENGTHS.get(match["country"].upper())
        # Words that follow may look like a part of it.
        letters = match[0].replace(" ", "").upper()[:length]
        if length and is_iban(letters):
            yield letters
