import csv
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.trail.recording import history
from regions.models import BeeldStatus, Regiobeeld
from regions.regiobeelden.starting import start_herijking, start_regiobeeld, template_themes
from tests.at_once import at_once
from tests.factories import IndicatorFactory, RegiobeeldFactory

INDICATORS = Path(__file__).parents[3] / "regions" / "data" / "indicators.csv"
ADDRESS = "/regios/zhe-bar/regiobeeld-beginnen/"


def test_every_indicator_of_the_template_is_one_of_the_reference_data_and_stands_once_in_a_theme():
    with INDICATORS.open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    for theme in template_themes():
        codes = theme["indicators"]
        assert codes, theme["title"]
        assert set(codes) <= known, theme["title"]
        assert len(codes) == len(set(codes)), theme["title"]


def test_it_begins_with_the_themes_of_the_template_and_the_indicators_that_there_are(cast):
    IndicatorFactory(code="BEV05")
    beeld = start_regiobeeld(cast.region, by=cast.beoordelaar_1, edition=2026, title="Regiobeeld")
    themes = list(beeld.themes.order_by("position"))
    assert [theme.title for theme in themes][:3] == ["Demografie", "Arbeidsmarkt", "Gezonde inwoner"]
    assert len(themes) == 8
    assert all(theme.guidance for theme in themes)
    assert [each.code for each in themes[0].indicators.all()] == [cast.indicator.code, "BEV05"]
    assert history(beeld).get().after == {"editie": 2026, "titel": "Regiobeeld"}


def test_there_is_one_of_each_edition(cast):
    start_regiobeeld(cast.region, by=cast.regiocoordinator, edition=2026, title="Regiobeeld")
    with pytest.raises(ValidationError, match="al een regiobeeld van deze editie"):
        start_regiobeeld(cast.region, by=cast.regiocoordinator, edition=2026, title="Nog een")


@pytest.mark.parametrize(
    "who", ["ambtenaar", "kassier", "zorgaanbieder", "andere_regiocoordinator", "portaalbeheerder"]
)
def test_others_begin_nothing(cast, who):
    with pytest.raises(PermissionDenied):
        start_regiobeeld(cast.region, by=cast.people[who], edition=2026, title="Regiobeeld")
    assert not Regiobeeld.objects.exists()


def test_beginning_in_the_browser(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    assert "Demografie" in client.get(ADDRESS).text
    refused = client.post(ADDRESS, {"edition": "20225", "title": ""})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"edition", "title"})
    answer = client.post(ADDRESS, {"edition": "2026", "title": "Regiobeeld ZHE-BAR 2026"})
    assert answer.headers["Location"] == Regiobeeld.objects.get().get_absolute_url()
    again = client.post(ADDRESS, {"edition": "2026", "title": "Nog een"})
    assert (again.status_code, "al een regiobeeld" in again.text, "Nog een" in again.text) == (422, True, True)


@pytest.mark.django_db(transaction=True)
def test_of_those_who_begin_the_same_edition_at_once_one_does_and_the_others_are_told(cast):
    published = RegiobeeldFactory(region=cast.region, edition=2023, status=BeeldStatus.GEPUBLICEERD)
    begin = {"edition": 2030, "title": "Regiobeeld 2030"}
    results = at_once(
        partial(start_herijking, published, by=cast.regiocoordinator, **begin),
        partial(start_herijking, published, by=cast.beoordelaar_1, **begin),
        partial(start_regiobeeld, cast.region, by=cast.regiocoordinator, **begin),
    )
    assert sorted(type(each).__name__ for each in results) == ["Regiobeeld", "ValidationError", "ValidationError"]


def test_what_follows_a_published_regiobeeld_is_its_herijking(cast, sign_in):
    RegiobeeldFactory(region=cast.region, edition=2023, status=BeeldStatus.GEPUBLICEERD, title="Het beeld van 2023")
    with pytest.raises(ValidationError, match="Begin daarvan de herijking"):
        start_regiobeeld(cast.region, by=cast.regiocoordinator, edition=2026, title="Regiobeeld")
    page = sign_in(cast.regiocoordinator).get(cast.region.get_absolute_url()).text
    assert "Begin een regiobeeld" not in page


def test_a_region_makes_one_regiobeeld_at_a_time(cast):
    RegiobeeldFactory(region=cast.region, edition=2026, status=BeeldStatus.VERRIJKING, title="Het beeld van nu")
    with pytest.raises(ValidationError, match="De regio werkt al aan “Het beeld van nu”"):
        start_regiobeeld(cast.region, by=cast.regiocoordinator, edition=2027, title="Nog een")
