"""The reference data itself: its sums and counts, the cases at the borders, and that loading twice changes nothing."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum
from django.utils import timezone

from funding.models import Beschikking, Boeking
from iza_portal.accounts.models import Kind, Organisation
from iza_portal.reference.datasets import FileRefusedError, data_sets
from iza_portal.reference.loading import load
from iza_portal.reference.models import Certainty
from iza_portal.trail.models import Event
from iza_portal.trail.recording import history
from regions.figures.aggregating import aggregate
from regions.models import (
    AreaFigure,
    Indeling,
    Indicator,
    InsurerLabel,
    Mandaatregio,
    Municipality,
    Participation,
    Purpose,
    Region,
    RegionRole,
    RoazRegion,
    Zorgkantoorregio,
)
from regions.reference_data import DATA_SETS
from tests.factories import FigureFactory, ParticipationFactory

BY_SLUG = {data_set.slug: data_set for data_set in DATA_SETS}


@pytest.fixture
def loaded(db):
    for data_set in data_sets():
        load(data_set)


def test_counts_and_sums_are_those_of_the_sources(loaded):
    assert Region.objects.count() == 44
    assert Mandaatregio.objects.count() == 42
    assert Zorgkantoorregio.objects.count() == 31
    assert RoazRegion.objects.count() == 10
    assert Municipality.objects.count() == 342
    assert InsurerLabel.objects.values("concern").distinct().count() == 10
    assert Municipality.objects.aggregate(Sum("population"))["population__sum"] == 17_942_942
    euros = {
        (regeling, year): cents / 100
        for regeling, year, cents in Boeking.objects.filter(soort="verlening")
        .order_by()
        .values_list("budget__regeling__code", "year")
        .annotate(Sum("cents"))
    }
    assert euros == {
        ("spuk-iza", 2023): 142_900_002,
        ("spuk-iza", 2024): 142_900_002,
        ("spuk-iza", 2025): 142_900_002,
        ("spuk-iza", 2026): 153_213_599,
        ("brede-spuk", 2025): 310_475_334,
        ("brede-spuk", 2026): 264_423_052,
    }


def test_every_municipality_lies_in_one_area_for_each_purpose(loaded):
    today = Indeling.objects.filter(period__contains=date(2026, 11, 22))
    for purpose in (Purpose.STRUCTUUR, Purpose.MANDAAT, Purpose.ZORGKANTOOR):
        places = Counter(today.filter(purpose=purpose).values_list("municipality", flat=True))
        assert len(places) == 342
        assert set(places.values()) == {1}
    per_region = Region.objects.filter(indelingen__purpose=Purpose.STRUCTUUR).annotate(Count("indelingen"))
    assert len(per_region) == 44
    zhe_bar = today.filter(region__slug="zhe-bar").values_list("municipality__name", flat=True)
    assert sorted(zhe_bar) == [
        "Albrandswaard",
        "Barendrecht",
        "Goeree-Overflakkee",
        "Hoeksche Waard",
        "Nissewaard",
        "Ridderkerk",
        "Voorne aan Zee",
    ]


@pytest.mark.parametrize(
    ("name", "areas"),
    [
        (
            "Wageningen",
            {
                "structuur": ("Arnhem/Centraal Gelderland", "aangenomen"),
                "mandaat": ("Arnhem/Centraal Gelderland", "vastgesteld"),
                "mandaat_praktijk": ("Gelderse Vallei", "afgeleid"),
                "zorgkantoor": ("Arnhem", "afgeleid"),
            },
        ),
        (
            "Almere",
            {
                "structuur": ("Flevoland", "vastgesteld"),
                "mandaat": ("Flevoland", "vastgesteld"),
                "zorgkantoor": ("'t Gooi", "afgeleid"),
            },
        ),
        (
            "Zeewolde",
            {
                "structuur": ("Noord-Veluwe", "vastgesteld"),
                "mandaat": ("Noord Veluwe", "vastgesteld"),
                "zorgkantoor": ("Flevoland", "afgeleid"),
            },
        ),
        (
            "Zoetermeer",
            {
                "structuur": ("Zoetermeer", "reconstructie"),
                "mandaat": ("Haaglanden", "vastgesteld"),
                "zorgkantoor": ("Haaglanden", "afgeleid"),
            },
        ),
    ],
)
def test_the_cases_where_borders_differ(loaded, name, areas):
    indelingen = Indeling.objects.filter(municipality__name=name)
    assert {row.purpose: (str(row.area), row.certainty) for row in indelingen} == areas


def test_what_is_not_certain_is_said(loaded):
    reconstructed = Region.objects.filter(certainty=Certainty.RECONSTRUCTIE)
    assert {region.slug for region in reconstructed} == {"haaglanden", "zoetermeer", "drechtsteden", "alblasserwaard"}
    assert all(region.certainty_note for region in reconstructed)
    assert Region.objects.filter(certainty=Certainty.VASTGESTELD).count() == 40
    leaders = Participation.objects.filter(role=RegionRole.MARKTLEIDER_1)
    assert {leader.certainty for leader in leaders} == {Certainty.AANGENOMEN}
    assert not InsurerLabel.objects.exclude(uzovi="").filter(uzovi_status="").exists()
    assert InsurerLabel.objects.exclude(uzovi="").count() == 17


def test_the_law_is_followed_where_the_letter_swaps_two_amounts(loaded):
    amounts = Beschikking.objects.filter(budget__regeling__code="spuk-iza", year=2025)
    noord_holland, brabant = (
        amounts.get(budget__mandaatregio__slug=slug) for slug in ("noord-holland-noord", "noordoost-brabant")
    )
    assert (noord_holland.cents, brabant.cents) == (540_742_200, 550_878_600)
    assert "verwisselt" in noord_holland.certainty_note
    assert "verwisselt" in brabant.certainty_note


def test_organisations_and_their_part_follow_from_the_data(loaded):
    kinds = Counter(Organisation.objects.values_list("kind", flat=True))
    assert kinds == {Kind.GEMEENTE: 342, Kind.ZORGVERZEKERAAR: 10, Kind.ZORGKANTOOR: 7, Kind.OPENBAAR_LICHAAM: 1}
    zhe_bar = Participation.objects.current().filter(region__slug="zhe-bar")
    assert zhe_bar.get(role=RegionRole.MANDAATHOUDER).organisation.name == "Nissewaard"
    assert zhe_bar.get(role=RegionRole.MARKTLEIDER_1).organisation.name == "CZ"
    assert not zhe_bar.filter(role=RegionRole.MARKTLEIDER_2).exists()
    assert zhe_bar.filter(role=RegionRole.DEELNEMER).count() == 7
    twente = Participation.objects.get(region__slug="twente", role=RegionRole.MANDAATHOUDER)
    assert twente.organisation == Organisation.objects.get(kind=Kind.OPENBAAR_LICHAAM)
    zoetermeer = Participation.objects.get(region__slug="zoetermeer", role=RegionRole.MANDAATHOUDER)
    assert zoetermeer.certainty == Certainty.AFGELEID
    [event] = history(Region.objects.get(slug="zhe-bar"))
    assert (event.actor, event.after) == (None, {"toegevoegd": 9})


def test_the_second_run_changes_nothing_and_says_so(loaded, capsys):
    rows = {data_set.model: list(data_set.model.objects.order_by("pk").values()) for data_set in data_sets()}
    events = Event.objects.count()
    call_command("load_reference")
    output = capsys.readouterr().out.splitlines()
    assert output[-1] == "Nothing changed."
    assert len(output) == len(data_sets()) + 1
    assert all(": 0 new, 0 changed, " in line for line in output[:-1])
    assert {model: list(model.objects.order_by("pk").values()) for model in rows} == rows
    assert Event.objects.count() == events


def test_loading_takes_a_fixed_number_of_queries(loaded, django_assert_max_num_queries):
    sets = data_sets()
    with django_assert_max_num_queries(6 * len(sets)):
        for data_set in sets:
            load(data_set)


def copy_of(slug, tmp_path, *changes):
    """Answer the data set with its file's text changed: pairs of what stands there once, and what comes instead."""
    data_set = BY_SLUG[slug]
    text = data_set.path.read_text()
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / data_set.path.name
    path.write_text(text)
    return replace(data_set, path=path)


