"""What the browser asks about figures while somebody writes: who may, and what comes back for what is no good."""

import pytest

from iza_portal.writing.models import Document
from plans.models import Status
from tests.factories import AreaFigureFactory, RegiobeeldFactory, ThemeFactory

pytestmark = pytest.mark.django_db

FIGURE = {"indicator": "BEV04", "place": "regio:zhe-bar", "year": 2024, "shown": "20,0%"}


@pytest.fixture
def document(cast):
    """The document of the cast's section; of the share of people of 65 and older there is a figure of the region."""
    AreaFigureFactory(indicator=cast.indicator, region=cast.region)
    cast.section.document = Document.objects.create(kind="onderdeel")
    cast.section.save()
    return cast.section.document


def post(client, document, figures):
    return client.post(f"/teksten/{document.pk}/cijfers/stand/", {"figures": figures}, content_type="application/json")


def test_a_writer_finds_a_figure_chooses_its_year_and_hears_where_it_is_from(cast, document, sign_in):
    client = sign_in(cast.ambtenaar)
    found = client.get(f"/teksten/{document.pk}/cijfers/", {"q": "BEV04"}).json()
    assert found["place"] == "regio:zhe-bar"
    assert [(each["code"], each["latest"]) for each in found["found"]] == [("BEV04", "20,0% (2024)")]
    choices = client.get(f"/teksten/{document.pk}/cijfers/BEV04/").json()
    assert choices["places"][0]["years"] == [{"year": 2024, "scenario": "", "when": "2024", "shown": ["20,0%", "20,0"]}]
    [told] = post(client, document, [FIGURE]).json()["figures"]
    assert (told["area"], told["state"]) == ("ZHE-BAR", "geldig")
    assert told["figure"] == FIGURE | {"scenario": "", "follow": "nieuwste"}


def test_the_theme_of_a_regiobeeld_has_the_figures_of_its_region(cast, document, sign_in):
    beeld = RegiobeeldFactory(region=cast.region, status="verrijking")
    theme = ThemeFactory(regiobeeld=beeld, document=Document.objects.create(kind="thema"))
    found = sign_in(cast.ambtenaar).get(f"/teksten/{theme.document_id}/cijfers/", {"q": "65"}).json()
    assert found["area"] == "ZHE-BAR"


def test_who_may_not_see_the_text_finds_nothing_there(cast, document, sign_in):
    for name in ("andere_ambtenaar", "buitenstaander", "landelijk", "portaalbeheerder"):
        client = sign_in(cast.people[name])
        assert client.get(f"/teksten/{document.pk}/cijfers/").status_code == 404
        assert client.get(f"/teksten/{document.pk}/cijfers/BEV04/").status_code == 404
        assert post(client, document, [FIGURE]).status_code == 404
    nobody = sign_in(None)
    assert nobody.get(f"/teksten/{document.pk}/cijfers/").status_code == 401
    assert post(nobody, document, [FIGURE]).status_code == 401
    assert sign_in(cast.ambtenaar).get("/teksten/999999/cijfers/").status_code == 404


def test_who_may_see_and_not_write_hears_of_the_figures_that_are_there_and_chooses_none(cast, document, sign_in):
    client = sign_in(cast.beoordelaar_1)
    for path in ("", "BEV04/"):
        refused = client.get(f"/teksten/{document.pk}/cijfers/{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "closed")
    assert post(client, document, [FIGURE]).status_code == 200


def test_in_a_plan_that_is_no_concept_no_figure_is_chosen(cast, document, sign_in):
    cast.plan.__class__.objects.filter(pk=cast.plan.pk).update(status=Status.TER_CONSULTATIE)
    refused = sign_in(cast.ambtenaar).get(f"/teksten/{document.pk}/cijfers/")
    assert refused.status_code == 403
    assert "geen concept meer" in refused.json()["reason"]


@pytest.mark.parametrize(
    "figures",
    [
        None,
        {},
        "BEV04",
        [None],
        ["BEV04"],
        [{}],
        [FIGURE | {"year": "2024"}],
        [FIGURE | {"year": True}],
        [FIGURE | {"place": "regio"}],
        [FIGURE | {"place": ["nederland"]}],
        [FIGURE | {"follow": "altijd"}],
        [FIGURE | {"shown": ""}],
        [FIGURE | {"onclick": "x"}],
        [FIGURE, None],
    ],
)
def test_what_is_no_list_of_figures_is_refused(cast, document, sign_in, figures):
    assert post(sign_in(cast.ambtenaar), document, figures).status_code == 422


@pytest.mark.parametrize("raw", [b"", b"[", b"[]", b"\xff", b"[" * 100_000, b'{"figures": 1}', b"NaN"])
def test_what_is_no_json_is_refused(cast, document, sign_in, raw):
    path = f"/teksten/{document.pk}/cijfers/stand/"
    answer = sign_in(cast.ambtenaar).post(path, raw, content_type="application/json")
    assert answer.status_code == 422


def test_a_form_is_refused(cast, document, sign_in):
    path = f"/teksten/{document.pk}/cijfers/stand/"
    assert sign_in(cast.ambtenaar).post(path, {"figures": "[]"}).status_code == 422


def test_more_than_a_text_can_have_is_not_asked_for_and_nothing_at_all_is_nothing(cast, document, sign_in):
    client = sign_in(cast.ambtenaar)
    many = [FIGURE | {"year": 1900 + number % 200, "shown": str(number)} for number in range(600)]
    assert len(post(client, document, many).json()["figures"]) == 500
    assert post(client, document, []).json() == {"figures": []}


def test_strange_words_find_nothing_and_harm_nothing(cast, document, sign_in):
    client = sign_in(cast.ambtenaar)
    for words in ("\x00", "%", "'; --", "(" * 300, "\ud83d".encode("utf-8", "surrogatepass"), "٢٠٢٤"):
        assert client.get(f"/teksten/{document.pk}/cijfers/", {"q": words}).status_code == 200
    assert client.get(f"/teksten/{document.pk}/cijfers/%00/").status_code in {400, 404}
    assert client.get(f"/teksten/{document.pk}/cijfers/XYZ99/").status_code == 404
