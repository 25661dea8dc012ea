"""Sending a picture to a text, and how much a text takes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from iza_portal.trail.recording import history
from iza_portal.writing.models import Picture
from iza_portal.writing.pictures import adding
from plans.models import Regioplan, Status
from plans.verbs import PlanVerb
from tests.factories import PictureFactory
from tests.writing.pictures.files import SVG, file_of, image


def send(client, document, content, name="kaart.png", **options):
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post(f"/teksten/{document.pk}/afbeeldingen/", {"file": file}, **options)


def test_a_writer_sends_a_picture_and_hears_where_it_is(cast, document, sign_in):
    client = sign_in(cast.ambtenaar)
    answer = send(client, document, file_of(image((60, 40))))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["width"], told["height"]) == (60, 40)
    assert told["url"] == f"/teksten/{document.pk}/afbeeldingen/{told['picture']}/"
    assert client.get(told["url"]).content == Picture.objects.get().content
    assert Picture.objects.get().uploaded_by == cast.ambtenaar
    assert PlanVerb.SECTION_WRITTEN in [event.verb for event in history(cast.plan)]


def test_the_same_picture_is_kept_once_in_a_text_and_again_in_another(cast, document, sign_in):
    client = sign_in(cast.ambtenaar)
    other = PictureFactory(content=b"x").document
    first, second = (send(client, document, file_of(image()), name=name).json() for name in ("a.png", "b.gif"))
    assert first == second
    assert document.pictures.count() == 1
    assert other.pictures.count() == 1


@pytest.mark.parametrize(
    ("content", "words"), [(SVG, "kan niet worden gelezen"), (b"", "bestand"), (b"\0" * 99, "gelezen")]
)
def test_what_is_no_picture_is_refused_with_a_sentence(cast, document, sign_in, content, words):
    answer = send(sign_in(cast.ambtenaar), document, content)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert words in answer.json()["message"]
    assert not Picture.objects.exists()


def test_without_a_file_there_is_nothing_to_keep(cast, document, sign_in):
    answer = sign_in(cast.ambtenaar).post(f"/teksten/{document.pk}/afbeeldingen/")
    assert (answer.status_code, answer.json()["message"]) == (422, "Kies een bestand.")


def test_a_file_of_more_than_eight_megabytes_is_thrown_away_while_it_comes_in(cast, document, sign_in):
    answer = send(sign_in(cast.ambtenaar), document, b"\x89PNG" + b"\0" * (8 * 1024 * 1024))
    assert answer.status_code == 413
    assert "groter dan 8 MB" in answer.json()["message"]


def test_who_may_not_write_hears_why_and_who_may_not_see_the_text_finds_nothing(cast, document, sign_in):
    for name, status in [("bestuurder", 403), ("beoordelaar_1", 403), ("andere_ambtenaar", 404), (None, 401)]:
        answer = send(sign_in(cast.people.get(name)), document, file_of(image()))
        assert answer.status_code == status, name
        assert answer.json()["reason"]
    Regioplan.objects.update(status=Status.TER_CONSULTATIE)
    answer = send(sign_in(cast.ambtenaar), document, file_of(image()))
    assert (answer.status_code, answer.json()["code"]) == (403, "closed")
    assert "geen concept meer" in answer.json()["reason"]
    assert not Picture.objects.exists()


def test_a_window_of_somebody_who_is_signed_out_sends_nothing_in_anothers_name(cast, document, sign_in):
    answer = send(sign_in(cast.ambtenaar), document, file_of(image()), headers={"X-Person": str(cast.kassier.pk)})
    assert (answer.status_code, answer.json()["code"]) == (409, "person")
    answer = send(sign_in(cast.ambtenaar), document, file_of(image()), headers={"X-Person": str(cast.ambtenaar.pk)})
    assert answer.status_code == 201


def test_a_text_takes_so_many_pictures_and_bytes_and_no_more(cast, document, sign_in, monkeypatch):
    client = sign_in(cast.ambtenaar)
    monkeypatch.setattr(adding, "MOST_PICTURES", 2)
    files = [file_of(image(colour=colour)) for colour in ("red", "green", "blue")]
    assert [send(client, document, file).status_code for file in files] == [201, 201, 422]
    # What is there already takes no room.
    assert send(client, document, files[0]).status_code == 201
    monkeypatch.setattr(adding, "MOST_PICTURES", 9)
    monkeypatch.setattr(adding, "MOST_BYTES", sum(len(each.content) for each in document.pictures.all()))
    answer = send(client, document, files[2])
    assert answer.status_code == 422
    assert "samen te groot" in answer.json()["message"]


def test_a_document_that_is_not_there_is_not_found(cast, sign_in):
    assert sign_in(cast.ambtenaar).post("/teksten/999/afbeeldingen/").status_code == 404


def test_sending_is_for_post_and_needs_the_key_against_forgery(cast, document):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ambtenaar)
    assert send(client, document, file_of(image())).status_code == 403
    assert client.get(f"/teksten/{document.pk}/afbeeldingen/").status_code == 405
    assert not Picture.objects.exists()
