"""A region with its municipalities, indicators, and files that are handed in, read and processed without a worker."""

from datetime import date
from types import SimpleNamespace

import pytest

from iza_portal.reference.models import Certainty
from regions.figures import importing, working
from regions.figures.layouts import Column, Layout, Role
from regions.models import Aggregation, Figure, Herindeling
from tests.factories import (
    IndelingFactory,
    IndicatorFactory,
    MunicipalityFactory,
    ZorgkantoorregioFactory,
)


@pytest.fixture
def land(cast):
    """The cast's region with two municipalities, one of another region, one that was merged, and four indicators."""
    zorgkantoorregio = ZorgkantoorregioFactory(code="ZK29", name="Zuid-Hollandse Eilanden")
    cast.region.zorgkantoorregio = zorgkantoorregio
    cast.region.save()
    municipalities = {
        "Ridderkerk": cast.municipality,
        "Nissewaard": MunicipalityFactory(name="Nissewaard", cbs_code="GM1930"),
        "Goes": MunicipalityFactory(name="Goes", cbs_code="GM0664", province="Zeeland"),
        "Zevenaar": MunicipalityFactory(name="Zevenaar", cbs_code="GM0299", province="Gelderland"),
        "Súdwest-Fryslân": MunicipalityFactory(name="Súdwest-Fryslân", cbs_code="GM1900", province="Fryslân"),
        "'s-Gravenhage": MunicipalityFactory(name="'s-Gravenhage", cbs_code="GM0518"),
        "Bergen (NH.)": MunicipalityFactory(name="Bergen (NH.)", cbs_code="GM0373", province="Noord-Holland"),
        "Bergen (L.)": MunicipalityFactory(name="Bergen (L.)", cbs_code="GM0893", province="Limburg"),
        "Nuenen": MunicipalityFactory(
            name="Nuenen, Gerwen en Nederwetten", cbs_code="GM0820", province="Noord-Brabant"
        ),
        "Utrecht": MunicipalityFactory(name="Utrecht", cbs_code="GM0344", province="Utrecht"),
    }
    for name, region in (("Ridderkerk", cast.region), ("Nissewaard", cast.region), ("Goes", cast.other_region)):
        IndelingFactory(municipality=municipalities[name], region=region)
    for old_name, old_code, successor, year, is_whole in (
        ("Bernisse", "GM0568", "Nissewaard", 2015, True),
        ("Spijkenisse", "GM0612", "Nissewaard", 2015, True),
        ("Zevenaar", "GM0299", "Zevenaar", 2018, True),
        ("Rijnwaarden", "GM0196", "Zevenaar", 2018, True),
        ("Littenseradiel", "GM0140", "Súdwest-Fryslân", 2018, False),
    ):
        Herindeling.objects.create(
            old_name=old_name,
            old_code=old_code,
            successor=municipalities[successor],
            went_over_on=date(year, 1, 1),
            is_whole=is_whole,
            source="test",
            peildatum=date(2026, 1, 1),
            certainty=Certainty.VASTGESTELD,
        )
    indicators = {
        "BEV01": IndicatorFactory(
            code="BEV01", label="Aantal inwoners", short_label="Inwoners", unit="aantal", decimals=0, most=20_000_000,
            aggregation=Aggregation.SOM,
        ),
        "BEV02": IndicatorFactory(
            code="BEV02", label="Aantal inwoners, prognose", short_label="Inwoners, prognose", unit="aantal", decimals=0,
            most=25_000_000, aggregation=Aggregation.SOM,
        ),
        "BEV04": IndicatorFactory(
            code="BEV04", label="Aandeel inwoners van 65 jaar en ouder (vergrijzing)",
            short_label="Inwoners van 65 jaar en ouder",
        ),
        "GEZ01": IndicatorFactory(code="GEZ01", label="Goed ervaren gezondheid"),
    }  # fmt: skip
    return SimpleNamespace(cast=cast, region=cast.region, municipalities=municipalities, indicators=indicators)


FILE = "Gemeente;Indicator;Jaar;Waarde\nRidderkerk;BEV01;2024;47000\nNissewaard;BEV01;2024;85000\n"
COLUMNS = (
    Column("Gemeente", Role.GEBIED),
    Column("Indicator", Role.INDICATOR),
    Column("Jaar", Role.JAAR),
    Column("Waarde", Role.WAARDE),
)


def handed_in(content, by):
    """Answer a batch that waits for a worker to read it, with columns that are known."""
    return importing.hand_in_file(
        content.encode(),
        "cijfers.csv",
        by=by,
        region=None,
        source="CBS",
        peildatum=date(2026, 1, 1),
        certainty="vastgesteld",
        layout=Layout(sheet="cijfers", columns=COLUMNS),
    )


def quiet(percent, stage):
    """A report that nobody reads."""


def hand_in(content, *, by, region=None, source="CBS", name="cijfers.csv", layout=None):
    """Answer the batch of this file, as far as it comes without a person."""
    content = content.encode() if isinstance(content, str) else content
    batch = importing.hand_in_file(
        content,
        name,
        by=by,
        region=region,
        source=source,
        peildatum=date(2026, 1, 1),
        certainty=Certainty.VASTGESTELD,
        layout=layout,
    )
    return worked_on(batch)


def worked_on(batch):
    """Do what the batch waits for, as a worker would."""
    working.do(batch, quiet)
    batch.refresh_from_db()
    return batch


def read(content, *, by, **fields):
    """Answer the batch of this file, read with the columns as the portal proposes them."""
    batch = hand_in(content, by=by, **fields)
    if batch.state == "indelen":
        batch = worked_on(importing.lay_out(batch, by=by, layout=Layout.from_json(batch.layout)))
    return batch


def process(batch, *, by):
    return worked_on(importing.start_processing(batch, by=by))


def processed(content, *, by, **fields):
    """Answer the batch of this file, of which figures were made."""
    batch = read(content, by=by, **fields)
    assert batch.state == "gelezen", batch.file.refusals
    return process(batch, by=by)


def withdrawn(batch, *, by, reason="Een fout in de bron."):
    return worked_on(importing.start_withdrawing(batch, by=by, reason=reason))


def reasons(batch):
    """Answer what was refused: row, column, reason."""
    batch.file.refresh_from_db()
    return [tuple(refusal) for refusal in batch.file.refusals]


def counting():
    """Answer the figures that count: by indicator, area, year and scenario the value and the status."""
    return {
        (figure.indicator.code, _area(figure), figure.year, figure.scenario): (
            None if figure.value is None else float(figure.value),
            figure.status,
        )
        for figure in Figure.objects.current().select_related("indicator", "municipality", "region", "zorgkantoorregio")
    }


def _area(figure):
    area = figure.municipality or figure.region or figure.zorgkantoorregio
    return area.name if area else "Nederland"
