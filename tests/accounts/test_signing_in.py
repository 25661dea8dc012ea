import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError

from iza_portal.accounts.demonstration import DEMO_PASSWORD
from iza_portal.accounts.models import User
from iza_portal.accounts.tasks import NOBODY, send_confirmation, send_password_reset
from iza_portal.trail.models import Event
from tests.factories import UserFactory

PASSWORD = "vier losse woorden"


@pytest.fixture
def person(db):
    return UserFactory(email="anna@voorbeeld.nl", name="Anna", password=PASSWORD)


def sign_in(client, email="anna@voorbeeld.nl", password=PASSWORD, **extra):
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def is_signed_in(client):
    return client.get("/profiel/").status_code == 200


def test_signing_in_and_out(person, client):
    assert sign_in(client, email="Anna@Voorbeeld.nl").headers["Location"] == "/mijn-werk/"
    assert is_signed_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert not is_signed_in(client)


def test_one_comes_back_where_one_was_going_and_nowhere_else(person, client):
    assert sign_in(client, QUERY_STRING="next=/profiel/").headers["Location"] == "/profiel/"
    client.logout()
    assert sign_in(client, QUERY_STRING="next=https://elders.example/").headers["Location"] == "/mijn-werk/"


def test_a_wrong_password_and_an_unknown_address_answer_the_same(person, client):
    wrong, unknown = sign_in(client, password="mis"), sign_in(client, email="b@voorbeeld.nl")
    assert wrong.status_code == unknown.status_code == 422
    assert list(wrong.context["form"].non_field_errors()) == list(unknown.context["form"].non_field_errors())
    assert "horen niet bij elkaar" in wrong.text


def test_five_wrong_passwords_close_the_door_for_a_while(person, client):
    """The count is in the cache's table: other processes and a restart see it too."""
    for _ in range(5):
        assert "horen niet bij elkaar" in sign_in(client, password="mis").text
    refused = sign_in(client)
    assert refused.status_code == 422
    assert "te vaak geprobeerd" in refused.text
    assert not is_signed_in(client)
    assert "te vaak geprobeerd" in sign_in(client, REMOTE_ADDR="10.0.0.9").text
    cache.clear()
    assert sign_in(client).status_code == 302


def test_one_address_cannot_try_everybodys_door(db, client):
    answers = [sign_in(client, email=f"p{number}@voorbeeld.nl") for number in range(11)]
    assert "te vaak geprobeerd" not in answers[9].text
    assert "te vaak geprobeerd" in answers[10].text


def test_asking_for_reset_mails_is_limited(person, client):
    for _ in range(5):
        assert client.post("/accounts/password/reset/", {"email": person.email}).status_code == 302
    page = client.post("/accounts/password/reset/", {"email": person.email})
    assert page.status_code == 429
    assert "Even wachten" in page.text


