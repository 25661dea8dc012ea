import json

import pytest
from django.test import Client

from iza_portal.texts.building import paragraph, text
from plans.adoption import move
from plans.arranging import remove_section
from plans.models import Section, Status
from plans.writing import save_text
from tests.factories import SectionFactory
from tests.queries import queries_of

TEXT = text(paragraph("De eerste opgave."))


@pytest.fixture
def url(cast):
    return f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"


def post(client, url, version=1, body=TEXT, **extra):
    return client.post(url, {"version": version, "body": body, **extra}, content_type="application/json")


def test_the_page_brings_the_text_and_its_version(cast, sign_in, url):
    save_text(cast.section, by=cast.ambtenaar_2, body=text(paragraph("</script><b>")), version=1)
    response = sign_in(cast.ambtenaar).get(url)
    assert response.status_code == 200
    html = response.content.decode()
    assert 'data-version="2"' in html
    assert "</script><b>" not in html
    kept = html.split('<script id="body" type="application/json">')[1].split("</script>")[0]
    assert json.loads(kept) == text(paragraph("</script><b>"))


def test_the_page_helps_who_has_no_javascript(cast, sign_in, url):
    without = sign_in(cast.ambtenaar).get(url).content.decode().split("<noscript>")[1].split("</noscript>")[0]
    assert f'<a href="{cast.section.get_absolute_url()}">' in without


def test_the_page_asks_the_same_of_the_database_for_a_plan_of_any_length(cast, sign_in, url):
    client = sign_in(cast.ambtenaar)
    client.get(url)
    few = len(queries_of(client, url))
    for position in range(2, 31):
        SectionFactory(plan=cast.plan, position=position).assignees.add(cast.ambtenaar, cast.kassier)
    assert len(queries_of(client, url)) == few <= 12


def test_a_save_answers_the_new_version(cast, sign_in, url):
    response = post(sign_in(cast.ambtenaar), url)
    assert response.status_code == 200
    assert response.json()["version"] == 2
    assert response.json()["saved_at"].endswith(" uur")
    assert Section.objects.get().body == TEXT


def test_a_text_that_came_with_the_plan_is_saved_as_it_is(cast, sign_in, url):
    Section.objects.update(body=TEXT)
    response = post(sign_in(cast.ambtenaar), url)
    assert response.json()["version"] == 1
    assert response.json()["saved_at"].endswith(" uur")


def test_a_save_on_an_older_version_answers_what_the_other_wrote(cast, sign_in, url):
    save_text(cast.section, by=cast.ambtenaar_2, body=TEXT, version=1)
    response = post(sign_in(cast.ambtenaar), url, body=text(paragraph("Anders.")))
    assert response.status_code == 409
    answer = response.json()
    assert (answer["version"], answer["body"], answer["by"]) == (2, TEXT, "ambtenaar 2")
    assert answer["at"].startswith("vandaag")
    own_tab = post(sign_in(cast.ambtenaar_2), url, body=text(paragraph("Anders.")))
    assert "ander venster" in own_tab.json()["by"]


def test_who_is_signed_out_is_told_so_and_keeps_the_text(cast, sign_in, url):
    assert post(sign_in(None), url).status_code == 401
    response = sign_in(None).get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/plannen/")


def test_who_may_read_but_not_write_sees_why(cast, sign_in, url):
    client = sign_in(cast.zorgaanbieder)
    response = client.get(url)
    assert response.status_code == 403
    assert "geen recht om in dit onderdeel te schrijven" in response.content.decode()
    refused = post(client, url)
    assert refused.status_code == 403
    assert "geen recht" in refused.json()["reason"]


def test_a_plan_that_is_no_concept_says_so(cast, sign_in, url):
    save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
    client = sign_in(cast.ambtenaar)
    assert "ter consultatie" in client.get(url).content.decode()
    assert "ter consultatie" in post(client, url, version=2, body=text(paragraph("x"))).json()["reason"]


def test_a_removed_section_says_so_to_who_still_writes(cast, sign_in, url):
    remove_section(cast.section, by=cast.regiocoordinator)
    client = sign_in(cast.ambtenaar)
    assert client.get(url).status_code == 404
    response = post(client, url)
    assert response.status_code == 403
    assert "uit het plan gehaald" in response.json()["reason"]


@pytest.mark.parametrize("who", ["andere_ambtenaar", "landelijk", "buitenstaander", "portaalbeheerder"])
def test_another_region_s_plan_is_not_there(cast, sign_in, url, who):
    client = sign_in(cast.people[who])
    assert client.get(url).status_code == 404
    assert post(client, url).status_code == 404


def test_a_section_of_another_plan_is_not_there(cast, sign_in):
    client = sign_in(cast.ambtenaar)
    other = SectionFactory()
    url = f"/plannen/{cast.plan.pk}/onderdelen/{other.pk}/bewerken/"
    assert client.get(url).status_code == 404
    assert post(client, url).status_code == 404


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"version": "1", "body": {}}',
        b'{"version": true, "body": {}}',
        b'{"version": 1}',
        b'{"version": 1, "body": "<p>x</p>"}',
        b'{"version": 1, "body": {"type": "doc", "content": [{"type": "script"}]}}',
        b'{"version": 1, "body": {"type": "doc", "content": [{"type": "paragraph", "content": '
        b'[{"type": "text", "text": "\\u0000"}]}]}}',
        b'{"version": 1, "body": ' + b'{"type":"doc","content":[' * 30_000 + b"]}" * 30_000 + b"}",
        b"\xff\xfe",
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(cast, sign_in, url, raw):
    response = sign_in(cast.ambtenaar).post(url, raw, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["message"].endswith(".")
    assert Section.objects.get().version == 1


def test_a_number_no_database_holds_is_an_older_version(cast, sign_in, url):
    assert post(sign_in(cast.ambtenaar), url, version=10**300).status_code == 409


def test_a_million_characters_in_one_word_are_refused_with_a_sentence(cast, sign_in, url):
    response = post(sign_in(cast.ambtenaar), url, body=text(paragraph("a" * 1_000_000)))
    assert response.status_code == 422
    assert "te lang" in response.json()["message"]


def test_fifty_megabytes_are_refused_with_a_sentence(cast, sign_in, url):
    response = sign_in(cast.ambtenaar).post(url, b"x" * 50_000_000, content_type="application/json")
    assert response.status_code == 413
    assert response.json()["message"].endswith(".")


def test_emoji_and_writing_from_right_to_left_are_kept(cast, sign_in, url):
    body = text(paragraph("👩🏽‍⚕️ zorg, مرحبا, שלום, 漢字"))
    assert post(sign_in(cast.ambtenaar), url, body=body).status_code == 200
    assert Section.objects.get().body == body


def test_a_save_from_another_site_is_refused(cast, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ambtenaar)
    assert post(client, url).status_code == 403
    assert Section.objects.get().version == 1