def test_a_municipality_that_is_renamed_keeps_its_organisation(loaded, tmp_path):
    organisation = Municipality.objects.get(cbs_code="GM0597").organisation
    load(copy_of("gemeenten", tmp_path, ("GM0597,Ridderkerk,", "GM0597,Ridderkerk aan de Noord,")))
    organisation.refresh_from_db()
    assert organisation.name == "Ridderkerk aan de Noord"
    assert Organisation.objects.filter(kind=Kind.GEMEENTE).count() == 342


def test_the_figures_of_a_region_follow_what_it_is_made_of(loaded, tmp_path):
    indicator = Indicator.objects.get(code="BEV01")
    for place in Municipality.objects.filter(indelingen__region__slug="gelderse-vallei").distinct():
        FigureFactory(indicator=indicator, municipality=place, value=100)
    aggregate([indicator.pk], today=timezone.localdate())
    valley = AreaFigure.objects.filter(indicator=indicator, region__slug="gelderse-vallei")
    before = valley.get()
    load(copy_of("indelingen", tmp_path, (OPEN, f"{MOVED}\n{CLOSED}")))
    after = valley.get()
    assert (before.value, after.value) == (100 * before.expected, None)
    assert (after.known, after.expected) == (before.expected, before.expected + 1)


OPEN = "GM0289,structuur,arnhem-centraal-gelderland,,,2024-01-01,,"
CLOSED = "GM0289,structuur,arnhem-centraal-gelderland,,,2024-01-01,2026-11-01,"
MOVED = "GM0289,structuur,gelderse-vallei,,,2026-11-01,,bron,2026-11-01,aangenomen,"


