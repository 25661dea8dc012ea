"""The pages of a margin: read and answered without JavaScript, and fetched in pieces by the editor."""

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from iza_portal.writing.margin.forms import MOST_MENTIONS
from iza_portal.writing.margin.proposing import fingerprint, propose
from iza_portal.writing.margin.reading import open_talks
from iza_portal.writing.margin.talking import answer, close, start_thread
from iza_portal.writing.models import Comment, Document, Thread
from iza_portal.writing.together import ledger
from iza_portal.writing.together.exchange import document_for, live_document
from plans.models import Regioplan, Section, Status
from tests.factories import MembershipFactory, RegiobeeldFactory, ThemeFactory
from tests.queries import queries_of
from tests.writing.margin.conftest import lines, posted, select

PIECE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def url(document):
    def url(name="margin", thread=None):
        return reverse(name, args=[document.pk, *([thread.pk] if thread else [])])

    return url


def page(answer):
    return answer.content.decode()


def test_the_page_says_what_was_said_about_what_and_by_whom(cast, talk, sign_in, url):
    talk("drie gemeenten", said="<b>Vet</b>\n\n@beoordelaar 1 klopt dit?", mentions=[cast.beoordelaar_1, cast.kassier])
    html = page(sign_in(cast.zorgaanbieder).get(url()))
    assert "drie gemeenten" in html
    assert "van</span> ambtenaar</h3>" in html
    assert "Gemeente Ridderkerk, <time" in html
    assert "<p>&lt;b&gt;Vet&lt;/b&gt;</p>" in html
    assert "<b>@beoordelaar 1</b> klopt dit?" in html
    assert "Genoemd: kassier" in html


def test_open_and_closed_talks_are_apart(cast, talk, sign_in, url):
    thread = talk("drie", said="Nog open")
    closed = talk("samen", said="Klaar hiermee")
    close(closed, by=cast.ambtenaar)
    html = page(sign_in(cast.ambtenaar).get(url()))
    assert ("Nog open" in html, "Klaar hiermee" in html) == (True, False)
    html = page(sign_in(cast.ambtenaar).get(url() + "?stand=afgesloten"))
    assert ("Nog open" in html, "Klaar hiermee" in html) == (False, True)
    assert f"gesprek-{thread.pk}" not in html


def test_a_margin_costs_the_same_for_one_talk_and_for_thirty(cast, talk, sign_in, url):
    client = sign_in(cast.ambtenaar)
    talk("drie", mentions=[cast.kassier])
    client.get(url())
    few = len(queries_of(client, url()))
    for number in range(30):
        thread = talk("samen" if number % 2 else "drie", said=f"Nummer {number}", mentions=[cast.beoordelaar_1])
        answer(thread, by=cast.ambtenaar_2, words="Ja")
    client.get(url())
    assert len(queries_of(client, url())) == few


def test_counting_open_talks_is_one_query(cast, document, talk, django_assert_num_queries):
    talk()
    close(talk(), by=cast.ambtenaar)
    talk()
    with django_assert_num_queries(1):
        assert open_talks([document.pk, None]) == {document.pk: 2}
    with django_assert_num_queries(0):
        assert open_talks([None]) == {}
    with django_assert_num_queries(1):
        assert open_talks(Section.objects.values("document")) == {document.pk: 2}


def test_a_plan_says_where_people_talk_to_who_may_see_its_making(cast, document, talk, sign_in):
    talk()
    talk("")
    path = f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"
    for name, link in [("ambtenaar", "Schrijf"), ("zorgaanbieder", "Reageer")]:
        html = page(sign_in(cast.people[name]).get(cast.plan.get_absolute_url()))
        assert f'<a href="{path}" aria-label="2 open opmerkingen bij 1 Inleiding">2 opmerkingen</a>' in html
        assert f">{link}</a>" in html
    for step in Status.values[1:]:
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=step)
    html = page(sign_in(None).get(cast.plan.get_absolute_url()))
    assert "opmerkingen" not in html


