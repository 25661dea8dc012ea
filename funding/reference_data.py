"""The files of reference data about money."""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

from django.db.models import Q

from funding.models import Stream, Uitkering
from iza_portal.page.templatetags.page import euro
from iza_portal.reference.columns import Reference, Whole
from iza_portal.reference.datasets import PROVENANCE, DataSet, Outcome, Row
from iza_portal.reference.loading import align
from regions.models import Mandaatregio, Municipality

DATA = Path(__file__).parent / "data"

YEAR = Whole(2023, 2099)
EUROS = Whole(0)


def _store(stream: Stream, receiver: str):
    """Answer the function that stores the amounts of one stream, whose receivers stand in the column `receiver`."""

    def store(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
        wanted = [
            Uitkering(
                stream=stream,
                year=row["year"],
                cents=row["euros"] * 100,
                **{f"{receiver}_id": row[receiver]},
                **{name: row[name] for name in PROVENANCE},
            )
            for row in rows
        ]
        return align(data_set, wanted, key=attrgetter("year", f"{receiver}_id"))

    return store


DATA_SETS = [
    DataSet(
        slug="spuk-iza",
        title="SPUK IZA per mandaatregio",
        explanation=(
            "Wat het Rijk per jaar ten hoogste beschikbaar stelt aan de mandaathouder van elke regio. Waar de brief van "
            "VWS van 12 september 2025 twee bedragen verwisselt, is de regeling gevolgd."
        ),
        path=DATA / "spuk_iza.csv",
        model=Uitkering,
        among=Q(stream=Stream.SPUK_IZA),
        shown={
            "Mandaatregio": attrgetter("mandaatregio"),
            "Jaar": attrgetter("year"),
            "Ten hoogste": lambda row: euro(row.cents),
        },
        columns={"mandaatregio": Reference(Mandaatregio, "slug"), "year": YEAR, "euros": EUROS},
        key=("mandaatregio", "year"),
        store=_store(Stream.SPUK_IZA, "mandaatregio"),
    ),
    DataSet(
        slug="brede-spuk",
        title="Brede SPUK (GALA) per gemeente",
        explanation="Wat het Rijk in 2025 en 2026 beschikbaar stelt aan elke gemeente.",
        path=DATA / "brede_spuk.csv",
        model=Uitkering,
        among=Q(stream=Stream.BREDE_SPUK),
        shown={
            "Gemeente": attrgetter("municipality"),
            "Jaar": attrgetter("year"),
            "Bedrag": lambda row: euro(row.cents),
        },
        columns={"municipality": Reference(Municipality, "cbs_code"), "year": YEAR, "euros": EUROS},
        key=("municipality", "year"),
        store=_store(Stream.BREDE_SPUK, "municipality"),
    ),
]
