"""The files of reference data about transformatieplannen: by what they are judged, the desk, and the national money."""

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter, methodcaller
from pathlib import Path

from django.db.models import Q

from iza_portal.page.templatetags.page import euros, long_date
from iza_portal.reference.columns import Answer, Choice, Day, Optional, Reference, Text, Texts, Whole
from iza_portal.reference.datasets import DataSet, Fault, Row
from iza_portal.reference.loading import add_rows, store_in_order, store_rows
from plans.models.transformatie import Groep, Kader, Kadercriterium, Loketstand, Potmutatie, Potsoort, Thema
from plans.models.transformatie.kaders import PARTS_BESIDE_TEXT
from plans.transformatie.workflow import Stap

DATA = Path(__file__).parent / "data"

SLUG = Text(50, r"[a-z0-9-]+")
WEEKS = Whole(1, 52)
PUBLISHED = Q(by=None)


@cache
def _places() -> set[str]:
    """Answer where in a plan a criterion can be answered."""
    with (DATA / "transformatieplan_template.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)} | set(PARTS_BESIDE_TEXT)


def _check_criteria(rows: Sequence[Row]) -> Iterable[Fault]:
    for row in rows:
        for part in row["parts"]:
            if part not in _places():
                yield Fault(f"{part!r} is no part of a transformatieplan", row.line, "parts")


def _check_themas(rows: Sequence[Row]) -> Iterable[Fault]:
    for row in rows:
        if bool(row["priority_from"]) != bool(row["priority_until"]):
            yield Fault("give both the first and the last day of the priority, or neither", row.line, "priority_until")
        elif row["priority_from"] and row["priority_from"] > row["priority_until"]:
            yield Fault("is before the first day of the priority", row.line, "priority_until")


def _check_desk(rows: Sequence[Row]) -> Iterable[Fault]:
    for row in rows:
        if row["is_open"] and row["stops_clock"]:
            yield Fault("an open desk lets no clock stand still", row.line, "stops_clock")


def _check_pot(rows: Sequence[Row]) -> Iterable[Fault]:
    """The published changes have the sign of their kind, and never take more than there is."""
    left = 0
    for row in rows:
        kind, amount = row["kind"], row["amount"]
        if kind in {Potsoort.TOEKENNING, Potsoort.VRIJVAL}:
            yield Fault("is of a plan, and happens in the portal", row.line, "kind")
        if not amount or (kind != Potsoort.RESERVERING and (amount > 0) != (kind == Potsoort.BESCHIKBAAR)):
            yield Fault(f"does not fit {kind}", row.line, "amount")
        if (kind == Potsoort.RESERVERING) != (row["theme"] is not None):
            yield Fault("is given with a reservation, and only there", row.line, "theme")
        left += 0 if kind == Potsoort.RESERVERING else amount
        if left < 0:
            yield Fault("takes more than there is", row.line, "amount")


DATA_SETS = [
    DataSet(
        slug="themas-transformatieplannen",
        title="Thema’s van transformatieplannen",
        explanation=(
            "De thema’s waarop de partijen in 2025 de nadruk legden, en wanneer een thema voorrang had. Een plan hoeft bij "
            "geen van deze thema’s te horen."
        ),
        path=DATA / "themas.csv",
        model=Thema,
        shown={
            "Thema": attrgetter("title"),
            "Voorrang vanaf": lambda row: long_date(row.priority_from),
            "Voorrang tot en met": lambda row: long_date(row.priority_until),
        },
        columns={
            "code": SLUG,
            "title": Text(120),
            "priority_from": Optional(Day()),
            "priority_until": Optional(Day()),
        },
        key=("code",),
        unique=(("title",),),
        check=_check_themas,
        store=store_in_order,
    ),
    DataSet(
        slug="beoordelingskaders",
        title="Beoordelingskaders voor transformatieplannen",
        explanation=(
            "De versies van het landelijke kader, met de termijnen in weken. Een plan wordt beoordeeld met het kader dat "
            "gold op de dag dat het werd ingediend, ook als er later een nieuw kader komt."
        ),
        path=DATA / "kaders.csv",
        model=Kader,
        shown={
            "Kader": attrgetter("title"),
            "Geldt vanaf": lambda row: long_date(row.valid_from),
            "Snelle toets": lambda row: f"{row.weeks_snelle_toets} weken",
            "Beoordeling": lambda row: f"{row.weeks_voorgenomen} + {row.weeks_vragen} + {row.weeks_definitief} weken",
            "Looptijd ten hoogste": lambda row: f"{row.years_at_most} jaar",
            "Tijdelijke dekking in het sociaal domein": lambda row: "ja" if row.covers_structural_social else "nee",
        },
        columns={
            "code": SLUG,
            "title": Text(160),
            "valid_from": Day(),
            "weeks_snelle_toets": WEEKS,
            "weeks_voorgenomen": WEEKS,
            "weeks_vragen": WEEKS,
            "weeks_definitief": WEEKS,
            "years_at_most": Whole(1, 20),
            "covers_structural_social": Answer(),
        },
        key=("code",),
        unique=(("valid_from",),),
        store=store_rows,
    ),
    DataSet(
        slug="criteria-transformatieplan",
        title="Criteria voor transformatieplannen",
        explanation=(
            "Waaraan een snelle toets en een transformatieplan moeten voldoen, per versie van het kader. Criteria "
            "over het proces en over de SPUK-aanvraag beoordelen de marktleiders niet."
        ),
        path=DATA / "kadercriteria.csv",
        model=Kadercriterium,
        shown={
            "Code": attrgetter("code"),
            "Kader": attrgetter("kader.title"),
            "Stap": methodcaller("get_step_display"),
            "Criterium": attrgetter("title"),
            "Toelichting": attrgetter("description"),
            "Soort": methodcaller("get_group_display"),
            "Verplicht": lambda row: "ja" if row.is_mandatory else "nee",
        },
        columns={
            "kader": Reference(Kader, "code"),
            "step": Choice(Stap),
            "code": Text(10, r"(ST|B|TM|SP)-[A-Z]?[0-9]+[a-z]?"),
            "group": Choice(Groep),
            "title": Text(120),
            "description": Text(400),
            "is_mandatory": Answer(),
            "parts": Texts(Text(30, r"[a-z_]+")),
        },
        key=("kader", "code"),
        check=_check_criteria,
        store=store_in_order,
    ),
    DataSet(
        slug="loket-transformatieplannen",
        title="Het loket voor transformatieplannen",
        explanation=(
            "Sinds wanneer een snelle toets of een plan kan worden ingediend, wanneer het loket dichtging, en of de "
            "termijnen stilstaan. Wat het landelijke loket zelf in het portaal vastlegt, staat op de pagina van het loket."
        ),
        path=DATA / "loketstanden.csv",
        model=Loketstand,
        among=PUBLISHED,
        shown={
            "Stap": methodcaller("get_step_display"),
            "Vanaf": lambda row: long_date(row.from_on),
            "Loket": lambda row: "open" if row.is_open else "dicht",
            "Termijnen staan stil": lambda row: "ja" if row.stops_clock else "nee",
            "Waarom": attrgetter("reason"),
            "Uitzondering": attrgetter("exception"),
        },
        columns={
            "step": Choice(Stap),
            "from_on": Day(),
            "is_open": Answer(),
            "stops_clock": Answer(),
            "exception": Optional(Text(300), ""),
            "reason": Text(1000),
        },
        key=("step", "from_on"),
        check=_check_desk,
        store=add_rows,
    ),
    DataSet(
        slug="pot-transformatiemiddelen",
        title="De landelijke pot met transformatiemiddelen",
        explanation=(
            "Hoeveel geld er voor transformatieplannen was en waar het heen ging, volgens openbare bronnen. Die spreken "
            "elkaar op vier punten tegen; bij elk bedrag staat welke bron is gevolgd en wat een andere noemt."
        ),
        path=DATA / "potmutaties.csv",
        model=Potmutatie,
        among=PUBLISHED,
        shown={
            "Waarvoor": attrgetter("what"),
            "Op": lambda row: long_date(row.on),
            "Soort": methodcaller("get_kind_display"),
            "Bedrag": lambda row: euros(row.amount),
            "Thema": attrgetter("theme"),
        },
        columns={
            "on": Day(),
            "kind": Choice(Potsoort),
            "amount": Whole(-99_999_999_999, 99_999_999_999),
            "what": Text(200),
            "theme": Optional(Reference(Thema, "code")),
        },
        key=("on", "kind", "amount", "theme"),
        check=_check_pot,
        store=add_rows,
    ),
]
