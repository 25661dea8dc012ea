from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.outdated import OutdatedVersion
from iza_portal.texts.building import paragraph, text
from iza_portal.trail.recording import history
from iza_portal.writing.together.rewriting import rewrite
from regions.models import BeeldStatus, Point, PointKind, Purpose, Regiobeeld, Theme
from regions.regiobeelden import enriching
from regions.regiobeelden.adoption import move
from regions.regiobeelden.arranging import remove_theme
from regions.regiobeelden.telling import Pointer, shown_by_points, told
from tests.at_once import at_once
from tests.factories import (
    AreaFigureFactory,
    FigureFactory,
    IndelingFactory,
    IndicatorFactory,
    PointFactory,
)
from tests.writing.clients import Window

WORDS = text(paragraph("Er wonen **veel** ouderen."))


@pytest.fixture
def indicator(cast):
    """An indicator with figures of the region over two years and a prognosis, and of one municipality."""
    indicator = IndicatorFactory(short_label="Inwoners van 65 jaar en ouder")
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2023, value="22.1")
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2024, value="22.6")
    AreaFigureFactory(
        indicator=indicator, region=cast.region, year=2040, value="29.0", status="prognose", scenario="midden"
    )
    FigureFactory(indicator=indicator, municipality=cast.municipality, value="25.04")
    IndelingFactory(municipality=cast.municipality, region=cast.region, purpose=Purpose.STRUCTUUR)
    return indicator


@pytest.fixture
def point(theme):
    return PointFactory(theme=theme, title="Te weinig plekken", text="Overal.", position=1)


def told_of(point) -> dict:
    """What the figure of the point says."""
    region = point.theme.regiobeeld.region
    (figure,) = told(region, Point.objects.annotate(shown=shown_by_points(region)).get(pk=point.pk).shown)
    return figure


@pytest.mark.parametrize(
    ("year", "of_municipality", "sentence"),
    [
        (None, False, "22,6% in ZHE-BAR (2024)"),
        (2023, False, "22,1% in ZHE-BAR (2023)"),
        (2040, False, "29,0% in ZHE-BAR (2040, prognose)"),
        (2019, False, "nog geen cijfer in ZHE-BAR (2019)"),
        (None, True, "25,0% in Ridderkerk (2024)"),
    ],
)
def test_a_figure_says_its_value_its_area_and_its_year(cast, indicator, point, year, of_municipality, sentence):
    municipality = cast.municipality if of_municipality else None
    point.figures.create(indicator=indicator, municipality=municipality, year=year)
    assert told_of(point)["sentence"] == f"Inwoners van 65 jaar en ouder: {sentence}"


def test_a_figure_that_the_source_does_not_show_says_so_and_an_earlier_one_counts(cast, point):
    indicator = IndicatorFactory(short_label="Schulden")
    FigureFactory(indicator=indicator, municipality=cast.municipality, status="onderdrukt", value=None)
    point.figures.create(indicator=indicator, municipality=cast.municipality)
    assert told_of(point)["shown"] == "niet getoond door de bron"
    FigureFactory(indicator=indicator, municipality=cast.municipality, year=2022, value="8.0")
    assert told_of(point)["sentence"] == "Schulden: 8,0% in Ridderkerk (2022)"


def test_a_point_is_added_at_the_end_of_its_kind_with_its_figures(cast, theme, point, indicator):
    figures = [Pointer(indicator), Pointer(indicator, cast.municipality, 2024), Pointer(indicator)]
    added = enriching.add_point(
        theme, by=cast.ambtenaar, kind=PointKind.KNELPUNT, title="Wachten", text="Lang.", figures=figures
    )
    assert added.position == 2
    assert enriching.shown_by(added) == figures[:2]
    event = history(theme.regiobeeld).get()
    assert (event.detail, event.after["cijfers"]) == ("Wachten", f"{indicator}, {indicator} Ridderkerk 2024")


def test_only_a_knelpunt_has_figures_and_not_too_many(cast, theme, indicator):
    add = partial(enriching.add_point, theme, by=cast.ambtenaar, title="Wachten")
    with pytest.raises(ValidationError, match="Alleen een knelpunt"):
        add(kind=PointKind.INITIATIEF, figures=[Pointer(indicator)])
    with pytest.raises(ValidationError, match="niet meer dan 12"):
        add(kind=PointKind.KNELPUNT, figures=[Pointer(indicator, None, year) for year in range(2000, 2013)])