def test_a_municipality_that_moves_has_its_old_membership_closed(loaded, tmp_path):
    changed = copy_of("indelingen", tmp_path, (OPEN, f"{MOVED}\n{CLOSED}"))
    outcome = load(changed)
    assert (outcome.new, outcome.changed) == (1, 1)
    places = Indeling.objects.filter(municipality__cbs_code="GM0289", purpose=Purpose.STRUCTUUR).order_by("period")
    assert [str(row.area) for row in places] == ["Arnhem/Centraal Gelderland", "Gelderse Vallei"]

    load(BY_SLUG["deelnemers"])
    parts = Participation.objects.filter(organisation__name="Wageningen")
    assert {(row.region.slug, row.ended_on is None) for row in parts} == {
        ("arnhem-centraal-gelderland", False),
        ("gelderse-vallei", True),
    }


@pytest.mark.parametrize(
    ("new", "column", "reason"),
    [
        (f"{MOVED}\n{OPEN}", "start", "is before the end of the period on line"),
        (OPEN.replace("2024-01-01,,", "2024-01-01,2023-01-01,"), "until", "is not after the start"),
        (OPEN.replace("arnhem-centraal-gelderland,,,", ",,,"), "region", "is empty for structuur"),
        (OPEN.replace(",,,", ",,ZK04,"), "zorgkantoorregio", "must be empty for structuur"),
    ],
)
def test_an_indeling_that_cannot_be_is_refused(loaded, tmp_path, new, column, reason):
    with pytest.raises(FileRefusedError) as refused:
        load(copy_of("indelingen", tmp_path, (OPEN, new)))
    assert [(fault.column, fault.reason.startswith(reason)) for fault in refused.value.faults] == [(column, True)]
    assert Indeling.objects.filter(municipality__cbs_code="GM0289").count() == 4


def test_a_mandaatregio_has_one_mandaathouder(loaded, tmp_path):
    with pytest.raises(FileRefusedError, match="give either a municipality or an openbaar lichaam"):
        load(copy_of("mandaatregios", tmp_path, (",,Openbaar Lichaam SamenTwente,", ",,,")))


def test_a_market_leader_that_changes_in_the_data_takes_over(loaded, tmp_path):
    load(copy_of("deelnemers", tmp_path, ("dwo,marktleider_1,DSW", "dwo,marktleider_1,ONVZ")))
    leaders = Participation.objects.filter(region__slug="dwo", role=RegionRole.MARKTLEIDER_1)
    assert {(row.organisation.name, row.ended_on is None) for row in leaders} == {("DSW", False), ("ONVZ", True)}


def test_what_people_made_is_left_as_it_is(loaded, tmp_path):
    dwo, zeeland = (Region.objects.get(slug=slug) for slug in ("dwo", "zeeland"))
    # The market leader of DWO was replaced by a person, the second one of Zeeland was ended.
    Participation.objects.filter(region=dwo, role=RegionRole.MARKTLEIDER_1).update(
        ended_on=date(2026, 10, 1), follows_data=False
    )
    onvz = Organisation.objects.get(name="ONVZ")
    ParticipationFactory(region=dwo, organisation=onvz, role=RegionRole.MARKTLEIDER_1)
    Participation.objects.filter(region=zeeland, role=RegionRole.MARKTLEIDER_2).update(
        ended_on=date(2026, 10, 1), follows_data=False
    )
    outcome = load(copy_of("deelnemers", tmp_path, ("dwo,marktleider_1,DSW", "dwo,marktleider_1,EUCARE")))
    assert (outcome.new, outcome.changed) == (0, 0)
    assert len(outcome.remarks) == 2
    assert Participation.objects.current().get(region=dwo, role=RegionRole.MARKTLEIDER_1).organisation == onvz
    assert not Participation.objects.current().filter(region=zeeland, role=RegionRole.MARKTLEIDER_2).exists()
