"""The pages of a consultation: as people go through them, with what goes wrong said at its place and nothing lost."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from iza_portal.notices.due import due_by
from iza_portal.sheets.reading import open_upload
from plans.adoption import move
from plans.consultaties import answering, reacting, rounds
from plans.consultaties.places import WHOLE, places_of
from plans.models import Consultatie, Consultatiereactie, Opgave, Section
from tests.factories import ConsultatieFactory, OpgaveFactory, OrganisationFactory, ReactieFactory
from tests.queries import queries_of


@pytest.fixture
def client(cast, sign_in):
    """Answer a function that gives a client of somebody of the cast."""
    return lambda name: sign_in(cast.people[name])


@pytest.fixture
def reactie(cast, asked) -> Consultatiereactie:
    return reacting.react(asked, places_of(asked)[2], by=cast.ambtenaar, stance="aanvulling", text="Noem de wijken.")


def url(consultatie, rest="") -> str:
    return f"/plannen/{consultatie.plan_id}/consultaties/{consultatie.number}/{rest}"


def test_the_coordinator_asks_and_errors_lose_nothing(in_consultation, client):
    cast = in_consultation
    coordinator, page = client("regiocoordinator"), f"/plannen/{cast.plan.pk}/consultaties/openen/"
    assert "Vraag partijen om een reactie" in coordinator.get(f"/plannen/{cast.plan.pk}/").text
    said = {
        "question": "Herkent u zich?",
        "due_on": (timezone.localdate() - timedelta(days=1)).isoformat(),
        "parties": [cast.ambtenaar.hat.pk],
    }
    answer = coordinator.post(page, said)
    assert answer.status_code == 422
    assert "Deze dag is al voorbij." in answer.text
    assert "Herkent u zich?" in answer.text
    answer = coordinator.post(page, said | {"due_on": (timezone.localdate() + timedelta(days=9)).isoformat()})
    consultatie = Consultatie.objects.get()
    assert answer["Location"] == consultatie.get_absolute_url()
    assert "Partijen kunnen nog reageren" in coordinator.get(url(consultatie)).text
    assert client("ambtenaar").get(page).status_code == 403


def test_who_asks_too_early_reads_when_it_can(cast, client):
    answer = client("regiocoordinator").get(f"/plannen/{cast.plan.pk}/consultaties/openen/", follow=True)
    assert "Dit kan als het plan ter consultatie is. Nu is het “concept”." in answer.text
    assert "Eerst legt de regiocoördinator het plan voor aan de deelnemers." in answer.text
    assert client("ambtenaar").get(f"/plannen/{cast.plan.pk}/consultaties/openen/").status_code == 403


def test_a_question_typed_while_the_plan_is_taken_back_is_not_lost(in_consultation, client):
    cast = in_consultation
    move(cast.plan, by=cast.regiocoordinator, source="ter_consultatie", target="concept", reason="Nog iets.")
    said = {
        "question": "Herkent u zich?",
        "due_on": timezone.localdate().isoformat(),
        "parties": [cast.ambtenaar.hat.pk],
    }
    answer = client("regiocoordinator").post(f"/plannen/{cast.plan.pk}/consultaties/openen/", said)
    assert answer.status_code == 422
    assert "De status is nu “concept”." in answer.text
    assert "Herkent u zich?" in answer.text


def test_a_party_reads_reacts_changes_and_is_done(cast, asked, client):
    party = client("zorgaanbieder")
    assert f'<a href="{url(asked)}">Reageer op “Regioplan ZHE-BAR 2026”</a>' in party.get("/mijn-werk/").text
    place = places_of(asked)[2]
    text = party.get(url(asked, "leesversie/")).text
    assert f'href="{url(asked, f"reageren/{place.slug}/")}"' in text
    answer = party.post(url(asked, f"reageren/{place.slug}/"), {"stance": "oneens", "text": ""})
    assert answer.status_code == 422
    assert "waarom u het niet eens bent" in answer.text
    answer = party.post(url(asked, f"reageren/{place.slug}/"), {"stance": "oneens", "text": "Dit kan niet."})
    assert answer["Location"] == url(asked, f"leesversie/#{place.slug}")
    reactie = Consultatiereactie.objects.get()
    assert "Dit kan niet." in party.get(url(asked)).text
    change = url(asked, f"reacties/{reactie.pk}/")
    party.post(change, {"version": 1, "stance": "aanvulling", "text": "Dit kan later."})
    reactie.refresh_from_db()
    assert reactie.text == "Dit kan later."
    party.post(url(asked, "klaar/"), {"klaar": "ja"})
    assert f'<a href="{url(asked)}">' not in party.get("/mijn-werk/").text
    assert "● klaar op" in party.get(url(asked)).text
    for path in ("reageren/opgave-x/", "reageren/plan-plan/"):
        assert party.get(url(asked, path)).status_code == 404


def test_an_old_version_shows_both_and_keeps_what_was_typed(cast, asked, reactie, client):
    reacting.change_reaction(reactie, by=cast.bestuurder, version=1, stance="oneens", text="Van de bestuurder.")
    change = url(asked, f"reacties/{reactie.pk}/")
    answer = client("ambtenaar").post(change, {"version": 1, "stance": "aanvulling", "text": "Van de ambtenaar."})
    assert answer.status_code == 422
    assert "Van de bestuurder." in answer.text
    assert "Van de ambtenaar." in answer.text
    assert 'name="version" value="2"' in answer.text


def test_words_for_a_reaction_that_a_colleague_took_back_are_kept(cast, asked, reactie, client):
    reacting.withdraw(reactie, by=cast.bestuurder)
    change, place = url(asked, f"reacties/{reactie.pk}/"), places_of(asked)[2]
    said = {"version": 1, "stance": "aanvulling", "text": "Mijn woorden.", "plaats": place.slug}
    answer = client("ambtenaar").post(change, said)
    assert answer.status_code == 422
    assert "Mijn woorden." in answer.text
    assert f'action="{url(asked, f"reageren/{place.slug}/")}"' in answer.text


def test_who_is_too_late_reads_why_and_keeps_the_words(cast, asked, client):
    rounds.end_reacting(asked, by=cast.regiocoordinator)
    party = client("ambtenaar")
    answer = party.post(url(asked, "reageren/plan/"), {"stance": "oneens", "text": "Net te laat."})
    assert answer.status_code == 422
    assert "gestopt" in answer.text
    assert "Net te laat." in answer.text
    assert ">Reageer</a>" not in party.get(url(asked, "leesversie/")).text


def test_a_party_sees_only_its_own_until_the_account(cast, asked, reactie, client):
    answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="overgenomen", answer="Dat doen we.")
    party, other = client("bestuurder"), client("beoordelaar_1")
    assert "Noem de wijken." in party.get(url(asked)).text
    assert "Dat doen we." not in party.get(url(asked)).text
    for page in ("", "leesversie/"):
        assert "Noem de wijken." not in other.get(url(asked, page)).text
    for page in ("reacties/", "verantwoording/", "verantwoording/csv/", f"reacties/{reactie.pk}/beantwoorden/"):
        assert other.get(url(asked, page)).status_code == 404
    rounds.end_reacting(asked, by=cast.regiocoordinator)
    rounds.account_for(asked, by=cast.regiocoordinator, account="Wij noemen de wijken.")
    for reader in (party, other):
        text = reader.get(url(asked, "verantwoording/")).text
        assert all(words in text for words in ("Noem de wijken.", "Dat doen we.", "Wij noemen de wijken."))
    for name in ("beoordelaar_2", "landelijk", "andere_ambtenaar", "portaalbeheerder"):
        assert client(name).get(url(asked, "verantwoording/")).status_code == 404


def test_writers_answer_one_after_the_other(cast, asked, reactie, client):
    second = reacting.react(asked, WHOLE, by=cast.beoordelaar_1, stance="eens")
    writer = client("ambtenaar_2")
    text = writer.get("/mijn-werk/").text
    assert "2 reacties wachten op antwoord" in text
    text = writer.get(url(asked, "reacties/?stand=open")).text
    assert text.index("CZ") < text.index("Ridderkerk")
    said = {"version": 1, "handling": "kennisgenomen", "answer": "", "volgende": "ja"}
    answer = writer.post(url(asked, f"reacties/{second.pk}/beantwoorden/"), said)
    assert answer["Location"] == url(asked, f"reacties/{reactie.pk}/beantwoorden/")
    said = {"version": 1, "handling": "niet", "answer": ""}
    answer = writer.post(url(asked, f"reacties/{reactie.pk}/beantwoorden/"), said)
    assert answer.status_code == 422
    said |= {"answer": "Te lang."}
    answer = writer.post(url(asked, f"reacties/{reactie.pk}/beantwoorden/"), said)
    assert answer["Location"] == url(asked, f"reacties/#reactie-{reactie.pk}")
    assert "Er wachten geen reacties op antwoord." in writer.get(url(asked, "reacties/?stand=open")).text
    assert client("ambtenaar").get(url(asked, f"reacties/{reactie.pk}/beantwoorden/")).status_code == 403


def test_two_answers_show_both(cast, asked, reactie, client):
    answering.answer(reactie, by=cast.regiocoordinator, version=1, handling="deels", answer="Twee van de drie.")
    said = {"version": 1, "handling": "overgenomen", "answer": "Alle drie."}
    answer = client("ambtenaar_2").post(url(asked, f"reacties/{reactie.pk}/beantwoorden/"), said)
    assert answer.status_code == 422
    assert "Twee van de drie." in answer.text
    assert "Alle drie." in answer.text


def test_an_answer_to_what_was_withdrawn_says_so(cast, asked, reactie, client):
    reacting.withdraw(reactie, by=cast.ambtenaar)
    writer, page = client("ambtenaar_2"), url(asked, f"reacties/{reactie.pk}/beantwoorden/")
    answer = writer.post(page, {"version": 1, "handling": "overgenomen", "answer": "Goed idee, <b>dank</b>."})
    assert answer.status_code == 422
    assert "De partij heeft haar ingetrokken" in answer.text
    assert "Goed idee, &lt;b&gt;dank&lt;/b&gt;." in answer.text
    assert "De partij heeft haar ingetrokken." in writer.get(page, follow=True).text


def test_a_reaction_stays_when_what_it_is_about_is_taken_out(cast, asked, reactie, client):
    Section.objects.filter(plan=cast.plan).update(position=None)
    Opgave.objects.filter(plan=cast.plan).update(position=None)
    text = client("ambtenaar_2").get(url(asked, "reacties/")).text
    assert "Noem de wijken." in text
    assert "Dit staat niet meer in het plan." in text
    assert client("ambtenaar").get(url(asked, f"reacties/{reactie.pk}/")).status_code == 200


def test_the_step_of_the_tafel_says_what_holds_it_back(cast, asked, client):
    page = f"/plannen/{cast.plan.pk}/status/ter_consultatie/akkoord_tafel/"
    coordinator = client("regiocoordinator")
    assert "Consultatie 1 loopt nog" in coordinator.get(page).text
    assert coordinator.post(page).status_code == 422
    assert "Consultatie 1 loopt nog" in coordinator.get(f"/plannen/{cast.plan.pk}/consultaties/").text


def test_the_account_is_typed_while_a_colleague_gives_it(cast, asked, client):
    rounds.end_reacting(asked, by=cast.regiocoordinator)
    rounds.account_for(asked, by=cast.regiocoordinator, account="Van de ander.")
    answer = client("regiocoordinator").post(url(asked, "verantwoorden/"), {"account": "Mijn tekst."})
    assert answer.status_code == 422
    assert "intussen afgesloten" in answer.text
    assert "Mijn tekst." in answer.text


@pytest.mark.parametrize("words", ['=HYPERLINK("http://kwaad.example")', "+31 mag niet", "@som", "-2+3"])
def test_the_account_to_take_along_holds_no_formulas(cast, asked, client, words):
    reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="oneens", text=words)
    writer = client("regiocoordinator")
    answer = writer.get(url(asked, "verantwoording/csv/"))
    assert 'filename="consultatie-1-zhe-bar-2026.csv"' in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][5] == f"'{words}"
    assert rows[1][3] == "Gemeente Ridderkerk"
    content = writer.get(url(asked, "verantwoording/xlsx/")).content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    book = open_upload(content, "consultatie.xlsx")
    reactions, notes = ([row.cells for row in book.rows(name)] for name in book.sheet_names)
    assert reactions[1][5] == words
    assert ["De vraag", "Herkent u zich in dit plan?"] in [list(row) for row in notes]


def test_the_account_to_take_along_holds_no_control_characters(cast, asked, client):
    reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="oneens", text="Eerst\x0b\x07dit.\r\nDan \u202edat.")
    writer = client("regiocoordinator")
    rows = list(csv.reader(io.StringIO(writer.get(url(asked, "verantwoording/csv/")).content.decode()), delimiter=";"))
    book = open_upload(writer.get(url(asked, "verantwoording/xlsx/")).content, "consultatie.xlsx")
    in_book = [row.cells for row in book.rows(book.sheet_names[0])]
    assert rows[1][5] == "Eerst  dit.\nDan  dat."
    # What reads it back takes white space together.
    assert in_book[1][5] == "Eerst dit. Dan dat."


def test_the_account_to_take_along_holds_more_changes_than_fit_in_a_cell(cast, asked, client):
    for number in range(180):
        OpgaveFactory(plan=cast.plan, title=f"{'Zorg voor ouderen ' * 10} {number}")
    book = open_upload(client("regiocoordinator").get(url(asked, "verantwoording/xlsx/")).content, "consultatie.xlsx")
    labels = [row.cells[0] for row in book.rows(book.sheet_names[1])]
    assert labels.count("Wat er in het plan veranderde") == 180


def test_who_is_to_react_and_to_answer_is_reminded(cast, asked):
    rounds.change_round(
        asked,
        by=cast.regiocoordinator,
        version=1,
        due_on=timezone.localdate() + timedelta(days=3),
        answer_due_on=timezone.localdate() + timedelta(days=6),
    )
    reacting.say_done(asked, by=cast.beoordelaar_1, is_done=True)
    soon = timezone.localdate() + timedelta(days=7)
    found = {(due.person_id, due.term) for due in due_by(soon)}
    assert found == {
        (cast.ambtenaar.pk, "tot en met"),
        (cast.bestuurder.pk, "tot en met"),
        (cast.zorgaanbieder.pk, "tot en met"),
        (cast.regiocoordinator.pk, "uiterlijk"),
    }
    assert [due.path for due in due_by(soon, cast.ambtenaar.pk)] == [url(asked)]
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        # Who is too late can do nothing any more.
        assert {due.person_id for due in due_by(soon)} == {cast.regiocoordinator.pk}


@pytest.mark.parametrize("page", ["", "leesversie/", "reacties/", "verantwoording/", "verantwoording/csv/"])
def test_pages_ask_the_database_as_often_for_thirty_reactions_as_for_one(cast, asked, client, page):
    writer = client("regiocoordinator")
    ReactieFactory(consultatie=asked, organisation=cast.ambtenaar.hat)
    writer.get(url(asked, page))
    few = len(queries_of(writer, url(asked, page)))
    for number in range(30):
        party = OrganisationFactory(name=f"Partij {number}")
        asked.asked.create(organisation=party)
        ReactieFactory(consultatie=asked, organisation=party, handling="niet", answer="Nee.")
    assert len(queries_of(writer, url(asked, page))) == few


def test_the_list_of_rounds_takes_as_many_queries_for_many(cast, client):
    page, writer = f"/plannen/{cast.plan.pk}/consultaties/", client("regiocoordinator")
    writer.get(page)
    done = {"accounted_at": timezone.now(), "account": "Klaar."}
    ConsultatieFactory(plan=cast.plan, **done)
    few = len(queries_of(writer, page))
    for _ in range(9):
        ConsultatieFactory(plan=cast.plan, **done)
    assert len(queries_of(writer, page)) == few


@pytest.mark.parametrize(
    "page", ["99999999999999999999/", "1/reacties/99999999999999999999/", "2/", "1/reageren/plan-/"]
)
def test_what_is_not_there_is_not_found(cast, asked, client, page):
    assert client("ambtenaar").get(f"/plannen/{asked.plan_id}/consultaties/{page}").status_code == 404