def test_a_theme_says_so_too(cast, sign_in):
    theme = ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region))
    start_thread(document_for(theme), by=cast.zorgaanbieder, words="Mooi")
    html = page(sign_in(cast.zorgaanbieder).get(theme.get_absolute_url()))
    assert ">1 opmerking</a>" in html
    assert ">Reageer</a>" in html
    html = page(sign_in(cast.ambtenaar).get(f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/bewerken/"))
    assert "talk-count" not in html
    other = ThemeFactory(regiobeeld=theme.regiobeeld)
    html = page(sign_in(cast.ambtenaar).get(f"/regiobeelden/{theme.regiobeeld_id}/themas/{other.pk}/bewerken/"))
    assert 'talk-count">1<' in html


def test_whoever_answers_without_javascript_comes_back_to_the_talk(cast, talk, sign_in, url):
    thread = talk()
    client = sign_in(cast.zorgaanbieder)
    assert "Uw antwoord" in page(client.get(url("margin-answer", thread)))
    empty = client.post(url("margin-answer", thread), {"words": " "})
    assert empty.status_code == 422
    assert "field-errors" in page(empty)
    done = client.post(url("margin-answer", thread), {"words": "Ja", "mentions": [cast.kassier.pk]}, follow=True)
    assert done.redirect_chain == [(f"{url()}?gesprek={thread.pk}#gesprek-{thread.pk}", 302)]
    assert "Uw antwoord is geplaatst." in page(done)
    assert list(Comment.objects.latest("pk").mentions.all()) == [cast.kassier]


def test_one_comment_does_not_call_a_whole_region(cast, talk, sign_in, url):
    organisation = cast.ambtenaar.memberships.get().organisation
    people = [MembershipFactory(organisation=organisation).user for _ in range(MOST_MENTIONS + 1)]
    client, thread = sign_in(cast.ambtenaar), talk()
    data = {"words": "Allemaal!", "mentions": [person.pk for person in people]}
    refused = client.post(url("margin-answer", thread), data, **PIECE)
    assert refused.json()["errors"] == {"mentions": ["Noem hoogstens 20 mensen tegelijk."]}
    data["mentions"].pop()
    assert client.post(url("margin-answer", thread), data, **PIECE).status_code == 302


def test_who_is_not_of_the_region_cannot_be_mentioned(cast, talk, sign_in, url):
    refused = sign_in(cast.ambtenaar).post(
        url("margin-answer", talk()), {"words": "?", "mentions": [cast.andere_ambtenaar.pk]}
    )
    assert refused.status_code == 422


def test_the_editor_gets_a_piece_with_forms_to_copy(cast, talk, sign_in, url):
    talk()
    html = page(sign_in(cast.zorgaanbieder).get(url(), **PIECE))
    assert "<html" not in html
    for kind in ("opmerking", "voorstel", "antwoord", "afwijzing"):
        assert f'<template data-form="{kind}">' in html
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_a_piece_and_a_page_are_never_mixed_up_by_what_keeps_them(cast, talk, sign_in, url):
    answer = sign_in(cast.ambtenaar).get(url())
    assert "HX-Request" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]


def test_a_talk_begins_at_what_the_browser_selected(cast, document, sign_in, url):
    client = sign_in(cast.zorgaanbieder)
    data = {"words": "Klopt dit?", "ranges": posted(select("drie")), "form_key": str(uuid4())}
    for _ in range(2):  # Sent twice, it begins once.
        done = client.post(url("margin-start"), data, **PIECE)
        assert done.status_code == 302
    thread = Thread.objects.get()
    assert thread.quote == "drie"
    assert done["Location"] == f"{url()}?gesprek={thread.pk}#gesprek-{thread.pk}"


def test_a_selection_that_others_wrote_in_is_answered_409_and_nothing_is_kept(cast, document, sign_in, url):
    data = {"words": "?", "ranges": posted(select("drie", path=[1, 0, 0, 0]))}
    refused = sign_in(cast.ambtenaar).post(url("margin-start"), data, **PIECE)
    assert refused.status_code == 409
    assert "probeer het nog eens" in refused.json()["reason"]
    assert not Thread.objects.exists()


@pytest.mark.parametrize("ranges", ["{", "[]x", '[{"path": [0]}]', "[" * 10_000, "[1e400]"])
def test_a_selection_that_is_none_is_refused_at_its_field(cast, document, sign_in, url, ranges):
    refused = sign_in(cast.ambtenaar).post(url("margin-start"), {"words": "?", "ranges": ranges}, **PIECE)
    assert refused.status_code == 422
    assert "ranges" in refused.json()["errors"]
    refused = sign_in(cast.ambtenaar).post(url("margin-start"), {"words": "?", "ranges": ranges})
    assert refused.status_code == 422
    assert "Selecteer het opnieuw" in page(refused)


@pytest.mark.parametrize("words", ["", " ", "a" * 5001, "a\0b"])
def test_what_cannot_be_kept_is_refused_at_its_field(cast, document, sign_in, url, words):
    refused = sign_in(cast.ambtenaar).post(url("margin-start"), {"words": words, "ranges": ""}, **PIECE)
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["words"]


def test_a_change_is_proposed_and_taken_over(cast, document, sign_in, url):
    data = {"proposal": "zeven", "words": "Er zijn er meer.", "ranges": posted(select("drie"))}
    assert sign_in(cast.zorgaanbieder).post(url("margin-suggest"), data, **PIECE).status_code == 302
    thread = Thread.objects.get()
    writer = sign_in(cast.ambtenaar)
    html = page(writer.get(url()))
    assert '<del><span class="visually-hidden">vervallen: </span>drie</del>' in html
    assert '<ins><span class="visually-hidden">toegevoegd: </span>zeven</ins>' in html
    assert f'name="seen" value="{fingerprint("drie")}"' in html
    outdated = writer.post(url("margin-accept", thread), {"seen": "iets anders"}, **PIECE)
    assert outdated.status_code == 422
    assert "zojuist gewijzigd" in outdated.json()["errors"][""][0]
    assert writer.post(url("margin-accept", thread), {"seen": fingerprint("drie")}).status_code == 302
    assert lines(document)[0] == "De zeven gemeenten kiezen samen."


def test_a_change_is_refused_with_a_reason(cast, document, sign_in, url):
    thread = propose(document, by=cast.zorgaanbieder, ranges=select("drie"), proposal="zeven")
    client = sign_in(cast.ambtenaar)
    assert "Waarom wijst u dit af?" in page(client.get(url("margin-refuse", thread)))
    assert client.post(url("margin-refuse", thread), {"reason": ""}, **PIECE).json()["errors"].keys() == {"reason"}
    assert client.post(url("margin-refuse", thread), {"reason": "Nee"}).status_code == 302
    assert "Reden: Nee" in page(client.get(url() + "?stand=afgesloten"))


def test_a_proposal_is_withdrawn_and_a_comment_closed(cast, document, talk, sign_in, url):
    proposal, comment = propose(document, by=cast.beoordelaar_1, ranges=select("drie"), proposal="zeven"), talk()
    client = sign_in(cast.beoordelaar_1)
    assert "Het voorstel is ingetrokken." in page(client.post(url("margin-close", proposal), follow=True))
    assert "De opmerking is afgesloten." in page(client.post(url("margin-close", comment), follow=True))
    html = page(client.get(url() + "?stand=afgesloten"))
    assert ("<b>Ingetrokken</b> door" in html, "<b>Afgesloten</b> door" in html) == (True, True)
    assert "Het voorstel is weer open." in page(client.post(url("margin-reopen", proposal), follow=True))


def test_who_may_not_write_sees_no_buttons_to_judge(cast, document, sign_in, url):
    propose(document, by=cast.beoordelaar_1, ranges=select("drie"), proposal="zeven")
    html = page(sign_in(cast.zorgaanbieder).get(url()))
    assert ("Antwoord" in html, "Neem over" in html, "Wijs af" in html, "Trek in" in html) == (
        True,
        False,
        False,
        False,
    )


def test_what_may_not_be_done_is_said_in_words(cast, document, talk, sign_in, url):
    thread = talk()
    steps = [Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL]
    for step in steps:
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=step)
    client = sign_in(cast.ambtenaar)
    refused = client.post(url("margin-answer", thread), {"words": "?"}, **PIECE)
    assert refused.status_code == 403
    assert "kan niet meer worden gepraat" in refused.json()["reason"]
    html = page(client.get(url()))
    assert "kan niet meer worden gepraat" in html
    assert ("Antwoord" in html, "Sluit af" in html) == (False, False)
    assert "<template" not in page(client.get(url(), **PIECE))


