"""Reading regiobeelden: the list, one of them, its themes, and what waits for people."""

import pytest

from regions.models import BeeldStatus, PointFigure, PointKind, Regiobeeld, Theme, ThemeIndicator
from regions.regiobeelden.adoption import move
from regions.regiobeelden.arranging import change_theme
from regions.regiobeelden.starting import start_herijking
from tests.factories import (
    AreaFigureFactory,
    FigureBatchFactory,
    FigureFactory,
    IndelingFactory,
    IndicatorFactory,
    PointFactory,
    RegiobeeldFactory,
    RegionFactory,
    ThemeFactory,
)
from tests.queries import queries_of


def fill(beeld, themes, points, municipality):
    """Give a regiobeeld themes with an indicator each, and points with a figure of the region and of a municipality."""
    for number in range(themes):
        theme = ThemeFactory(regiobeeld=beeld, position=10 + number)
        indicator = IndicatorFactory()
        AreaFigureFactory(indicator=indicator, region=beeld.region)
        FigureFactory(indicator=indicator, municipality=municipality)
        ThemeIndicator.objects.create(theme=theme, indicator=indicator, position=1)
        for kind in PointKind:
            for place in range(points):
                point = PointFactory(theme=theme, kind=kind, position=place + 1)
                if kind == PointKind.KNELPUNT:
                    PointFigure.objects.create(point=point, indicator=indicator)
                    PointFigure.objects.create(point=point, indicator=indicator, municipality=municipality)
    return beeld


@pytest.fixture
def place(cast):
    IndelingFactory(municipality=cast.municipality, region=cast.region)
    return cast.municipality


@pytest.mark.parametrize("who", [None, "ambtenaar", "regiocoordinator"])
def test_the_list_takes_as_many_queries_for_1_as_for_30(cast, sign_in, who):
    client = sign_in(cast.people.get(who))
    RegiobeeldFactory(region=cast.region, status="gepubliceerd")
    client.get("/regiobeelden/")
    one = len(queries_of(client, "/regiobeelden/"))
    for _ in range(29):
        RegiobeeldFactory(region=RegionFactory(), status="gepubliceerd")
    assert len(queries_of(client, "/regiobeelden/")) == one <= 12


@pytest.mark.parametrize("status", ["verrijking", "gepubliceerd"])
@pytest.mark.parametrize("who", ["ambtenaar", "regiocoordinator"])
def test_the_page_takes_as_many_queries_for_1_theme_as_for_30(cast, sign_in, place, who, status):
    one, thirty = (
        fill(RegiobeeldFactory(region=cast.region, edition=edition, status=status), count, 2, place)
        if status == "verrijking"
        else published(cast, edition, count, place)
        for edition, count in ((2030, 1), (2031, 30))
    )
    client = sign_in(cast.people[who])
    client.get("/regiobeelden/")
    few, many = (len(queries_of(client, each.get_absolute_url())) for each in (one, thirty))
    assert few == many <= 12


def published(cast, edition, count, place):
    """A regiobeeld that was adopted and published, so that its page is of what was kept."""
    beeld = RegiobeeldFactory(region=cast.region, edition=edition, status=BeeldStatus.VERRIJKING)
    fill(beeld, count, 2, place)
    Theme.objects.filter(regiobeeld=beeld).update(plain_text="Er staat iets.")
    for source, target in [
        ("verrijking", "leesversie"), ("leesversie", "besproken"), ("besproken", "vastgesteld"),
        ("vastgesteld", "gepubliceerd"),
    ]:  # fmt: skip
        beeld = move(beeld, by=cast.regiocoordinator, source=source, target=target, url="https://zorgakkoorden.nl/")
    return beeld


@pytest.mark.parametrize("status", ["verrijking", "gepubliceerd"])
@pytest.mark.parametrize("who", ["ambtenaar", "regiocoordinator", None])
def test_a_theme_takes_at_most_12_queries_for_1_point_of_each_kind_and_for_30(cast, sign_in, place, who, status):
    if status == "verrijking":
        one, thirty = (
            fill(RegiobeeldFactory(region=cast.region, edition=edition, status=status), 1, points, place)
            for edition, points in ((2030, 1), (2031, 30))
        )
        if who is None:
            return
    else:
        one, thirty = (published(cast, edition, count, place) for edition, count in ((2030, 1), (2031, 3)))
    client = sign_in(cast.people.get(who))
    client.get("/regiobeelden/")
    few, many = (len(queries_of(client, each.themes.first().get_absolute_url())) for each in (one, thirty))
    assert few == many <= 12


def test_every_filter_keeps_what_it_names_and_a_wrong_one_is_said(client, cast):
    RegiobeeldFactory(region=cast.region, edition=2023, status="herijking")
    RegiobeeldFactory(region=cast.other_region, edition=2026, status="gepubliceerd")
    RegiobeeldFactory(region=cast.other_region, edition=2028)

    def found(**query):
        return {beeld.edition for beeld in client.get("/regiobeelden/", query).context["page_obj"]}

    assert found() == {2023, 2026}
    assert found(regio="zhe-bar") == {2023}
    assert found(status="gepubliceerd") == {2026}
    assert found(editie="2023") == {2023}
    assert found(status="basisbeeld") == set()
    for query in ({"regio": "x"}, {"editie": "99999999999999999999"}, {"status": "\x00"}, {"pagina": "x"}):
        answer = client.get("/regiobeelden/", query)
        assert (answer.status_code, len(answer.context["page_obj"])) == (200, 2)