def test_a_change_on_an_older_version_is_refused_and_answers_what_stands(cast, point):
    enriching.change_point(point, by=cast.ambtenaar, version=1, title="Anders", text="Overal.")
    with pytest.raises(OutdatedVersion) as caught:
        enriching.change_point(point, by=cast.ambtenaar_2, version=1, title="Nog anders", text="Hier.")
    assert (caught.value.current.title, caught.value.current.version) == ("Anders", 2)
    assert Point.objects.get().title == "Anders"


def test_the_same_again_is_no_change(cast, point):
    same = enriching.change_point(point, by=cast.ambtenaar, version=1, title=point.title, text=point.text)
    assert same.version == 1
    assert not history(point.theme.regiobeeld).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_point_at_once_one_is_kept_and_the_other_sees_it(cast, point):
    for turn in range(5):
        version = Point.objects.get().version
        outcomes = at_once(
            *(
                partial(enriching.change_point, point, by=by, version=version, title=f"{turn} van {by}")
                for by in (cast.ambtenaar, cast.ambtenaar_2)
            )
        )
        kept = [each for each in outcomes if isinstance(each, Point)]
        refused = [each for each in outcomes if isinstance(each, OutdatedVersion)]
        assert (len(kept), len(refused)) == (1, 1)
        assert refused[0].current.title == kept[0].title == Point.objects.get().title


@pytest.mark.django_db(transaction=True)
def test_a_point_beside_a_leesversie_is_in_it_or_is_refused(cast, theme):
    rewrite(theme, by=cast.ambtenaar, body=WORDS)
    added, moved = at_once(
        partial(enriching.add_point, theme, by=cast.ambtenaar, kind=PointKind.KNELPUNT, title="Laat"),
        partial(
            move,
            theme.regiobeeld,
            by=cast.regiocoordinator,
            source=BeeldStatus.VERRIJKING,
            target=BeeldStatus.LEESVERSIE,
        ),
    )
    assert moved.status == BeeldStatus.LEESVERSIE
    assert isinstance(added, Point | PermissionDenied)
    assert Point.objects.exists() == isinstance(added, Point)


def test_a_point_moves_among_those_of_its_kind(cast, theme, point):
    PointFactory(theme=theme, kind=PointKind.INITIATIEF, position=1, title="Iets anders")
    PointFactory(theme=theme, position=2, title="Wachten")
    enriching.move_point(point, by=cast.ambtenaar, steps=1)
    knelpunten = theme.points.filter(kind=PointKind.KNELPUNT)
    assert list(knelpunten.values_list("title", flat=True)) == ["Wachten", "Te weinig plekken"]


def test_a_point_that_is_removed_is_kept_in_the_history(cast, point):
    enriching.remove_point(point, by=cast.ambtenaar)
    assert not Point.objects.exists()
    assert history(point.theme.regiobeeld).get().before["tekst"] == "Overal."
    with pytest.raises(ValidationError, match="intussen weggehaald"):
        enriching.remove_point(point, by=cast.ambtenaar_2)


@pytest.mark.parametrize(
    ("who", "match"), [("zorgaanbieder", "geen recht"), ("kassier", "geen recht"), ("landelijk", "geen recht")]
)
def test_who_may_not_write_is_refused_with_the_reason(cast, theme, who, match):
    with pytest.raises(PermissionDenied, match=match):
        rewrite(theme, by=cast.people[who], body=WORDS)
    with pytest.raises(PermissionDenied, match=match):
        enriching.add_point(theme, by=cast.people[who], kind=PointKind.KNELPUNT, title="Wachten")


def test_nothing_is_written_in_a_theme_that_is_taken_out_or_a_beeld_that_is_a_leesversie(cast, theme):
    write = partial(rewrite, theme, by=cast.ambtenaar)
    write(body=WORDS)
    remove_theme(theme, by=cast.regiocoordinator)
    with pytest.raises(PermissionDenied, match="uit het beeld gehaald"):
        write(body=text(paragraph("Later.")))
    Theme.objects.filter(pk=theme.pk).update(position=9)
    Regiobeeld.objects.update(status=BeeldStatus.LEESVERSIE)
    with pytest.raises(PermissionDenied, match="leesversie"):
        write(body=text(paragraph("Later.")))


def rows(*chosen):
    """A posted knelpunt's rows of figures."""
    posted = {"cijfers-TOTAL_FORMS": len(chosen), "cijfers-INITIAL_FORMS": 0}
    for number, (indicator, municipality, year) in enumerate(chosen):
        posted[f"cijfers-{number}-indicator"] = indicator
        posted[f"cijfers-{number}-municipality"] = municipality
        posted[f"cijfers-{number}-year"] = year
    return posted