def test_a_thread_of_another_text_is_not_there(cast, document, talk, sign_in):
    thread = talk()
    other = Document.objects.create(kind="onderdeel")
    client = sign_in(cast.ambtenaar)
    assert client.post(reverse("margin-close", args=[other.pk, thread.pk])).status_code == 404
    assert client.get(reverse("margin", args=[other.pk])).status_code == 404


def test_nobody_hears_that_they_are_signed_out_and_the_editor_hears_it_in_words(document, sign_in, url):
    assert sign_in(None).get(url()).status_code == 302
    refused = sign_in(None).get(url(), **PIECE)
    assert (refused.status_code, refused.json()) == (401, {"reason": "U bent uitgelogd."})


def test_people_are_found_by_a_part_of_their_name(cast, document, sign_in, url):
    client = sign_in(cast.ambtenaar)
    found = client.get(url("margin-people"), {"naam": "BEO"}).json()["people"]
    assert [(each["name"], each["organisation"]) for each in found] == [
        ("beoordelaar 1", "CZ"),
        ("beoordelaar 2", "VGZ"),
    ]
    everybody = {each["name"] for each in client.get(url("margin-people"), {"naam": ""}).json()["people"]}
    assert "ambtenaar" not in everybody
    for odd in ("%", "_", "x\0x", "x" * 5000, "'"):
        assert client.get(url("margin-people"), {"naam": odd}).json() == {"people": []}


