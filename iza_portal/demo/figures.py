"""The figures of the demonstration: real ones of all municipalities, read in as a national party would."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from iza_portal.demo.accounts import person
from iza_portal.demo.reading import CONTENT
from iza_portal.reference.models import Certainty
from regions.figures import rules
from regions.figures.importing import hand_in_file, start_processing
from regions.figures.layouts import Column, Layout, Role
from regions.figures.working import do
from regions.models import FigureBatch, FigureSource, Region

READER = "landelijk"
MONITOR = "Gezondheidsmonitor van GGD’en, CBS en RIVM"
A_COPY = "Gelezen in een openbare kopie van juli 2026; niet bij de bron zelf nagegaan."
A_YEAR = f"De bron noemt een jaar en geen dag: hier staat de laatste dag van dat jaar. {A_COPY}"


@dataclass(frozen=True)
class File:
    """A file in `content/figures`, where it is from, and what its columns are beside those of the area.

    `reader` is who reads it in: a national party for the whole country, or somebody of a `region`.
    """

    name: str
    source: str
    peildatum: date
    columns: tuple[Column, ...]
    certainty: Certainty = Certainty.VASTGESTELD
    note: str = A_COPY
    areas: tuple[str, ...] = ("cbs_code", "gemeente")
    reader: str = READER
    region: str = ""

    @property
    def layout(self) -> Layout:
        areas = tuple(Column(name, Role.GEBIED) for name in self.areas)
        return Layout(sheet=self.name.removesuffix(".csv"), columns=areas + self.columns, notation="english")


def _value(name: str, indicator: str, year: int | None = None) -> Column:
    return Column(name, Role.WAARDE, indicator, year)


#: What there was when the earlier regiobeeld was adopted.
EARLIER_FILES = [
    File(
        "cbs-kerncijfers-2024.csv",
        "CBS StatLine, tabel 85984NED",
        date(2024, 1, 1),
        (
            _value("inwoners_2024", "BEV01", 2024),
            _value("inwoners_65plus_2024", "BEV03-65PLUS", 2024),
            _value("inwoners_0tot15_2024", "BEV03-0TOT15", 2024),
            _value("aandeel_65plus_2024_pct", "BEV04", 2024),
            _value("huishoudens_2024", "BEV07", 2024),
            _value("bevolkingsdichtheid_2024_km2", "BEV08", 2024),
            _value("stedelijkheid_2024", "BEV13", 2024),
        ),
    ),
    File(
        "cbs-afstand-en-inkomen.csv",
        "CBS StatLine, tabel 85984NED: afstand en inkomen",
        date(2024, 1, 1),
        (_value("afstand_huisarts_km", "TOE03", 2024), _value("inkomen_per_inwoner_x1000", "SOC09", 2024)),
        Certainty.AANGENOMEN,
        f"Van welk jaar deze cijfers zijn, staat niet in de bron; 2024 is aangenomen. {A_COPY}",
    ),
    File(
        "gezondheidsmonitor-2012-2022.csv",
        MONITOR,
        date(2022, 12, 31),
        tuple(_value(f"goed_ervaren_gezondheid_{year}_pct", "GEZ01", year) for year in (2012, 2016, 2020, 2022)),
        note=A_YEAR,
    ),
    File(
        "regiobeeld-flevoland-2023.csv",
        "Regiobeeld Flevoland 2023",
        date(2023, 6, 30),
        (
            Column("indicator", Role.INDICATOR),
            Column("jaar", Role.JAAR),
            Column("waarde", Role.WAARDE),
            Column("soort", Role.SOORT),
            Column("scenario", Role.SCENARIO),
        ),
        Certainty.INDICATIEF,
        "Het regiobeeld noemt ongeveer 4% in 2020 en ongeveer 11% in 2032.",
        areas=("regio",),
        reader="regiocoordinator.flevoland",
        region="flevoland",
    ),
    File(
        "cbs-sterfte.csv",
        "CBS StatLine, tabel 80142ned",
        date(2024, 12, 31),
        (_value("sterfte_promille", "BEV11"), Column("sterfte_jaar", Role.JAAR)),
        note=A_YEAR,
    ),
]


#: What came since: a herijking shows what it moved.
LATER_FILES = [
    File(
        "gezondheidsmonitor-2024.csv",
        MONITOR,
        date(2024, 12, 31),
        (_value("goed_ervaren_gezondheid_2024_pct", "GEZ01", 2024),),
        note=A_YEAR,
    ),
]


def add_figures(files: list[File]) -> int:
    """Read in the files that were never here, through the portal's own operations; answer how many are new.

    Where one was withdrawn, it stays so.
    """
    return sum(map(_add_file, files))


@transaction.atomic
def _add_file(file: File) -> bool:
    content = (CONTENT / "figures" / file.name).read_bytes()
    reader = person(file.reader)
    region = Region.objects.get(slug=file.region) if file.region else None
    was_here = FigureBatch.objects.filter(digest=sha256(content).hexdigest(), source=file.source).exists()
    if was_here or not rules.may_read_in_for(reader, region):
        return False
    batch = hand_in_file(
        content,
        file.name,
        by=reader,
        region=region,
        source=file.source,
        peildatum=file.peildatum,
        certainty=file.certainty,
        certainty_note=file.note,
        layout=file.layout,
    )
    FigureSource.objects.update_or_create(
        organisation=batch.organisation, name=batch.source, defaults={"layout": batch.layout}
    )
    # No worker is needed for so little, and none is there yet.
    do(batch, _nobody)
    batch = start_processing(batch, by=reader)
    do(batch, _nobody)
    return True


def _nobody(percent: int, stage: str) -> None:
    """Hear how far it is, for nobody."""