def test_a_knelpunt_with_its_figures_in_the_browser(cast, theme, indicator, sign_in):
    client = sign_in(cast.ambtenaar)
    page = f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/nieuw/knelpunt/"
    assert client.get(page).status_code == 200
    chosen = rows((indicator.pk, "", ""), (indicator.pk, cast.municipality.pk, "2024"), ("", "", ""))
    answer = client.post(page, {"version": 1, "title": "Te weinig plekken", "text": ""} | chosen, follow=True)
    assert "Inwoners van 65 jaar en ouder: 22,6% in ZHE-BAR (2024)" in answer.text
    assert "Inwoners van 65 jaar en ouder: 25,0% in Ridderkerk (2024)" in answer.text


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"title": ""}, "Het knelpunt in één zin"),
        ({"cijfers-0-indicator": "999999"}, "keuze"),
        ({"cijfers-0-year": "20225"}, "2100"),
        ({"cijfers-0-municipality": "999999"}, "keuze"),
        ({"cijfers-TOTAL_FORMS": "x"}, "ManagementForm"),
        ({"cijfers-TOTAL_FORMS": "99999"}, "12"),
        ({"version": "x"}, ""),
    ],
)
def test_a_knelpunt_that_is_wrong_is_refused_and_nothing_typed_is_lost(cast, theme, indicator, sign_in, posted, said):
    page = f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/nieuw/knelpunt/"
    right = {"version": 1, "title": "Te weinig plekken", "text": "Overal wachten mensen."} | rows(
        (indicator.pk, "", "")
    )
    answer = sign_in(cast.ambtenaar).post(page, right | posted)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Overal wachten mensen." in answer.text
    assert not Point.objects.exists()


def test_an_outdated_form_shows_both_and_then_saves(cast, point, sign_in):
    page = f"/regiobeelden/{point.theme.regiobeeld_id}/punten/{point.pk}/"
    enriching.change_point(point, by=cast.ambtenaar_2, version=1, title="Van de ander", text="Hun uitleg.")
    mine = {"version": 1, "title": "Van mij", "text": "Mijn uitleg."} | rows()
    client = sign_in(cast.ambtenaar)
    answer = client.post(page, mine)
    assert answer.status_code == 422
    for words in ("Van de ander", "Hun uitleg.", "Van mij", "Mijn uitleg.", "gewijzigd door ambtenaar 2"):
        assert words in answer.text
    assert 'name="version" value="2"' in answer.text
    assert client.post(page, mine | {"version": 2}).status_code == 302
    assert Point.objects.get().title == "Van mij"


def test_a_story_asks_for_no_names(cast, theme, sign_in):
    client = sign_in(cast.ambtenaar)
    page = f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/nieuw/verhaal_inwoner/"
    assert "Schrijf geen namen op" in client.get(page).text
    assert client.post(page, {"version": 1, "title": "Wachten", "text": ""}).status_code == 422
    assert (
        client.post(page, {"version": 1, "title": "Wachten", "text": "Ik wacht.", "who": "mantelzorger"}).status_code
        == 302
    )
    assert client.get(f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/nieuw/onzin/").status_code == 404


def test_moving_and_removing_a_point_in_the_browser(cast, theme, point, sign_in):
    PointFactory(theme=theme, position=2)
    client, page = sign_in(cast.ambtenaar), f"/regiobeelden/{theme.regiobeeld_id}/punten/{point.pk}/"
    moved = client.post(f"{page}verplaatsen/", {"richting": "omlaag"})
    assert moved.headers["Location"] == f"{theme.get_absolute_url()}#omlaag-{point.pk}"
    assert client.post(f"{page}verwijderen/").status_code == 302
    assert client.post(f"{page}verwijderen/").status_code == 404


def test_a_theme_is_written_in_the_editor_of_every_text(cast, theme, sign_in):
    page = f"{theme.get_absolute_url()}bewerken/"
    assert 'data-writable="1"' in sign_in(cast.ambtenaar).get(page).text
    theme.refresh_from_db()
    window = Window(theme.document, cast.ambtenaar).open()
    window.write("Er wonen veel ouderen.")
    assert window.send().status_code == 200
    assert "Er wonen veel ouderen." in sign_in(cast.ambtenaar).get(theme.get_absolute_url()).text
    seen = sign_in(cast.zorgaanbieder).get(page)
    assert (seen.status_code, "geen recht" in seen.text, 'data-writable=""' in seen.text) == (200, True, True)
