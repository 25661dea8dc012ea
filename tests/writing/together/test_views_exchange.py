"""The exchange over HTTP: who may, what is answered to whom, and whatever comes in the place of what is asked."""

import json

import pytest
from django.test import Client

from iza_portal.texts.schema import VERSION
from iza_portal.writing.homes import homes
from iza_portal.writing.models import Document, Update
from iza_portal.writing.together.exchange import document_for
from iza_portal.writing.together.wire import MOST_BYTES
from plans.inzage import read_with_reason
from plans.models import Section
from regions.models import Regiobeeld, Theme
from tests.factories import RegiobeeldFactory, RegioplanFactory, SectionFactory, ThemeFactory
from tests.queries import queries_of
from tests.writing.clients import Window

CURSOR = json.dumps({"anchor": {"item": {"client": 1, "clock": 0}}, "head": {"tname": "text", "assoc": -1}})


@pytest.fixture
def url(document):
    return f"/teksten/{document.pk}/wijzigingen/"


@pytest.fixture
def window(cast, document):
    return Window(document, cast.ambtenaar).open()


# --- What is answered ---


def test_an_answer_says_what_the_window_has_to_know(cast, window):
    window.write("Wonen")
    window.send()
    other = Window(document_for(cast.section), cast.zorgaanbieder).open()
    assert {key: value for key, value in other.answer.items() if key not in ("updates", "present", "saved_at")} == {
        "seq": 1,
        "more": False,
        "writable": False,
        "reason": "U hebt geen recht om in dit onderdeel te schrijven.",
        "talkable": True,
        "margin": 0,
        "schema": VERSION,
    }
    assert len(other.answer["updates"]) == 1
    assert other.answer["saved_at"].endswith(" uur")


def test_asking_costs_few_queries_with_one_and_with_thirty_who_are_there(cast, document, window, sign_in):
    client = sign_in(cast.ambtenaar)
    path = f"{window.url}wijzigingen/{window.asking()}"
    client.get(path)
    # The session, the person, the text with its whole and document, the roles, the hat, and who is there.
    assert len(queries_of(client, path)) == 6
    for person in list(cast.people.values())[:9] * 3:
        Window(document, person).open()
    window.write("Wonen")
    window.send()
    assert len(queries_of(client, path)) == 7


def test_sending_costs_few_queries(cast, document, window, django_assert_max_num_queries):
    window.write("een")
    window.send()
    window.write("twee")
    # In a test every request makes the document anew, which takes three more.
    with django_assert_max_num_queries(17):
        assert window.send().status_code == 200


@pytest.mark.django_db(transaction=True)
def test_sending_costs_few_queries_in_a_process_that_has_the_document(document, window, django_assert_num_queries):
    window.write("een")
    window.send()
    window.write("twee")
    # As for asking, and: two to hold the text, the lock, the update, the begin and the end of the transaction.
    with django_assert_num_queries(11):
        assert window.send().status_code == 200


# --- Who may ---


def test_a_predicate_and_a_list_say_the_same_of_who_sees_the_making(cast):
    texts = [cast.section, ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region))]
    texts += [SectionFactory(plan=RegioplanFactory(region=cast.other_region, status="gepubliceerd"))]
    published = ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.other_region, status="verrijking"))
    document_for(published)
    for status in ("leesversie", "besproken", "vastgesteld", "gepubliceerd"):
        Regiobeeld.objects.filter(pk=published.regiobeeld_id).update(status=status)
    published.regiobeeld.refresh_from_db()
    texts.append(published)
    read_with_reason(cast.plan, by=cast.portaalbeheerder, reason="Een melding over dit plan.")
    for home in homes():
        for person in cast.people.values():
            seen = set(home.visible_to(person))
            for each in texts:
                if isinstance(each, home.model):
                    glanced = home.glance(document_for(each).pk)
                    assert home.may_see(person, glanced) == (each in seen), (person, each)


