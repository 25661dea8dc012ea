"""Which area a cell of a file names: by code or by name, in the ways that people and their programs write them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import F

from regions.models import Herindeling, Indeling, Municipality, Purpose, Region, Zorgkantoorregio


class AreaKind(Enum):
    """What an area is; the last one is left out: a total of areas that the portal does not know as one."""

    GEMEENTE = "gemeente"
    REGIO = "regio"
    ZORGKANTOORREGIO = "zorgkantoorregio"
    LAND = "land"
    VROEGER = "gemeente van vroeger"
    TOTAAL = "totaal"


@dataclass(frozen=True, slots=True)
class Place:
    """An area. `is_inside` tells whether the file's person may read in figures of it.

    A municipality of before a merger has the key of the one that it went over in, and so has a successor that kept its own
    name: `old_name` tells that figures of theirs may have to be added up, `is_whole` whether they can be.
    """

    kind: AreaKind
    name: str
    municipality: int | None = None
    region: int | None = None
    zorgkantoorregio: int | None = None
    is_inside: bool = True
    old_name: str = ""
    is_whole: bool = True
    since: str = ""


class UnknownPlace(ValueError):
    """A cell that names no area; the message is a Dutch sentence that says why."""


COUNTRY = {"nederland", "nl", "nl00", "nl01", "landelijk", "heel nederland", "totaal nederland", "nederland totaal"}
# Names that stand in files and not in the list of municipalities; codes of municipalities that were only renamed.
OTHER_NAMES = {
    "den haag": 518,
    "s gravenhage": 518,
    "den bosch": 796,
    "nuenen": 820,
    "nuenen ca": 820,
    "nuenen c a": 820,
    "de friese meren": 1940,
    "sudwest friesland": 1900,
    "noordoost friesland": 1970,
}
OTHER_CODES = {1921: 1940}
OLD_NAMES = {"menaldumadeel": "menameradiel", "kollumerland ca": "kollumerland en nieuwkruisland"}
OTHER_ZORGKANTOORREGIOS = {"zhe": "ZK29"}
PROVINCES = {
    "Drenthe": ("d", "dr", "drenthe"),
    "Flevoland": ("fl", "flevoland"),
    "Fryslân": ("f", "fr", "friesland", "fryslan"),
    "Gelderland": ("g", "gld", "gelderland"),
    "Groningen": ("gr", "groningen"),
    "Limburg": ("l", "lb", "limburg"),
    "Noord-Brabant": ("nb", "n b", "noord brabant"),
    "Noord-Holland": ("nh", "n h", "noord holland"),
    "Overijssel": ("o", "ov", "overijssel"),
    "Utrecht": ("u", "ut", "utrecht"),
    "Zeeland": ("z", "zld", "zeeland"),
    "Zuid-Holland": ("zh", "z h", "zuid holland"),
}
_CODE = re.compile(r"(?:gm)?([0-9]{1,4})", re.IGNORECASE)
_OTHER_CODE = re.compile(r"(?!gm|zk)[a-z]{2}[0-9]{1,4}", re.IGNORECASE)
_PREFIX = re.compile(r"(gemeente|gem) ")
_SUFFIX = re.compile(r"(.+?) (?:gemeente|gem)$")
_TOTAL = re.compile(
    r"\b(totaal|gemiddelde?|provincie|landsdeel|ggd|ggd regio|veiligheidsregio|corop|corop gebied|arbeidsmarktregio|"
    r"jeugdregio|roaz|roaz regio|rest|overige?|onbekend|niet in te delen|pv|cr|ld)\b"
)
_PARTS_OF_THE_COUNTRY = {f"{side} nederland" for side in ("noord", "oost", "west", "zuid")}
_NO_WORD = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Answer a name without capitals, accents, apostrophes and signs: «'s-Gravenhage» is «s gravenhage»."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in letters if not unicodedata.combining(char) and char not in "'’‘`´")
    return _NO_WORD.sub(" ", letters).strip()


class Places:
    """All areas by the ways to write them, as they are today, for files that are read for `region` (None: for all).

    `predecessors` has, of each municipality that others went over in as a whole, their names.
    """

    def __init__(self, region: Region | None, today):
        inside = None
        if region:
            rows = Indeling.objects.filter(region=region, purpose=Purpose.STRUCTUUR, period__contains=today)
            inside = set(rows.values_list("municipality_id", flat=True))
        self._codes: dict[int, Place] = {}
        self._zk_codes: dict[str, Place] = {}
        self._municipalities, self._regions, self._zorgkantoorregios = (
            defaultdict(set),
            defaultdict(set),
            defaultdict(set),
        )
        self._totals = _PARTS_OF_THE_COUNTRY | {name for names in PROVINCES.values() for name in names if len(name) > 3}
        self.country = Place(AreaKind.LAND, "Nederland", is_inside=region is None)
        self._add_municipalities(inside)
        self.predecessors = _predecessors()
        for row in Region.objects.all():
            place = Place(AreaKind.REGIO, row.name, region=row.pk, is_inside=region is None or row.pk == region.pk)
            for name in (row.name, row.slug, row.short_name, row.name.partition(" (")[0]):
                self._regions[plain(name)].add(place)
        other_names = {code: name for name, code in OTHER_ZORGKANTOORREGIOS.items()}
        for row in Zorgkantoorregio.objects.all():
            is_inside = region is None or row.pk == region.zorgkantoorregio_id
            place = Place(AreaKind.ZORGKANTOORREGIO, row.name, zorgkantoorregio=row.pk, is_inside=is_inside)
            self._zk_codes[row.code.casefold()] = place
            for name in filter(None, (row.name, other_names.get(row.code))):
                self._zorgkantoorregios[plain(name)].add(place)

    def _add_municipalities(self, inside) -> None:
        places = {}
        kept = set(Herindeling.objects.filter(old_code=F("successor__cbs_code")).values_list("successor_id", flat=True))
        for row in Municipality.objects.all():
            place = Place(
                AreaKind.GEMEENTE,
                row.name,
                municipality=row.pk,
                is_inside=inside is None or row.pk in inside,
                old_name=row.name if row.pk in kept else "",
            )
            places[row.pk] = self._codes[int(row.cbs_code[2:])] = place
            bare = plain(re.sub(r"\(.*\)", "", row.name))
            self._municipalities[plain(row.name)].add(place)
            self._municipalities[bare].add(place)
            for province in PROVINCES.get(row.province, ()):
                self._municipalities[f"{bare} {province}"].add(place)
        for name, code in OTHER_NAMES.items():
            if code in self._codes:
                self._municipalities[name].add(self._codes[code])
        for old, new in OTHER_CODES.items():
            if new in self._codes:
                self._codes[old] = self._codes[new]
        old_names = {new: old for old, new in OLD_NAMES.items()}
        divided = set(Herindeling.objects.filter(is_whole=False).values_list("old_code", flat=True))
        for row in Herindeling.objects.select_related("successor"):
            place = Place(
                AreaKind.VROEGER,
                row.successor.name,
                municipality=row.successor_id,
                is_inside=places[row.successor_id].is_inside,
                old_name=row.old_name,
                is_whole=row.old_code not in divided,
                since=row.went_over_on.isoformat(),
            )
            self._codes.setdefault(int(row.old_code[2:]), place)
            for name in filter(None, (plain(row.old_name), old_names.get(plain(row.old_name)))):
                if not any(known.kind == AreaKind.GEMEENTE for known in self._municipalities[name]):
                    # Of one that was divided, any row says enough: its figures are refused.
                    self._municipalities[name] = self._municipalities[name] or {place}

    def find(self, text: str, first: AreaKind = AreaKind.GEMEENTE) -> Place:
        """Answer the area that a cell names, where names are ambiguous that of the kind `first`; raise UnknownPlace."""
        if match := _CODE.fullmatch(text.strip()):
            if place := self._codes.get(int(match[1])):
                return place
            raise UnknownPlace(f"Er is geen gemeente met de code “{text}”.")
        name = plain(text)
        if name.replace(" ", "") in self._zk_codes:
            return self._zk_codes[name.replace(" ", "")]
        if name in COUNTRY:
            return self.country
        if _OTHER_CODE.fullmatch(name):
            return Place(AreaKind.TOTAAL, text)
        tables = [self._municipalities, self._regions, self._zorgkantoorregios]
        if first == AreaKind.ZORGKANTOORREGIO or name.startswith(("zorgkantoor ", "zorgkantoorregio ")):
            tables = [self._zorgkantoorregios, self._regions, self._municipalities]
        elif first == AreaKind.REGIO or name.startswith("regio "):
            tables = [self._regions, self._zorgkantoorregios, self._municipalities]
        for table in tables:
            for written in _ways_to_write(name):
                if places := table.get(written):
                    return _only(places, text)
        if name in self._totals or _TOTAL.search(name):
            return Place(AreaKind.TOTAAL, text)
        raise UnknownPlace(f"“{shortened(text)}” is geen gemeente, regio of zorgkantoorregio die het portaal kent.")


def _predecessors() -> dict[int, set[str]]:
    """Answer, of each municipality that others went over in as a whole, the names of all of them, its own among them."""
    found = defaultdict(set)
    divided = set()
    for successor, name, is_whole in Herindeling.objects.values_list("successor_id", "old_name", "is_whole"):
        found[successor].add(name)
        if not is_whole:
            divided.add(successor)
    return {successor: names for successor, names in found.items() if successor not in divided}


def _ways_to_write(name: str) -> Iterable[str]:
    yield name
    if match := _PREFIX.match(name):
        yield name[match.end() :]
    if match := _SUFFIX.match(name):
        yield match[1]
    for prefix in ("zorgkantoorregio ", "zorgkantoor ", "regio ", "samenwerkingsregio "):
        if name.startswith(prefix):
            yield name.removeprefix(prefix)


def _only(places: set[Place], text: str) -> Place:
    if len(places) > 1:
        names = " en ".join(sorted(place.name for place in places))
        raise UnknownPlace(
            f"“{shortened(text)}” kan meer dan één gemeente zijn: {names}. Schrijf de CBS-code of de provincie erbij."
        )
    (place,) = places
    return place


def shortened(text: str, longest: int = 80) -> str:
    """Answer a text from a file as it can stand in a sentence."""
    return text if len(text) <= longest else f"{text[:longest]}…"
