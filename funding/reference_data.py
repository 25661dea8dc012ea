"""The files of reference data about money."""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

from django.db.models import Q

from funding.grootboek.granting import grant_as_published
from funding.models import (
    Beschikking,
    Controle,
    Ontvanger,
    Regeling,
    Regelingregel,
    Regelsoort,
    Rekenwijze,
    Sisaindicator,
    Waardesoort,
)
from iza_portal.page.templatetags.page import euro
from iza_portal.reference.columns import Answer, Choice, Day, Optional, Reference, Text, Whole
from iza_portal.reference.datasets import DataSet, Outcome, Row
from iza_portal.reference.loading import store_in_order, store_rows
from regions.agreements import Geldstroom
from regions.models import Mandaatregio, Municipality

DATA = Path(__file__).parent / "data"

YEAR = Whole(2023, 2099)
EUROS = Whole(0)


def _store(regeling: str, receiver: str):
    """Answer the function that books the published amounts of a regeling, whose receivers stand in the column `receiver`."""

    def store(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
        return grant_as_published(data_set, rows, regeling=Regeling.objects.get(code=regeling), receiver=receiver)

    return store


DATA_SETS = [
    DataSet(
        slug="regelingen",
        title="Regelingen",
        explanation="Waaruit plannen worden betaald: wie het geld krijgt, in welke jaren, en met welke code voor SiSa.",
        path=DATA / "regelingen.csv",
        model=Regeling,
        shown={
            "Regeling": attrgetter("title"),
            "Ontvanger": lambda row: row.get_receivers_display(),
            "Jaren": lambda row: f"{row.first_year} tot en met {row.last_year}",
            "SiSa-code": lambda row: row.sisa_code or "niet gevonden",
        },
        columns={
            "code": Text(50),
            "title": Text(160),
            "short_title": Text(40),
            "explanation": Text(1000),
            "receivers": Choice(Ontvanger),
            "stream": Choice(Geldstroom),
            "first_year": YEAR,
            "last_year": YEAR,
            "is_planned": Answer(),
            "sisa_code": Optional(Text(6), ""),
            "sisa_code_between": Optional(Text(6), ""),
        },
        key=("code",),
        store=store_in_order,
    ),
    DataSet(
        slug="regelingregels",
        title="Regels van regelingen",
        explanation="Waarmee het portaal rekent, per dag waarop een regel begint te gelden.",
        path=DATA / "regelingregels.csv",
        model=Regelingregel,
        shown={
            "Regeling": attrgetter("regeling"),
            "Vanaf": attrgetter("valid_from"),
            "Regel": attrgetter("text"),
        },
        columns={
            "regeling": Reference(Regeling, "code"),
            "kind": Choice(Regelsoort),
            "valid_from": Day(),
            "value": Whole(0),
            "text": Text(300),
        },
        key=("regeling", "kind", "valid_from"),
        store=store_rows,
    ),
    DataSet(
        slug="sisa-indicatoren",
        title="SiSa-indicatoren",
        explanation=(
            "Waarmee ontvangers elk jaar verantwoording afleggen in de bijlage bij hun jaarrekening. Van H35 en H35B zijn "
            "de woorden niet gevonden, van andere regelingen ook de code niet: dat staat erbij."
        ),
        path=DATA / "sisaindicatoren.csv",
        model=Sisaindicator,
        shown={
            "Regeling": attrgetter("regeling"),
            "Tussen medeoverheden": lambda row: "ja" if row.is_between else "nee",
            "Nummer": attrgetter("number"),
            "Indicator": attrgetter("title"),
            "Aard controle": lambda row: row.get_control_display(),
            "Jaren": lambda row: f"{row.first_year} tot en met {row.last_year}",
        },
        related=("regeling",),
        columns={
            "regeling": Reference(Regeling, "code"),
            "is_between": Answer(),
            "number": Text(4),
            "title": Text(300),
            "explanation": Optional(Text(500), ""),
            "control": Choice(Controle),
            "kind": Choice(Waardesoort),
            "meaning": Choice(Rekenwijze),
            "per_receiver": Answer(),
            "first_year": YEAR,
            "last_year": YEAR,
        },
        key=("regeling", "is_between", "number", "first_year"),
        store=store_in_order,
    ),
    DataSet(
        slug="spuk-iza",
        title="SPUK IZA per mandaatregio",
        explanation=(
            "Wat het Rijk per jaar ten hoogste beschikbaar stelt aan de mandaathouder van elke regio. Waar de brief van "
            "VWS van 12 september 2025 twee bedragen verwisselt, is de regeling gevolgd."
        ),
        path=DATA / "spuk_iza.csv",
        model=Beschikking,
        among=Q(budget__regeling__code="spuk-iza", by=None),
        shown={
            "Mandaatregio": attrgetter("budget.mandaatregio"),
            "Jaar": attrgetter("year"),
            "Ten hoogste": lambda row: euro(row.cents),
        },
        related=("budget__mandaatregio",),
        columns={"mandaatregio": Reference(Mandaatregio, "slug"), "year": YEAR, "euros": EUROS},
        key=("mandaatregio", "year"),
        store=_store("spuk-iza", "mandaatregio"),
    ),
    DataSet(
        slug="brede-spuk",
        title="Brede SPUK (GALA) per gemeente",
        explanation="Wat het Rijk in 2025 en 2026 beschikbaar stelt aan elke gemeente.",
        path=DATA / "brede_spuk.csv",
        model=Beschikking,
        among=Q(budget__regeling__code="brede-spuk", by=None),
        shown={
            "Gemeente": attrgetter("budget.municipality"),
            "Jaar": attrgetter("year"),
            "Bedrag": lambda row: euro(row.cents),
        },
        related=("budget__municipality",),
        columns={"municipality": Reference(Municipality, "cbs_code"), "year": YEAR, "euros": EUROS},
        key=("municipality", "year"),
        store=_store("brede-spuk", "municipality"),
    ),
]
