import pytest

from iza_portal.notices.models import MailWishes, Notice, NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.trail.recording import history
from tests.factories import UserFactory
from tests.queries import queries_of


@pytest.fixture
def person(db):
    return UserFactory()


def say(person, key, kind=NoticeKind.GENOEMD):
    tell(person, kind=kind, sentence=f"U bent genoemd bij “{key}”.", path=f"/regios/#{key}", key=key)
    return person.notices.get(key=key)


def test_a_person_chooses_when_they_are_mailed(person, sign_in):
    client = sign_in(person)
    answer = client.post("/profiel/berichten/", {"talk": "dagelijks"}, follow=True)
    assert "Uw keuze is opgeslagen." in answer.text
    wishes = MailWishes.objects.get()
    assert (wishes.person, wishes.talk, wishes.reminders) == (person, "dagelijks", False)
    event = history(person).get()
    assert event.after == {"genoemd worden en antwoorden": "eens per dag, in één bericht", "herinneringen": False}
    client.post("/profiel/berichten/", {"talk": "dagelijks"})
    assert history(person).count() == 1
    assert "koos wanneer er e-mail komt" in client.get("/profiel/").text


@pytest.mark.parametrize("data", [{}, {"talk": "soms"}, {"talk": "", "reminders": "on"}])
def test_a_choice_that_is_none_is_refused_at_its_field(person, sign_in, data):
    answer = sign_in(person).post("/profiel/berichten/", data)
    assert answer.status_code == 422
    assert "talk" in answer.context["form"].errors
    assert not MailWishes.objects.exists()


def test_whoever_opens_a_notice_has_read_it(person, sign_in):
    notice = say(person, "Geld")
    client = sign_in(person)
    client.head(f"/berichten/{notice.pk}/")
    assert Notice.objects.get().read_at is None
    assert client.get(f"/berichten/{notice.pk}/")["Location"] == "/regios/#Geld"
    read_at = Notice.objects.get().read_at
    assert read_at
    client.get(f"/berichten/{notice.pk}/")
    assert Notice.objects.get().read_at == read_at


def test_what_came_in_after_the_page_was_shown_stays_unread(person, sign_in):
    other = UserFactory()
    shown = [say(person, key) for key in ("Geld", "Wonen")]
    later, theirs = say(person, "Later"), say(other, "Geld")
    answer = sign_in(person).post("/berichten/gelezen/", {"tot": shown[-1].pk, "terug": "berichten"}, follow=True)
    assert "Uw berichten staan op gelezen." in answer.text
    assert set(Notice.objects.filter(read_at=None)) == {later, theirs}


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 40, "²"])
def test_a_place_that_is_none_marks_nothing(person, sign_in, up_to):
    say(person, "Geld")
    assert sign_in(person).post("/berichten/gelezen/", {"tot": up_to})["Location"] == "/mijn-werk/"
    assert Notice.objects.filter(read_at=None).exists()


def test_the_list_asks_as_much_for_one_as_for_thirty_and_shows_no_reminders(person, sign_in):
    client = sign_in(person)
    say(person, "Termijn", NoticeKind.TERMIJN)
    say(person, "Een")
    one = queries_of(client, "/berichten/")
    for number in range(30):
        say(person, f"Nummer {number}")
    assert len(queries_of(client, "/berichten/")) == len(one) <= 12
    page = client.get("/berichten/").text
    assert "“Termijn”" not in page
    assert page.count("U bent genoemd") == 25
    assert "“Een”" in client.get("/berichten/?pagina=2").text
