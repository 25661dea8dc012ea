"""The files of reference data about areas and who is what in them, in the order of loading."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter, methodcaller
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.agenda.dates import Precision
from iza_portal.page.templatetags.page import long_date, number
from iza_portal.reference.columns import (
    Answer,
    Choice,
    Choices,
    Day,
    Degrees,
    Optional,
    Reference,
    References,
    Text,
    Whole,
)
from iza_portal.reference.datasets import PROVENANCE, DataSet, Fault, Outcome, Row
from iza_portal.reference.loading import align, store_in_order, store_rows
from iza_portal.reference.models import Certainty
from regions.agreements import Domein
from regions.figures import storing
from regions.models import (
    Aggregation,
    Criterion,
    CriterionOf,
    Direction,
    Doelpubliek,
    FigureTheme,
    Herindeling,
    Indeling,
    Indicator,
    InsurerLabel,
    Layer,
    Mandaatregio,
    Moment,
    Municipality,
    Participation,
    Purpose,
    Region,
    RegionRole,
    RoazRegion,
    Termijn,
    Zorgkantoorregio,
)
from regions.participation import follow_data

DATA = Path(__file__).parent / "data"

SLUG = Text(50, r"[a-z0-9-]+")
NAME = Text(120)
CBS_CODE = r"GM[0-9]{4}"


def _figures_follow(store: Callable[[DataSet, Sequence[Row]], Outcome]) -> Callable[[DataSet, Sequence[Row]], Outcome]:
    """Let the figures of regions and the country follow a file that says of what they are made."""

    def store_and_follow(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
        outcome = store(data_set, rows)
        if outcome.new or outcome.changed:
            storing.follow_municipalities(today=timezone.localdate())
        return outcome

    return store_and_follow


def _organisations(kind: Kind, names: Iterable[str]) -> dict[str, int]:
    """Answer the primary keys of the organisations with these names; those that are not there yet are made."""
    names = set(names)
    Organisation.objects.bulk_create(
        [Organisation(kind=kind, name=name) for name in sorted(names)], ignore_conflicts=True
    )
    return dict(Organisation.objects.filter(kind=kind, name__in=names).values_list("name", "pk"))


def _store_municipalities(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """A municipality is an organisation too; when its name changes, the organisation keeps its people and its roles."""
    known = {place.cbs_code: place.organisation for place in Municipality.objects.select_related("organisation")}
    renamed = []
    for row in rows:
        organisation = known.get(row["cbs_code"])
        if organisation and organisation.name != row["name"]:
            organisation.name = row["name"]
            renamed.append(organisation)
    Organisation.objects.bulk_update(renamed, ["name"])
    made = _organisations(Kind.GEMEENTE, (row["name"] for row in rows if row["cbs_code"] not in known))
    wanted = []
    for row in rows:
        organisation = known.get(row["cbs_code"])
        wanted.append(Municipality(**row, organisation_id=organisation.pk if organisation else made[row["name"]]))
    return align(data_set, wanted, key=attrgetter("cbs_code"))


def _check_mandaathouder(rows: Sequence[Row]) -> Iterable[Fault]:
    for row in rows:
        if bool(row["municipality"]) == bool(row["openbaar_lichaam"]):
            yield Fault("give either a municipality or an openbaar lichaam", row.line, "municipality")


def _store_mandaatregios(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    bodies = _organisations(Kind.OPENBAAR_LICHAAM, filter(None, (row["openbaar_lichaam"] for row in rows)))
    wanted = []
    for row in rows:
        values = dict(row)
        municipality, body = values.pop("municipality"), values.pop("openbaar_lichaam")
        wanted.append(Mandaatregio(**values, mandaathouder_id=municipality or bodies[body]))
    return align(data_set, wanted, key=attrgetter("slug"))


def _store_zorgkantoorregios(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    kantoren = _organisations(Kind.ZORGKANTOOR, (row["zorgkantoor"] for row in rows))
    wanted = [Zorgkantoorregio(**{**row, "zorgkantoor": None}) for row in rows]
    for zorgkantoorregio, row in zip(wanted, rows, strict=True):
        zorgkantoorregio.zorgkantoor_id = kantoren[row["zorgkantoor"]]
    return align(data_set, wanted, key=attrgetter("code"))


AREA_OF_PURPOSE = {
    Purpose.STRUCTUUR: "region",
    Purpose.MANDAAT: "mandaatregio",
    Purpose.MANDAAT_PRAKTIJK: "mandaatregio",
    Purpose.ZORGKANTOOR: "zorgkantoorregio",
}


def _check_indelingen(rows: Sequence[Row]) -> Iterable[Fault]:
    """Each row names the one area that its purpose asks for, and a municipality lies in one area at a time."""
    periods = defaultdict(list)
    for row in rows:
        for area in ("region", "mandaatregio", "zorgkantoorregio"):
            is_asked = area == AREA_OF_PURPOSE[row["purpose"]]
            if bool(row[area]) != is_asked:
                yield Fault(f"{'is' if is_asked else 'must be'} empty for {row['purpose'].value}", row.line, area)
        if row["until"] and row["until"] <= row["start"]:
            yield Fault("is not after the start", row.line, "until")
        else:
            periods[row["municipality"], row["purpose"]].append(row)
    for same in periods.values():
        same.sort(key=lambda row: row["start"])
        for earlier, later in pairwise(same):
            if earlier["until"] is None or earlier["until"] > later["start"]:
                yield Fault(f"is before the end of the period on line {earlier.line}", later.line, "start")


def _store_indelingen(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """A row is known by its start, so that a membership that is over is closed by giving its row an end."""
    wanted = [
        Indeling(
            municipality_id=row["municipality"],
            purpose=row["purpose"],
            period=DateRange(row["start"], row["until"]),
            region_id=row["region"],
            mandaatregio_id=row["mandaatregio"],
            zorgkantoorregio_id=row["zorgkantoorregio"],
            **{name: row[name] for name in PROVENANCE},
        )
        for row in rows
    ]
    return align(data_set, wanted, key=attrgetter("municipality_id", "purpose", "period.lower"))


def _store_roaz_regions(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    outcome = align(
        data_set,
        [
            RoazRegion(**{name: value for name, value in row.items() if name not in {"regions", "partial_regions"}})
            for row in rows
        ],
        key=attrgetter("code"),
    )
    areas = {row["code"]: row for row in rows}
    moved = 0
    for roaz in RoazRegion.objects.prefetch_related("regions", "partial_regions"):
        found = {name: {region.pk for region in getattr(roaz, name).all()} for name in ("regions", "partial_regions")}
        stated = {name: areas[roaz.code][name] for name in found}
        if found != stated:
            moved += 1
            for name, regions in stated.items():
                getattr(roaz, name).set(regions)
    changed = max(outcome.changed, moved - outcome.new)
    return replace(outcome, changed=changed, unchanged=len(rows) - outcome.new - changed)


def _store_insurers(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    concerns = _organisations(Kind.ZORGVERZEKERAAR, (row["concern"] for row in rows))
    wanted = [InsurerLabel(**{**row, "concern": None}) for row in rows]
    for label, row in zip(wanted, rows, strict=True):
        label.concern_id = concerns[row["concern"]]
    return align(data_set, wanted, key=attrgetter("name"))


def _store_participations(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """The market leaders stand in the file; municipalities and mandaathouders follow from the files before it."""
    today = timezone.localdate()
    stated = [
        Participation(
            organisation_id=row["insurer"],
            region_id=row["region"],
            role=row["role"],
            started_on=row["peildatum"],
            **{name: row[name] for name in PROVENANCE},
        )
        for row in rows
    ]
    for indeling in Indeling.objects.filter(purpose=Purpose.STRUCTUUR, period__contains=today).select_related(
        "municipality"
    ):
        stated.append(
            Participation(
                organisation_id=indeling.municipality.organisation_id,
                region_id=indeling.region_id,
                role=RegionRole.DEELNEMER,
                started_on=indeling.period.lower,
                **{name: getattr(indeling, name) for name in PROVENANCE},
            )
        )
    for region in Region.objects.select_related("mandaatregio"):
        mandaatregio = region.mandaatregio
        provenance = {name: getattr(mandaatregio, name) for name in PROVENANCE}
        if region.certainty == Certainty.RECONSTRUCTIE:
            note = f"De regeling noemt deze mandaathouder voor {mandaatregio.name}, waar deze regio bij hoort."
            provenance |= {"certainty": Certainty.AFGELEID, "certainty_note": note}
        stated.append(
            Participation(
                organisation_id=mandaatregio.mandaathouder_id,
                region_id=region.pk,
                role=RegionRole.MANDAATHOUDER,
                started_on=mandaatregio.peildatum,
                **provenance,
            )
        )
    return follow_data(stated)


def _check_indicators(rows: Sequence[Row]) -> Iterable[Fault]:
    codes = {row["code"] for row in rows}
    for row in rows:
        if row["code"].partition("-")[0] not in codes:
            yield Fault("breaks down an indicator that is not in the file", row.line, "code")
        if row["least"] >= row["most"]:
            yield Fault("is not greater than the least value", row.line, "most")
        if row["phrase"].count("{}") != 1:
            yield Fault("needs one {} for the value", row.line, "phrase")
        if bool(row["denominator"]) != (row["aggregation"] != Aggregation.GEEN):
            yield Fault("is needed where figures add up, and only there", row.line, "denominator")


DATA_SETS = [
    DataSet(
        slug="gemeenten",
        title="Gemeenten",
        explanation="De 342 gemeenten zoals het CBS ze telt, met hun inwoners op 1 januari 2024.",
        path=DATA / "municipalities.csv",
        model=Municipality,
        shown={
            "Gemeente": attrgetter("name"),
            "CBS-code": attrgetter("cbs_code"),
            "Provincie": attrgetter("province"),
            "Inwoners": lambda row: number(row.population),
        },
        columns={
            "cbs_code": Text(6, CBS_CODE),
            "name": Text(80),
            "province": Text(20),
            "population": Whole(least=1),
            "note": Optional(Text(500), ""),
        },
        key=("cbs_code",),
        unique=(("name",),),
        store=_figures_follow(_store_municipalities),
    ),
    DataSet(
        slug="mandaatregios",
        title="Mandaatregio’s",
        explanation=(
            "De 42 regio’s van de SPUK IZA, zoals de regeling ze noemt, met hun mandaathouder. De mandaathouder vraagt "
            "het geld aan, ontvangt het en legt er verantwoording over af."
        ),
        path=DATA / "mandaatregios.csv",
        model=Mandaatregio,
        shown={
            "Nummer": attrgetter("legal_number"),
            "Mandaatregio": attrgetter("name"),
            "Mandaathouder": attrgetter("mandaathouder"),
        },
        columns={
            "slug": SLUG,
            "name": NAME,
            "legal_number": Whole(1, 999),
            "municipality": Optional(Reference(Municipality, "cbs_code", value="organisation_id")),
            "openbaar_lichaam": Optional(NAME),
        },
        key=("slug",),
        unique=(("legal_number",),),
        check=_check_mandaathouder,
        store=_store_mandaatregios,
    ),
    DataSet(
        slug="zorgkantoorregios",
        title="Zorgkantoorregio’s",
        explanation="De 31 regio’s waarin één zorgkantoor de Wet langdurige zorg uitvoert.",
        path=DATA / "zorgkantoorregios.csv",
        model=Zorgkantoorregio,
        shown={
            "Code": attrgetter("code"),
            "Zorgkantoorregio": attrgetter("name"),
            "Zorgkantoor": attrgetter("zorgkantoor"),
        },
        columns={"code": Text(4, r"ZK[0-9]{2}"), "name": NAME, "zorgkantoor": NAME},
        key=("code",),
        unique=(("name",),),
        store=_store_zorgkantoorregios,
    ),
    DataSet(
        slug="regios",
        title="Regio’s",
        explanation=(
            "De 44 regio’s waarin gemeenten en zorgverzekeraars samenwerken. VNG en ZN spreken van 44 regio’s, de "
            "regeling kent er 42. Twee van die 42 zijn hier gesplitst zoals de praktijk laat zien: Haaglanden en "
            "Zoetermeer, Drechtsteden en Alblasserwaard. Die vier zijn een reconstructie en geen officiële indeling."
        ),
        path=DATA / "regions.csv",
        model=Region,
        shown={
            "Regio": attrgetter("name"),
            "Provincie": attrgetter("province"),
            "Mandaatregio": attrgetter("mandaatregio"),
            "Grootste zorgkantoorregio": attrgetter("zorgkantoorregio"),
        },
        columns={
            "slug": SLUG,
            "name": NAME,
            "short_name": Text(14),
            "province": Text(20),
            "mandaatregio": Reference(Mandaatregio, "slug"),
            "zorgkantoorregio": Reference(Zorgkantoorregio, "code"),
            "centroid_latitude": Degrees(50, 54),
            "centroid_longitude": Degrees(3, 8),
            "tile_column": Whole(0, 20),
            "tile_row": Whole(0, 20),
        },
        key=("slug",),
        unique=(("name",), ("short_name",), ("tile_column", "tile_row")),
        store=store_rows,
    ),
    DataSet(
        slug="indelingen",
        title="Indeling van gemeenten",
        explanation=(
            "In welke regio elke gemeente ligt. De grenzen verschillen per doel: de regio om samen te werken, de "
            "mandaatregio van de SPUK IZA en de zorgkantoorregio. Waar de praktijk afwijkt van de regeling, staat dat "
            "er als aparte regel bij."
        ),
        path=DATA / "indelingen.csv",
        model=Indeling,
        shown={
            "Gemeente": attrgetter("municipality"),
            "Doel": methodcaller("get_purpose_display"),
            "Gebied": attrgetter("area"),
        },
        columns={
            "municipality": Reference(Municipality, "cbs_code"),
            "purpose": Choice(Purpose),
            "region": Optional(Reference(Region, "slug")),
            "mandaatregio": Optional(Reference(Mandaatregio, "slug")),
            "zorgkantoorregio": Optional(Reference(Zorgkantoorregio, "code")),
            "start": Day(),
            "until": Optional(Day()),
        },
        key=("municipality", "purpose", "start"),
        check=_check_indelingen,
        store=_figures_follow(_store_indelingen),
    ),
    DataSet(
        slug="roaz-regios",
        title="ROAZ-regio’s",
        explanation=(
            "De 10 regio’s voor acute zorg, elk met een traumacentrum. Hun grenzen volgen geen enkele andere indeling: "
            "sommige regio’s liggen in twee ROAZ-regio’s."
        ),
        path=DATA / "roaz_regions.csv",
        model=RoazRegion,
        shown={
            "ROAZ-regio": attrgetter("name"),
            "Netwerk": attrgetter("network"),
            "Traumacentrum": attrgetter("trauma_centre"),
            "Dekking": attrgetter("coverage"),
        },
        columns={
            "code": Text(10, r"ROAZ-[A-Z]+"),
            "name": Text(80),
            "network": NAME,
            "trauma_centre": NAME,
            "coverage": Text(500),
            "regions": References(Reference(Region, "slug")),
            "partial_regions": References(Reference(Region, "slug")),
        },
        key=("code",),
        unique=(("name",),),
        store=_store_roaz_regions,
    ),
    DataSet(
        slug="zorgverzekeraars",
        title="Zorgverzekeraars",
        explanation=(
            "Welke risicodragers en merken bij welk concern horen. Geen enkele UZOVI-code is nagegaan in het register "
            "van Vektis; per code staat erbij waar die vandaan komt."
        ),
        path=DATA / "insurers.csv",
        model=InsurerLabel,
        shown={
            "Naam": attrgetter("name"),
            "Concern": attrgetter("concern"),
            "Soort": attrgetter("kind"),
            "Verzekerden": attrgetter("insured"),
            "UZOVI-code": attrgetter("uzovi"),
            "Over de code": attrgetter("uzovi_status"),
        },
        columns={
            "concern": NAME,
            "name": Text(80),
            "kind": Text(40),
            "uzovi": Optional(Text(4, r"[0-9]{4}"), ""),
            "uzovi_status": Text(120),
            "insured": Optional(Text(40), ""),
        },
        key=("name",),
        store=_store_insurers,
    ),
    DataSet(
        slug="deelnemers",
        title="Marktleiders, mandaathouders en deelnemende gemeenten",
        explanation=(
            "Wie wat is in welke regio. Gemeenten en mandaathouders volgen uit de indeling. Van de eerste marktleider "
            "is aangenomen dat het de verzekeraar is die het mentale gezondheidsnetwerk leidt; de tweede is in de "
            "meeste regio’s niet gevonden en blijft dan leeg. Wat een regiocoördinator zelf vastlegt, staat hier los van."
        ),
        path=DATA / "marktleiders.csv",
        model=Participation,
        among=Q(follows_data=True, ended_on=None),
        shown={
            "Regio": attrgetter("region"),
            "Rol": methodcaller("get_role_display"),
            "Organisatie": attrgetter("organisation"),
        },
        columns={
            "region": Reference(Region, "slug"),
            "role": Choice(RegionRole),
            "insurer": Reference(Organisation, "name", among=(("kind", Kind.ZORGVERZEKERAAR),)),
        },
        key=("region", "role"),
        unique=(("region", "insurer"),),
        store=_store_participations,
    ),
    DataSet(
        slug="indicatoren",
        title="Indicatoren van het regiobeeld",
        explanation=(
            "Wat de cijfers van een regiobeeld vertellen, in welke eenheid, en hoe het cijfer van een regio volgt uit dat "
            "van haar gemeenten. De 67 indicatoren komen in regiobeelden voor; uitsplitsingen en twee maten heeft het "
            "portaal toegevoegd. De formulering en de wijze van optellen zijn van het portaal."
        ),
        path=DATA / "indicators.csv",
        model=Indicator,
        shown={
            "Code": attrgetter("code"),
            "Indicator": attrgetter("label"),
            "Eenheid": attrgetter("unit"),
            "Optellen": methodcaller("get_aggregation_display"),
            "Geteld onder": attrgetter("denominator"),
            "Bron van de cijfers": attrgetter("figure_source"),
        },
        columns={
            "code": Text(20, r"[A-Z]{3}[0-9]{2}(-[0-9A-Z]+)?"),
            "theme": Choice(FigureTheme),
            "label": Text(200),
            "short_label": Text(60),
            "unit": Text(60),
            "decimals": Whole(0, 4),
            "least": Whole(-1_000_000),
            "most": Whole(-1_000_000),
            "aggregation": Choice(Aggregation),
            "denominator": Optional(Text(60), ""),
            "phrase": NAME,
            "level": Text(80),
            "layer": Choice(Layer),
            "frequency": Text(60),
            "direction": Choice(Direction),
            "figure_source": Text(100),
            "published_in": Text(100),
        },
        key=("code",),
        unique=(("label",),),
        check=_check_indicators,
        store=_figures_follow(store_in_order),
    ),
    DataSet(
        slug="herindelingen",
        title="Herindelingen van gemeenten",
        explanation=(
            "Welke gemeenten sinds 2015 in een andere zijn opgegaan. Zo herkent het portaal namen en codes van vroeger in "
            "bestanden met cijfers."
        ),
        path=DATA / "herindelingen.csv",
        model=Herindeling,
        shown={
            "Gemeente van vroeger": attrgetter("old_name"),
            "Code van vroeger": attrgetter("old_code"),
            "Opgegaan in": attrgetter("successor.name"),
            "Op": lambda row: long_date(row.went_over_on),
            "In haar geheel": lambda row: "ja" if row.is_whole else "nee, verdeeld",
        },
        columns={
            "old_name": Text(80),
            "old_code": Text(6, CBS_CODE),
            "successor": Reference(Municipality, "cbs_code"),
            "went_over_on": Day(),
            "is_whole": Answer(),
        },
        key=("old_code", "successor"),
        store=store_rows,
    ),
    DataSet(
        slug="criteria-regiobeeld",
        title="Criteria voor een regiobeeld, een regioplan en een werkagenda",
        explanation=(
            "Waaraan een regiobeeld, een regioplan en een werkagenda D5 moeten voldoen. De volledige criteria van 21 "
            "december 2022 zijn niet gevonden; dit is wat de akkoorden, de opdracht voor de werkagenda en andere "
            "openbare bronnen ervan zeggen."
        ),
        path=DATA / "criteria.csv",
        model=Criterion,
        shown={
            "Voor": methodcaller("get_of_display"),
            "Code": attrgetter("code"),
            "Criterium": attrgetter("title"),
            "Toelichting": attrgetter("description"),
            "Verplicht": lambda criterion: "ja" if criterion.is_mandatory else "nee",
            "Vóór het": methodcaller("get_moment_display"),
        },
        columns={
            "of": Choice(CriterionOf),
            "code": Text(10, r"(RB|RP|WA)-[0-9]+"),
            "title": NAME,
            "description": Text(300),
            "is_mandatory": Answer(),
            "moment": Choice(Moment),
        },
        key=("code",),
        store=store_in_order,
    ),
    DataSet(
        slug="landelijke-datums",
        title="Landelijke datums",
        explanation=(
            "Wat er in IZA, GALA en AZWA en in de regelingen van het geld op een datum is afgesproken, voor wie, en waar "
            "dat staat; niet of het ook is gebeurd. Noemt de bron een maand, een kwartaal of een jaar, dan staat dat erbij."
        ),
        path=DATA / "termijnen.csv",
        model=Termijn,
        shown={
            "Wanneer": attrgetter("when"),
            "Wat": attrgetter("what"),
            "Onderdelen": lambda row: ", ".join(row.domeinen),
            "Voor wie": lambda row: ", ".join(Doelpubliek(each).label for each in row.audience),
        },
        columns={
            "code": Text(60, r"[a-z0-9-]+"),
            "on": Day(),
            "precision": Choice(Precision),
            "domeinen": Choices(Domein),
            "what": Text(200),
            "audience": Choices(Doelpubliek),
        },
        key=("code",),
        store=store_rows,
    ),
]
