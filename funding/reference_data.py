"""The files of reference data about money."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path

from django.db.models import Q

from funding.grootboek.granting import grant_as_published
from funding.models import (
    Beschikking,
    Controle,
    Eenheid,
    Ontvanger,
    Regeling,
    Regelingfeit,
    Regelingonderdeel,
    Regelingregel,
    Regelsoort,
    Rekenwijze,
    Sisaindicator,
    Waardesoort,
)
from funding.templatetags.regelingen import said
from iza_portal.page.templatetags.page import euro
from iza_portal.reference.columns import Answer, Choice, Day, Optional, Reference, Text, Whole
from iza_portal.reference.datasets import DataSet, Fault, Outcome, Row
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


def _store_facts(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """Store the facts. What is no longer followed says so first: of one thing never two are, not for a moment."""
    followed = {tuple(row[name] for name in data_set.key) for row in rows if row["is_followed"]}
    ended = [
        each.pk
        for each in data_set.objects().filter(is_followed=True)
        if (each.regeling_id, each.topic, each.year, each.source) not in followed
    ]
    data_set.objects().filter(pk__in=ended).update(is_followed=False)
    return store_in_order(data_set, rows)


def _check_facts(rows: Sequence[Row]) -> Iterable[Fault]:
    """Answer where what is said of the same thing does not stand side by side as one thing."""
    first: dict[tuple, Row] = {}
    followed = set()
    for row in rows:
        if (row["number"] is None) != (row["unit"] == Eenheid.GEEN):
            yield Fault("is geen for what has no number, and for nothing else", row.line, "unit")
        if row["number"] is None and not row["text"]:
            yield Fault("is empty, and there is no number either", row.line, "text")
        topic = (row["regeling"], row["topic"], row["year"])
        begun = first.setdefault(topic, row)
        for name in ("label", "unit"):
            if row[name] != begun[name]:
                yield Fault(f"differs from line {begun.line}, which is about the same", row.line, name)
        if row["is_followed"] and topic in followed:
            yield Fault("is ja a second time for the same", row.line, "is_followed")
        if row["is_followed"]:
            followed.add(topic)


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
        slug="regelingonderdelen",
        title="Onderdelen van regelingen",
        explanation="Waarvoor de brede SPUK is, per hoofdthema, en in welke jaren er voor een onderdeel geld is.",
        path=DATA / "regelingonderdelen.csv",
        model=Regelingonderdeel,
        shown={
            "Onderdeel": attrgetter("title"),
            "Hoofdthema": attrgetter("theme"),
            "Regeling": attrgetter("regeling"),
            "Jaren": lambda row: f"{row.first_year} tot en met {row.last_year}",
        },
        columns={
            "regeling": Reference(Regeling, "code"),
            "code": Text(50, "[a-z0-9-]+"),
            "title": Text(120),
            "theme": Text(80),
            "first_year": YEAR,
            "last_year": YEAR,
        },
        key=("regeling", "code"),
        store=store_in_order,
    ),
    DataSet(
        slug="regelingfeiten",
        title="Bedragen, plafonds en termijnen van regelingen",
        explanation=(
            "Wat bronnen over een regeling zeggen. Waar zij elkaar tegenspreken, staat elke bron er met wat zij zegt, en "
            "bij een ervan waar het portaal van uitgaat."
        ),
        path=DATA / "regelingfeiten.csv",
        model=Regelingfeit,
        shown={
            "Wat": str,
            "Regeling": attrgetter("regeling"),
            "Volgens de bron": said,
            "Hier gaat het portaal van uit": lambda row: "ja" if row.is_followed else "nee",
        },
        columns={
            "regeling": Reference(Regeling, "code"),
            "topic": Text(60, "[a-z0-9-]+"),
            "label": Text(160),
            "year": Optional(YEAR),
            "number": Optional(Whole(0, 10**12 - 1)),
            "unit": Choice(Eenheid),
            "text": Optional(Text(300), ""),
            "is_followed": Answer(),
            "why": Optional(Text(300), ""),
        },
        key=("regeling", "topic", "year", "source"),
        store=_store_facts,
        check=_check_facts,
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
