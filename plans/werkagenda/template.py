"""The national format of a werkagenda D5: its parts, its aanpakken and their streefwaarden, from `plans/data`.

A file may change while people work on a werkagenda: what they have stays theirs, and `plans.werkagenda.following` says what
the format now asks otherwise.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db.models import TextChoices

from iza_portal.page.templatetags.page import number

DATA = Path(__file__).parent.parent / "data"
#: The chapter of the regionale preventie-infrastructuur; the leefgebieden follow it.
RPI = "1"


class Agenda(TextChoices):
    """On which list of the AZWA an aanpak stands (domain: B13)."""

    BASISFUNCTIONALITEIT = "basisfunctionaliteit", "basisfunctionaliteit"
    LOPEND = "lopend", "ontwikkelagenda 1, lopend"
    NIEUW = "nieuw", "ontwikkelagenda 1, nieuw"


@dataclass(frozen=True)
class Aanpak:
    """One of the fourteen aanpakken: its `code` («3a.1»), where it belongs, and whether each region works it out."""

    code: str
    title: str
    leefgebied: str
    agenda: Agenda
    is_mandatory: bool
    ketenaanpak: str
    guidance: str
    source: str
    peildatum: date
    certainty: str
    certainty_note: str

    @property
    def chapter(self) -> str:
        return self.code[0]

    def __str__(self):
        return f"{self.code} {self.title}"


@dataclass(frozen=True)
class Streefwaarde:
    """A national target value of an aanpak, for 2030: a hint, from which a region deviates with a reason.

    `what` is counted in `unit`, at `least` and at `most` so much (None: no bound). It holds per `per_count` of `per`
    («inwoners», «gemeente», «regio»…); a share of people has neither.
    """

    code: str
    aanpak: str
    what: str
    unit: str
    least: Decimal | None
    most: Decimal | None
    per: str
    per_count: int
    source: str
    peildatum: date


@dataclass(frozen=True)
class Part:
    """A section that the format asks for: its `code` in the werkagenda, title, and what belongs there."""

    code: str
    title: str
    guidance: str


def in_number(value: Decimal) -> str:
    """Answer a number in Dutch notation, with as many decimals as it has."""
    return number(value, max(0, -value.normalize().as_tuple().exponent))


def bounds_in_words(least: Decimal | None, most: Decimal | None, unit: str) -> str:
    """Answer what a streefwaarde asks, such as «0,2 tot 0,5 per 10.000 inwoners» or «ten minste 14% van de 65-plussers»."""
    tail = unit if unit.startswith("%") else f" {unit}"
    if least is not None and most is not None:
        return f"{in_number(least)} tot {in_number(most)}{tail}"
    if least is not None:
        return f"ten minste {in_number(least)}{tail}"
    return f"ten hoogste {in_number(most)}{tail}" if most is not None else unit


@cache
def _rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def aanpakken() -> dict[str, Aanpak]:
    """Answer the aanpakken of the format by code, in their order."""
    return {
        row["code"]: Aanpak(
            **row
            | {
                "agenda": Agenda(row["agenda"]),
                "is_mandatory": row["is_mandatory"] == "ja",
                "peildatum": date.fromisoformat(row["peildatum"]),
            }
        )
        for row in _rows(DATA / "aanpakken.csv")
    }


def streefwaarden() -> dict[str, Streefwaarde]:
    """Answer the streefwaarden by code, in their order."""
    return {
        row["code"]: Streefwaarde(
            **row
            | {
                "least": Decimal(row["least"]) if row["least"] else None,
                "most": Decimal(row["most"]) if row["most"] else None,
                "per_count": int(row["per_count"] or 0),
                "peildatum": date.fromisoformat(row["peildatum"]),
            }
        )
        for row in _rows(DATA / "streefwaarden.csv")
    }


def streefwaarden_of(aanpak: str) -> list[Streefwaarde]:
    """Answer the streefwaarden of the aanpak with this code; none of an aanpak of the region itself."""
    return [each for each in streefwaarden().values() if each.aanpak == aanpak]


def leefgebieden() -> dict[str, str]:
    """Answer the five leefgebieden by the number of their chapter."""
    return {aanpak.chapter: aanpak.leefgebied for aanpak in aanpakken().values()}


def parts_of(aanpak: Aanpak) -> list[Part]:
    """Answer the sections of an aanpak: IST, SOLL and GAP."""
    return [
        Part(f"{aanpak.code}:{row['code']}", f"{aanpak.title}: {row['title']}", row["guidance"])
        for row in _template("aanpak")
    ]


def parts(codes: set[str]) -> list[Part]:
    """Answer all sections of a werkagenda with the aanpakken of these codes, in the order of the format."""
    result = [Part(f"{RPI}.{row['code']}".strip("."), row["title"], row["guidance"]) for row in _template("rpi")]
    for chapter, name in leefgebieden().items():
        result += [
            Part(f"{chapter}:{row['code']}", f"{name}: {row['title']}", row["guidance"])
            for row in _template("leefgebied")
        ]
        for aanpak in aanpakken().values():
            if aanpak.chapter == chapter and aanpak.code in codes:
                result += parts_of(aanpak)
    return result


def part_codes() -> list[str]:
    """Answer how the sections of a leefgebied and of an aanpak are called in a code, in their order."""
    return [row["code"] for place in ("leefgebied", "aanpak") for row in _template(place)]


def _template(place: str) -> list[dict[str, str]]:
    return [row for row in _rows(DATA / "werkagenda_template.csv") if row["place"] == place]


def sources() -> list[str]:
    """Answer the papers that the format comes from, each once."""
    files = ("werkagenda_template", "aanpakken", "streefwaarden")
    said = {source for name in files for row in _rows(DATA / f"{name}.csv") for source in row["source"].split("; ")}
    return sorted({source.partition(", p. ")[0] for source in said})