def test_the_names_of_a_region_are_not_for_others(cast, document, sign_in, url):
    assert sign_in(cast.andere_ambtenaar).get(url("margin-people")).status_code == 404


def test_mail_and_page_agree_about_where_the_talk_is(cast, talk, url, sign_in):
    thread = talk(mentions=[cast.zorgaanbieder])
    path = cast.zorgaanbieder.notices.get().path
    assert path.endswith(f"#gesprek-{thread.pk}")
    assert f'id="gesprek-{thread.pk}"' in page(sign_in(cast.zorgaanbieder).get(url()))


def test_a_refusal_without_a_right_is_no_answer_of_a_form(cast, document, sign_in, url):
    thread = propose(document, by=cast.beoordelaar_1, ranges=select("drie"), proposal="zeven")
    assert sign_in(cast.zorgaanbieder).post(url("margin-refuse", thread), {"reason": "Nee"}).status_code == 403
    with pytest.raises(PermissionDenied):
        close(thread, by=cast.zorgaanbieder)
    assert sign_in(cast.zorgaanbieder).post(url("margin-close", thread), **PIECE).status_code == 403


def test_json_never_holds_more_than_what_is_wrong(cast, document, sign_in, url):
    data = {"proposal": "drie", "ranges": posted(select("drie"))}
    refused = sign_in(cast.ambtenaar).post(url("margin-suggest"), data, **PIECE)
    assert json.loads(refused.content) == {
        "errors": {"proposal": ["Uw voorstel is gelijk aan de tekst. Wijzig de woorden in het veld."]}
    }


@pytest.mark.parametrize("name", ["margin-start", "margin-suggest"])
def test_a_text_that_takes_no_more_marks_says_so_at_the_field(cast, document, sign_in, url, name, monkeypatch):
    monkeypatch.setattr(ledger, "_MOST_OVERLAP", 1)
    data = {"words": "Klopt dit?", "proposal": "twee", "ranges": posted(select("drie"))}
    refused = sign_in(cast.zorgaanbieder).post(url(name), data, **PIECE)
    assert refused.status_code == 422
    assert "te veel opmerkingen" in str(refused.json()["errors"])
    assert not Thread.objects.exists()
    assert "comment" not in str(live_document(document)[0].tree(with_comments=True))