def test_the_page_says_what_is_expected_of_whom_and_who_was_not_there(cast, enriched, sign_in):
    page = sign_in(cast.zorgaanbieder).get(enriched.get_absolute_url()).text
    assert "Schrijven en reageren. Aan zet: de partijen in de regio." in page
    assert page.count("Nog niet gezegd") == 10
    assert "Deel de thema’s in" not in page
    assert "Deel de thema’s in" in sign_in(cast.regiocoordinator).get(enriched.get_absolute_url()).text


def test_a_theme_says_of_each_kind_of_prevention_that_there_is_nothing_yet(cast, theme, sign_in):
    page = sign_in(cast.zorgaanbieder).get(theme.get_absolute_url()).text
    assert page.count("Nog niets.") == 4
    assert "Schrijf aan dit thema" not in page


def test_what_changed_since_the_last_edition(cast, place, sign_in):
    before = published(cast, 2026, 1, place)
    following = start_herijking(before, by=cast.regiocoordinator, edition=2031, title="Regiobeeld 2031")
    indicator = following.themes.get().indicators.get()
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2030, value="31.0")
    client, page = sign_in(cast.ambtenaar), f"{following.get_absolute_url()}wat-veranderde/"
    told = client.get(page).text
    assert "20,0% (2024)" in told
    assert "31,0% (2030)" in told
    assert client.get(f"{before.get_absolute_url()}wat-veranderde/").status_code == 404
    assert sign_in(None).get(page).status_code == 404
    assert following.title in client.get(before.get_absolute_url()).text
    assert following.title not in sign_in(None).get(before.get_absolute_url()).text


def test_the_region_lists_what_one_may_see_and_who_may_can_begin_one(cast, sign_in):
    RegiobeeldFactory(region=cast.region, title="Eerste beeld", edition=2023, status="herijking")
    RegiobeeldFactory(region=cast.region, title="Tweede beeld")
    nobody, marktleider = (sign_in(user).get("/regios/zhe-bar/").text for user in (None, cast.beoordelaar_1))
    assert ("Eerste beeld" in nobody, "Tweede beeld" in nobody, "Begin een regiobeeld" in nobody) == (
        True,
        False,
        False,
    )
    assert ("Tweede beeld" in marktleider, "Begin een regiobeeld" in marktleider) == (True, False)
    elsewhere = sign_in(cast.andere_regiocoordinator).get("/regios/zeeland/").text
    assert "Begin een regiobeeld" in elsewhere


def test_on_mijn_werk_stands_what_waits_for_whom(cast, enriched, sign_in):
    def waits(who):
        what_waits, _, _ = sign_in(cast.people[who]).get("/mijn-werk/").text.partition('id="regiobeelden"')
        return enriched.title in what_waits

    assert waits("regiocoordinator")
    assert not waits("ambtenaar")
    Regiobeeld.objects.filter(pk=enriched.pk).update(status="leesversie")
    assert waits("ambtenaar")
    assert "Lees “Regiobeeld ZHE-BAR 2026”" in sign_in(cast.zorgaanbieder).get("/mijn-werk/").text
    assert not waits("andere_ambtenaar")


def test_on_mijn_werk_stand_the_regiobeelden_of_the_region_or_how_to_begin_one(cast, enriched, sign_in):
    def beelden(who):
        _, _, page = sign_in(cast.people[who]).get("/mijn-werk/").text.partition('id="regiobeelden"')
        return page.partition("</section>")[0]

    assert enriched.get_absolute_url() in beelden("ambtenaar")
    assert enriched.get_absolute_url() not in beelden("andere_ambtenaar")
    begin = f'href="/regios/{cast.other_region.slug}/regiobeeld-beginnen/"'
    assert begin in beelden("andere_regiocoordinator")
    assert begin not in beelden("andere_ambtenaar")


def test_the_history_is_for_the_region(cast, enriched, sign_in):
    page = f"{enriched.get_absolute_url()}geschiedenis/"
    assert sign_in(cast.ambtenaar).get(page).status_code == 200
    assert sign_in(cast.landelijk).get(page).status_code == 404


def test_figures_that_are_kept_for_a_minute_change_with_the_choice_and_with_what_is_read_in(cast, theme, sign_in):
    client = sign_in(cast.regiocoordinator)
    AreaFigureFactory(indicator=cast.indicator, region=cast.region, value="22.6")
    assert "22,6%" not in client.get(theme.get_absolute_url()).text
    change_theme(theme, by=cast.regiocoordinator, title=theme.title, indicators=[cast.indicator])
    assert "22,6%" in client.get(theme.get_absolute_url()).text
    AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=2025, value="23.1")
    FigureBatchFactory()
    assert "23,1%" in client.get(theme.get_absolute_url()).text


def test_who_chooses_figures_sees_which_there_are(cast, theme, sign_in):
    page = f"{theme.get_absolute_url()}gegevens/"
    words = f"{cast.indicator.label} ({cast.indicator.code})"
    assert f"{words}, nog zonder cijfers" in sign_in(cast.regiocoordinator).get(page).text
    FigureFactory(indicator=cast.indicator, municipality=cast.municipality)
    text = sign_in(cast.regiocoordinator).get(page).text
    assert words in text
    assert f"{words}, nog zonder cijfers" not in text


def test_of_which_indicators_nothing_is_known_is_said(cast, theme, sign_in):
    change_theme(theme, by=cast.regiocoordinator, title=theme.title, indicators=[cast.indicator])
    page = sign_in(cast.zorgaanbieder).get(theme.get_absolute_url()).text
    assert "Van deze onderwerpen zijn er van ZHE-BAR nog geen cijfers" in page
    assert cast.indicator.short_label in page