def test_a_glance_and_a_held_text_are_what_the_database_has(cast):
    for text in (cast.section, ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region))):
        document = document_for(text)
        kept = type(text).objects.get(pk=text.pk)
        home = next(home for home in homes() if isinstance(text, home.model))
        for found in (home.glance(document.pk), home.hold(document)):
            assert found == kept
            for field in kept._meta.concrete_fields:
                assert getattr(found, field.attname) == getattr(kept, field.attname), field
            assert home.whole(found) == home.whole(kept)
            for field in home.whole(kept)._meta.concrete_fields:
                assert getattr(home.whole(found), field.attname) == getattr(home.whole(kept), field.attname), field
        assert home.glance(document.pk).document == document
        assert home.glance(0) is None
        with pytest.raises(home.model.DoesNotExist):
            home.hold(Document(pk=0, kind=home.kind))


def test_who_is_signed_out_is_told_so_and_sent_nowhere(document, url):
    window = Window(document, None)
    for response in (
        window.client.get(f"/teksten/{document.pk}/begin/"),
        window.client.get(f"{url}?na=0&tab=1&cursor="),
        window.post(b"\x00\x00"),
    ):
        assert (response.status_code, response.json()) == (401, {"reason": "U bent uitgelogd."})


def test_a_session_that_ends_while_one_writes_is_told(document, window):
    window.client.logout()
    window.write("Nog niet weg.")
    assert window.send().status_code == 401
    # In the same window, after signing in anew in another one.
    window.client.force_login(window.person)
    assert window.send().status_code == 200


def test_who_has_to_set_up_a_second_factor_is_told_so(document, window, settings):
    settings.MFA_REQUIRED = True
    asked = window.client.get(f"{window.url}wijzigingen/{window.asking()}")
    window.write("x")
    for response in (asked, window.send()):
        assert response.status_code == 401
        assert "tweede stap" in response.json()["reason"]


@pytest.mark.parametrize("who", ["andere_ambtenaar", "landelijk", "buitenstaander", "portaalbeheerder"])
def test_another_region_s_text_is_not_there(cast, document, url, who):
    window = Window(document, cast.people[who])
    for response in (
        window.client.get(f"/teksten/{document.pk}/begin/"),
        window.client.get(f"{url}?na=0&tab=1&cursor="),
        window.post(window.doc.get_update()),
    ):
        assert (response.status_code, set(response.json())) == (404, {"reason"})


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_document_that_is_not_there_is_not_there(cast, sign_in, number):
    client = sign_in(cast.ambtenaar)
    headers = {"X-Person": str(cast.ambtenaar.pk), "X-Schema": str(VERSION)}
    url = f"/teksten/{number}/wijzigingen/?na=0&tab=1&cursor="
    assert client.get(url).status_code == 404
    assert client.get(f"/teksten/{number}/begin/").status_code == 404
    posted = client.post(url, b"\x00\x00", content_type="application/octet-stream", headers=headers)
    assert (posted.status_code, set(posted.json())) == (404, {"reason"})


def test_a_document_whose_text_is_gone_is_not_there(cast, document, window):
    cast.plan.delete()
    window.write("x")
    assert window.send().status_code == 404
    assert window.client.get(f"{window.url}wijzigingen/{window.asking()}").status_code == 404


def test_a_text_is_not_put_in_the_name_of_who_signed_in_since(cast, document, window):
    window.write("Van mij.")
    window.client.force_login(cast.ambtenaar_2)
    response = window.send()
    assert (response.status_code, response.json()["code"]) == (409, "person")
    assert window.post(window.unsent(), **{"X-Person": ""}).json()["code"] == "person"
    assert not Update.objects.exists()


@pytest.mark.parametrize("schema", ["", "1", str(VERSION + 1), "x"])
def test_a_window_of_another_schema_is_told_to_load_anew(document, window, schema):
    window.write("Oud.")
    response = window.post(window.unsent(), **{"X-Schema": schema})
    assert (response.status_code, response.json()["code"]) == (409, "schema")
    assert not Update.objects.exists()


