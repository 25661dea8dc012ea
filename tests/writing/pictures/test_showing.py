"""Who sees a picture, and what readers get of it."""

import pytest

from iza_portal.texts.building import paragraph, picture
from iza_portal.writing.pictures.showing import contents_of, pictures_of
from iza_portal.writing.together.exchange import live_document
from plans.models import Regioplan, Status
from regions.regiobeelden.starting import start_herijking
from tests.dossiers.beelden import adopt
from tests.factories import (
    DocumentFactory,
    PictureFactory,
    RegiobeeldFactory,
    RegioplanFactory,
    SectionFactory,
    ThemeFactory,
)
from tests.queries import queries_of


def address(own):
    return f"/teksten/{own.document_id}/afbeeldingen/{own.pk}/"


def publish():
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.update(status=status)


@pytest.fixture
def own(document):
    return PictureFactory(document=document)


def test_a_picture_comes_as_a_picture_and_nothing_else(cast, own, sign_in):
    answer = sign_in(cast.ambtenaar).get(address(own))
    assert answer.content == own.content
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_of_a_concept_the_browser_asks_each_time_whether_it_may(cast, own, sign_in):
    client = sign_in(cast.ambtenaar)
    first = client.get(address(own))
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(address(own), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    outsider = sign_in(cast.buitenstaander)
    assert outsider.get(address(own), headers={"If-None-Match": first["ETag"]}).status_code == 404


def test_the_reader_of_a_published_plan_sees_what_stands_in_it_and_not_what_was_taken_out(cast, own, write, sign_in):
    taken_out = PictureFactory(document=own.document)
    write(paragraph("Kaart:"), picture(own.pk, "Kaart"))
    assert sign_in(None).get(address(own)).status_code == 404
    publish()
    for reader in (None, cast.buitenstaander, cast.andere_ambtenaar, cast.ambtenaar):
        answer = sign_in(reader).get(address(own))
        assert answer.content == own.content
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert sign_in(None).get(address(taken_out)).status_code == 404
    assert sign_in(cast.andere_ambtenaar).get(address(taken_out)).status_code == 404
    assert sign_in(cast.ambtenaar).get(address(taken_out)).status_code == 200


def test_a_section_that_was_taken_out_of_a_plan_is_read_by_nobody_outside(cast, own, write, sign_in):
    write(picture(own.pk, "Kaart"))
    type(cast.section).objects.filter(pk=cast.section.pk).update(position=None)
    publish()
    assert sign_in(None).get(address(own)).status_code == 404
    assert sign_in(cast.ambtenaar).get(address(own)).status_code == 200


def test_a_picture_is_found_only_at_its_own_text(cast, own, sign_in):
    other = PictureFactory()
    client = sign_in(cast.ambtenaar)
    assert client.get(f"/teksten/{own.document_id}/afbeeldingen/{other.pk}/").status_code == 404
    assert client.get(address(other)).status_code == 404
    assert client.get("/teksten/999/afbeeldingen/1/").status_code == 404


def test_a_plan_shows_its_pictures_and_says_of_those_of_another_that_they_are_missing(cast, own, write, sign_in):
    other = PictureFactory()
    write(picture(own.pk, "Kaart van de regio"), picture(other.pk, "Van elders"), paragraph("Zie.^[CBS 2026]"))
    html = sign_in(cast.ambtenaar).get(cast.plan.get_absolute_url().partition("#")[0]).content.decode()
    assert f'<img src="{address(own)}" alt="Kaart van de regio" width="1" height="1" loading="lazy">' in html
    assert "Afbeelding ontbreekt: Van elders" in html
    assert f"/afbeeldingen/{other.pk}/" not in html
    assert f'id="onderdeel-{cast.section.pk}-noot-1"' in html


def test_a_plan_asks_of_all_pictures_at_once(cast, sign_in, django_assert_num_queries):
    bodies = []
    for _ in range(30):
        own = PictureFactory()
        bodies.append((own.document_id, {"type": "doc", "content": [picture(own.pk, "Kaart")]}))
    for shown in (bodies[:1], bodies):
        with django_assert_num_queries(1):
            assert [len(each) for each in pictures_of(shown)] == [1] * len(shown)
    with django_assert_num_queries(0):
        assert pictures_of([(1, {"type": "doc", "content": [paragraph("x")]}), (None, None)]) == [[], []]


def test_a_key_of_any_size_is_no_picture(db):
    largest = {
        "type": "doc",
        "content": [picture(2**53 - 1, "x"), {"type": "picture"}, {"type": "picture", "attrs": 3}],
    }
    assert pictures_of([(DocumentFactory().pk, largest)]) == [[]]


def test_a_theme_shows_its_pictures_while_it_is_made_and_after_its_adoption(cast, sign_in):
    own = PictureFactory(document=DocumentFactory(kind="thema"))
    beeld = RegiobeeldFactory(region=cast.region)
    body = {"type": "doc", "content": [picture(own.pk, "Kaart"), paragraph("Zie.^[CBS]")]}
    theme = ThemeFactory(regiobeeld=beeld, document=own.document, body=body, plain_text="Kaart")
    html = sign_in(cast.ambtenaar).get(theme.get_absolute_url()).content.decode()
    assert f'<img src="{address(own)}" alt="Kaart"' in html
    assert sign_in(cast.ambtenaar).get(address(own)).status_code == 200
    assert sign_in(None).get(address(own)).status_code == 404


def test_bytes_are_found_by_what_they_are(db):
    own = PictureFactory()
    told = {"pk": own.pk, "document": own.document_id, "sha256": own.sha256, "width": 1, "height": 1}
    assert contents_of([told]) == {own.sha256: own.content}
    with pytest.raises(LookupError):
        contents_of([told | {"sha256": "0" * 64}])


def test_many_sections_with_pictures_cost_as_many_queries_as_one(cast, sign_in):
    def asked(count):
        plan = RegioplanFactory(region=cast.region, edition=2030 + count)
        for position in range(1, count + 1):
            own = PictureFactory()
            body = {"type": "doc", "content": [picture(own.pk, "Kaart")]}
            SectionFactory(plan=plan, position=position, document=own.document, body=body, plain_text="Kaart")
        return len(queries_of(sign_in(cast.ambtenaar), plan.get_absolute_url()))

    assert asked(1) == asked(30)


def test_the_next_edition_of_a_regiobeeld_has_the_pictures_as_its_own(cast, sign_in):
    own = PictureFactory(document=DocumentFactory(kind="thema"))
    beeld = RegiobeeldFactory(region=cast.region, edition=2023)
    body = {"type": "doc", "content": [picture(own.pk, "Kaart"), paragraph("Tekst"), picture(2**40, "Van niemand")]}
    ThemeFactory(regiobeeld=beeld, position=1, document=own.document, body=body, plain_text="Kaart")
    ThemeFactory(regiobeeld=beeld, position=2, title="Zonder")
    adopt(beeld)
    following = start_herijking(beeld, by=cast.regiocoordinator, edition=2026, title="Volgende")
    theme = following.themes.exclude(title="Zonder").get()
    copied = theme.document.pictures.get()
    assert (copied.pk != own.pk, copied.sha256) == (True, own.sha256)
    assert theme.body["content"] == [picture(copied.pk, "Kaart"), paragraph("Tekst"), picture(2**40, "Van niemand")]
    assert live_document(theme.document)[0].tree() == theme.body
    html = sign_in(cast.ambtenaar).get(theme.get_absolute_url()).content.decode()
    assert address(copied) in html
    assert sign_in(cast.ambtenaar).get(address(copied)).status_code == 200
    assert following.themes.get(title="Zonder").document is None
