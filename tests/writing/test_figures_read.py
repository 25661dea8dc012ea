"""What readers see of the figures in a text: on the page of a plan and of a theme, in a dossier, and in what was adopted."""

import pytest
from django.template.loader import render_to_string

from iza_portal.dossiers.content import snapshot
from iza_portal.texts.building import figure, text
from iza_portal.texts.figures import cited_in
from iza_portal.texts.plain import to_search_text
from plans.models import Section, Status
from regions.models import BeeldStatus
from regions.regiobeelden import reading
from regions.regiobeelden.content import content_of, themes_of
from regions.regiobeelden.starting import start_herijking
from tests.factories import (
    AreaFigureFactory,
    FigureBatchFactory,
    RegiobeeldFactory,
    RegioplanFactory,
    SectionFactory,
    ThemeFactory,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NEWER = "Nieuwer cijfer: 23,1% (2026)."


def ouderen(*figures):
    words = [{"type": "text", "text": "Er zijn "}]
    for each in figures or [figure("22,6%", "BEV04", "regio:zhe-bar", 2024)]:
        words += [each, {"type": "text", "text": " ouderen. "}]
    return text({"type": "paragraph", "content": words})


@pytest.fixture
def newer(cast):
    """Of 2024 the figure is 22,6%, and of 2026 there is a newer one."""
    AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=2024, value="22.6")
    return AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=2026, value="23.1")


@pytest.fixture
def plan(cast, newer):
    body = ouderen()
    Section.objects.filter(pk=cast.section.pk).update(body=body, plain_text=to_search_text(body))
    return cast.plan


def test_people_inside_read_that_there_is_a_newer_figure_and_the_public_reads_where_it_is_from(cast, plan, sign_in):
    inside = sign_in(cast.zorgaanbieder).get(f"/plannen/{plan.pk}/").text
    assert '22,6%</a> <small class="newer-figure">nieuwer cijfer</small>' in inside
    assert NEWER in inside
    published = RegioplanFactory(region=cast.region, edition=2023, status=Status.GEPUBLICEERD)
    SectionFactory(plan=published, body=ouderen(), plain_text="Er zijn 22,6% ouderen.")
    for name in ("buitenstaander", None):
        outside = sign_in(cast.people.get(name)).get(f"/plannen/{published.pk}/").text
        assert 'title="Inwoners van 65 jaar en ouder, ZHE-BAR, 2024, CBS">22,6%</a>' in outside
        assert "Cijfers in deze tekst" in outside
        assert "23,1%" not in outside
        assert "nieuwer" not in outside


def test_a_newer_figure_is_told_as_soon_as_it_is_there(cast, plan, newer, sign_in):
    client = sign_in(cast.ambtenaar)
    newer.delete()
    assert NEWER not in client.get(f"/plannen/{plan.pk}/").text
    AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=2026, value="23.1")
    # What is kept for a while is made anew when figures come in.
    FigureBatchFactory()
    assert NEWER in client.get(f"/plannen/{plan.pk}/").text


def test_a_plan_is_found_by_its_figure(cast, plan, sign_in):
    found = sign_in(cast.ambtenaar).get("/plannen/", {"woorden": "22,6%"}).text
    assert plan.title in found


def test_a_plan_s_page_asks_as_often_for_one_figure_as_for_many(cast, plan, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{plan.pk}/"
    few = len(queries_of(client, path))
    many = ouderen(*(figure(f"{year},0%", "BEV04", "regio:zhe-bar", year) for year in range(1990, 2024)))
    Section.objects.update(body=many, version=2)
    assert len(queries_of(client, path)) == few


def test_the_theme_of_a_regiobeeld_shows_them_too(cast, newer, sign_in):
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    theme = ThemeFactory(regiobeeld=beeld, body=ouderen(), plain_text="Er zijn 22,6% ouderen.")
    page = sign_in(cast.ambtenaar).get(theme.get_absolute_url()).text
    assert NEWER in page


def test_a_dossier_says_the_same_with_no_links_and_nothing_newer(cast, plan):
    [chapter] = [each for each in snapshot(plan)["chapters"] if each["title"] == "Inleiding"]
    html = render_to_string(chapter["template"], chapter["context"])
    assert '<span class="figure">22,6%</span>' in html
    assert "<strong>22,6%</strong> Inwoners van 65 jaar en ouder, ZHE-BAR, 2024." in html
    assert "<a " not in html
    assert "23,1%" not in html


def test_what_was_adopted_keeps_what_was_told_then(cast, newer):
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    ThemeFactory(regiobeeld=beeld, body=ouderen(), plain_text="Er zijn 22,6% ouderen.")
    [theme] = content_of(beeld)["themes"]
    [told] = theme["cited"]
    assert (told["state"], told["area"], told["offers"]) == ("geldig", "ZHE-BAR", [])
    assert "cited" not in reading.page_of(beeld)["themes"][0]


def test_a_text_that_goes_on_in_the_next_edition_stays_true(cast, newer):
    before = RegiobeeldFactory(region=cast.region, edition=2024, status=BeeldStatus.BESPROKEN)
    ThemeFactory(regiobeeld=before, body=ouderen())
    for status in (BeeldStatus.VASTGESTELD, BeeldStatus.GEPUBLICEERD):
        before.status = status
        before.save(update_fields=["status"])
    after = start_herijking(before, by=cast.regiocoordinator, edition=2026, title="Regiobeeld 2026")
    [each] = cited_in(after.themes.get().body)
    assert (each.place, each.year, each.shown) == ("regio:zhe-bar", 2024, "22,6%")
    [theme] = themes_of(after, only=after.themes.get().pk)
    assert [offer["shown"] for offer in theme["cited"][0]["offers"]] == ["23,1%"]