def test_an_update_from_another_site_is_refused(cast, document):
    client = Client(enforce_csrf_checks=True)
    window = Window(document, cast.ambtenaar, client=client)
    client.force_login(cast.ambtenaar)
    window.open()
    window.write("x")
    response = window.send()
    assert (response.status_code, response.json()["code"]) == (403, "csrf")
    client.get(f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert window.post(window.unsent(), **token).status_code == 200


# --- Whatever comes in ---


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_another_method_is_refused(document, window, url, method):
    for path, allowed in ((url, "GET, POST, HEAD"), (f"/teksten/{document.pk}/begin/", "GET, HEAD")):
        response = getattr(window.client, method)(path)
        assert (response.status_code, set(response.json()), response["Allow"]) == (405, {"reason"}, allowed)
    assert window.client.post(f"/teksten/{document.pk}/begin/").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "", "na=0", "tab=1", "na=&tab=1", "na=-1&tab=1", "na=1.5&tab=1", "na=x&tab=1", "na=%00&tab=1", "na=%FF&tab=1",
        "na=٣&tab=1", f"na={10**30}&tab=1", f"na={2**53}&tab=1", "na=0&tab=-1", f"na=0&tab={2**63}", "na=0&tab=1e3",
        "na=0&tab=1&cursor=x", "na=0&tab=1&cursor=[]", "na=0&tab=1&cursor=1", "na=0&tab=1&cursor=null",
        "na=0&tab=1&cursor={}", 'na=0&tab=1&cursor={"anchor":{}}', 'na=0&tab=1&cursor={"anchor":{},"head":1}',
        'na=0&tab=1&cursor={"anchor":{},"head":{"x":1}}', 'na=0&tab=1&cursor={"anchor":{},"head":{"tname":"\\u0000"}}',
        'na=0&tab=1&cursor={"anchor":{},"head":{"item":{"client":"1","clock":1}}}',
        'na=0&tab=1&cursor={"anchor":{},"head":{"item":{"client":1}}}',
        'na=0&tab=1&cursor={"anchor":{},"head":{"assoc":NaN}}', 'na=0&tab=1&cursor={"anchor":{},"head":{"assoc":true}}',
        f'na=0&tab=1&cursor={{"anchor":{{}},"head":{{"assoc":{10**400}}}}}',
        "na=0&tab=1&cursor=" + "[" * 900, "na=0&tab=1&cursor=" + "[" * 5_000, "na=0&tab=1&cursor=" + " " * 5_000 + "{}",
    ],
)  # fmt: skip
def test_what_a_window_does_not_say_rightly_is_refused_with_a_sentence(document, window, url, query):
    asked = window.client.get(f"{url}?{query}")
    headers = {"X-Person": str(window.person.pk), "X-Schema": str(VERSION)}
    sent = window.client.post(f"{url}?{query}", b"\x00\x00", content_type="application/octet-stream", headers=headers)
    for response in (asked, sent):
        assert (response.status_code, response.json()["code"]) == (422, "malformed")
        assert response.json()["message"].endswith(".")


@pytest.mark.parametrize("cursor", ["", CURSOR])
def test_a_cursor_may_be_anywhere_or_nowhere(window, cursor):
    window.cursor = cursor
    (own,) = window.poll()["present"]
    assert own["cursor"] == (json.loads(cursor) if cursor else None)


@pytest.mark.parametrize("raw", [b"", b"\x00", b"{}", b"\xff" * 40, b"<html>", b"\x01" * 300, b"\x00" * 1000])
def test_what_is_no_update_is_refused_with_a_sentence(document, window, raw):
    response = window.post(raw)
    assert (response.status_code, response.json()["code"] in {"malformed", "invalid"}) == (422, True)
    assert response.json()["message"].endswith(".")
    assert not Update.objects.exists()


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("application/x-www-form-urlencoded", b"form_key=123e4567-e89b-42d3-a456-426614174000"),
        ("application/json", b"{}"),
        ("text/plain", b"x"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'),
        ("", b"x"),
    ],
)
def test_what_is_sent_as_something_else_is_refused(document, window, url, content_type, raw):
    headers = {"X-Person": str(window.person.pk), "X-Schema": str(VERSION)}
    response = window.client.post(f"{url}?na=0&tab=1&cursor=", raw, content_type=content_type, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 50_000_000])
def test_what_is_too_large_is_refused_before_it_is_read(document, window, size):
    response = window.post(b"x" * size)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert response.json()["message"].endswith(".")


def test_every_text_is_written_over_the_same_exchange(cast):
    theme = ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region, status="verrijking"))
    window = Window(document_for(theme), cast.beoordelaar_1).open()
    window.write("De regio vergrijst.")
    assert window.send().status_code == 200
    assert Theme.objects.get().document.seq == 1
    assert not Section.objects.filter(document__isnull=False).exists()