def test_choosing_a_new_password_by_mail(person, client, django_capture_on_commit_callbacks):
    answer = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
    assert "Kijk in uw e-mail" in answer.text
    send_password_reset(person.pk)
    link = re.search(r"https?://[^/]+(/accounts/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    assert "Kies een nieuw wachtwoord" in form.text
    path = form.redirect_chain[-1][0]
    assert client.post(path, {"password1": "kort", "password2": "kort"}).status_code == 422
    new = {"password1": "een heel ander geheim", "password2": "een heel ander geheim"}
    assert client.post(path, new).headers["Location"] == "/accounts/password/reset/key/done/"
    assert client.get(link).status_code == 410
    assert "Deze link werkt niet meer" in client.get(link).text
    assert sign_in(client).status_code == 422
    assert sign_in(client, password="een heel ander geheim").status_code == 302
    assert Event.objects.get(verb="account.wachtwoord").subject_id == person.pk


def test_a_reset_answers_and_does_the_same_for_an_unknown_address(person, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as for_known:
        known = client.post("/accounts/password/reset/", {"email": person.email})
    with django_capture_on_commit_callbacks() as for_unknown:
        unknown = client.post("/accounts/password/reset/", {"email": "b@voorbeeld.nl"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    # Sending a task takes longer than anything else here: who measures it must not learn whom the portal knows.
    assert (len(for_known), len(for_unknown)) == (1, 1)
    send_password_reset(NOBODY)
    assert mail.outbox == []


def test_an_address_that_is_not_verified_lets_nobody_in(person, client):
    EmailAddress.objects.update(verified=False)
    assert sign_in(client).headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    send_confirmation(EmailAddress.objects.get().pk)
    link = re.search(r"https?://[^/]+(/accounts/\S+)", mail.outbox[0].body).group(1)
    assert "Is anna@voorbeeld.nl uw e-mailadres?" in client.get(link).text
    client.post(link)
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_nobody_signs_up_by_themselves(client, db):
    page = client.get("/accounts/signup/")
    assert "U komt binnen op uitnodiging" in page.text
    data = {"email": "b@voorbeeld.nl", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", data).status_code == 405
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["", "email/", "phone/change/", "login/code/", "login/code/confirm/", "3rdparty/signup/", "social/signup/",
     "signup/passkey/", "2fa/webauthn/signup/", "2fa/webauthn/", "2fa/trust/", "sessions/", "oidc/oidc/login/"],
)  # fmt: skip
def test_pages_of_allauth_that_the_portal_does_not_use_are_not_there(client, person, path):
    client.force_login(person)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_password_is_changed_and_everybody_else_is_signed_out(person, client, sign_in):
    elsewhere = sign_in(person)
    client.force_login(person)
    data = {"oldpassword": "mis", "password1": "een heel ander geheim", "password2": "een heel ander geheim"}
    page = client.post("/accounts/password/change/", data)
    assert page.status_code == 422
    assert page.context["form"].errors["oldpassword"] == ["Dit is niet uw huidige wachtwoord."]
    client.post("/accounts/password/change/", data | {"oldpassword": PASSWORD})
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions(person, client):
    client.force_login(person)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)
    answer = sign_in(client)
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert "Dit account is gesloten" in client.get("/accounts/inactive/").text


def test_demo_accounts_let_nobody_in_outside_the_demonstration(db, client, settings):
    demo = UserFactory(email="ambtenaar@demo.example", password=PASSWORD)
    client.force_login(demo)
    assert is_signed_in(client)
    settings.DEMO = False
    assert not is_signed_in(client)  # Not even with a session from before.
    assert sign_in(client, email=demo.email).headers["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_the_demo_password_lets_nobody_in_outside_the_demonstration(db, client, settings):
    person = UserFactory(email="anna@voorbeeld.nl", password=DEMO_PASSWORD)
    assert sign_in(client, password=DEMO_PASSWORD).status_code == 302
    client.logout()
    settings.DEMO = False
    assert sign_in(client, password=DEMO_PASSWORD).status_code == 422
    with pytest.raises(ValidationError, match="uitleg van het portaal"):
        validate_password(DEMO_PASSWORD, person)


@pytest.mark.parametrize("junk", ["\0", "x" * 100_000, "🙂" * 300, "؜ألف", "a@b" + "\x01" * 40])
def test_bad_input_at_the_door_is_refused(db, client, junk):
    assert sign_in(client, email=junk, password=junk).status_code == 422
    assert client.post("/accounts/password/reset/", {"email": junk}).status_code == 422


def test_what_is_logged_names_nobody(person, client, caplog):
    with caplog.at_level("DEBUG"):
        sign_in(client, password="mis")
        sign_in(client)
        client.post("/accounts/password/reset/", {"email": person.email})
    said = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "anna" not in said.lower()
    assert PASSWORD not in said


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("kort", "te kort"),
        ("1qaz2wsx3edc", "veel mensen"),
        ("anna@voorbeeld.nl", "naam of e-mailadres"),
        ("anna de vries", "naam of e-mailadres"),
    ],
)
def test_a_weak_password_is_refused_in_dutch(password, message):
    with pytest.raises(ValidationError, match=message):
        validate_password(password, User(email="anna@voorbeeld.nl", name="Anna de Vries"))


def test_two_passwords_that_differ_are_told_at_the_second(person, client):
    client.force_login(person)
    data = {"oldpassword": PASSWORD, "password1": "een heel ander geheim", "password2": "een heel ander geheimpje"}
    form = client.post("/accounts/password/change/", data).context["form"]
    assert form.errors == {"password2": ["De twee wachtwoorden zijn niet gelijk."]}
    form = client.post("/accounts/password/change/", data | {"password2": ""}).context["form"]
    assert form.errors == {"password2": ["Vul dit in."]}
