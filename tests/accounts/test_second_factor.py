import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from iza_portal.accounts.models import User
from iza_portal.accounts.urls import SECOND_FACTOR, SIGNING_IN
from iza_portal.trail.models import Event
from tests.factories import MembershipFactory, UserFactory

PASSWORD = "vier losse woorden"
# What somebody without a second factor can still open, where everybody needs one.
BASE = datetime(2026, 11, 2, 12, 0, 5, tzinfo=UTC)
STILL_OPEN = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}


@pytest.fixture
def person(db):
    user = UserFactory(email="anna@voorbeeld.nl", password=PASSWORD)
    MembershipFactory(user=user)
    return user


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


def sign_in(client):
    return client.post("/accounts/login/", {"login": "anna@voorbeeld.nl", "password": PASSWORD})


def reauthenticate(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def code_for(secret, steps=0):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + steps))


def set_up_app(client):
    """Set up an authenticator app as a person does, and answer its secret."""
    reauthenticate(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def test_without_a_second_factor_one_gets_no_further(person, client, required):
    assert sign_in(client).headers["Location"] == "/mijn-werk/"
    for path in [
        "/mijn-werk/",
        "/profiel/",
        "/organisatie/",
        "/plannen/",
        "/uitnodiging/",
        "/accounts/password/change/",
    ]:
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/accounts/2fa/"), path
    for path in ["/profiel/", "/hoed/", f"/organisaties/{person.hat.pk}/uitnodigen/", "/accounts/password/change/"]:
        assert client.post(path, {"name": "Anders"}).status_code == 403, path
        assert client.put(path, headers={"Accept": "application/json"}).status_code == 403, path
    person.refresh_from_db()
    assert person.name != "Anders"
    assert "Voordat u verder kunt" in client.get("/accounts/2fa/").text
    assert client.post("/accounts/logout/").headers["Location"] == "/"


def test_every_page_of_an_account_but_the_way_out_is_shut_without_a_second_factor(person, client, required):
    client.force_login(person)
    for _, _, name in [*SIGNING_IN, *SECOND_FACTOR]:
        arguments = {"account_confirm_email": ["x"], "mfa_remove_webauthn": [1], "mfa_edit_webauthn": [1]}
        answer = client.get(reverse(name, args=arguments.get(name)))
        sent_away = answer.status_code == 302 and answer.headers["Location"] == "/accounts/2fa/"
        assert sent_away == (name not in STILL_OPEN), name


def test_without_the_setting_a_second_factor_is_a_choice(person, client):
    sign_in(client)
    assert client.get("/profiel/").status_code == 200
    assert "Voordat u verder kunt" not in client.get("/accounts/2fa/").text


def test_who_is_not_signed_in_reads_on(db, client, required):
    assert client.get("/plannen/").status_code == 200


def test_setting_up_an_app_and_signing_in_with_it(person, client, required, django_capture_on_commit_callbacks):
    sign_in(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.headers["Location"].startswith("/accounts/reauthenticate/")
    assert reauthenticate(client).status_code == 302
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "Deze code klopt niet" in wrong.text
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(client)
    assert client.get("/mijn-werk/").status_code == 200
    assert Event.objects.get(verb="account.tweede_stap_ingesteld").detail == "authenticator-app"

    client.logout()
    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/profiel/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps=1)})
    assert answer.headers["Location"] == "/mijn-werk/"


def test_a_code_is_taken_once_in_all_the_time_that_it_is_valid(person, client):
    sign_in(client)
    with time_machine.travel(BASE, tick=False):
        secret = set_up_app(client)
        code = code_for(secret, steps=2)  # Of a clock that is ahead: valid until the period after this one.
    for seconds, location in [(0, "/mijn-werk/"), (45, None)]:
        client.logout()
        with time_machine.travel(BASE + timedelta(seconds=seconds), tick=False):
            sign_in(client)
            assert client.post("/accounts/2fa/authenticate/", {"code": code}).headers.get("Location") == location


def test_guessing_codes_is_limited(person, client):
    sign_in(client)
    secret = set_up_app(client)
    client.logout()
    sign_in(client)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    page = client.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps=1)})
    assert page.status_code == 422
    assert "te vaak geprobeerd" in page.text


def test_the_qr_code_stands_in_the_page_as_the_policy_for_content_asks(person, client):
    sign_in(client)
    reauthenticate(client)
    page = client.get("/accounts/2fa/totp/activate/")
    svg = re.search(r"<svg .*?</svg>", page.text, re.DOTALL).group()
    assert "<title" in svg
    assert "style" not in svg
    assert "data:" not in page.text
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))|<style|\sstyle=|\son\w+=", page.text)
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_recovery_codes_work_once_and_can_be_made_anew(person, client):
    sign_in(client)
    set_up_app(client)
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    client.logout()
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).headers["Location"] == "/mijn-werk/"
    client.logout()
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 422
    client.post("/accounts/2fa/authenticate/", {"code": codes[1]})
    reauthenticate(client)
    client.post("/accounts/2fa/recovery-codes/generate/")
    fresh = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert codes[2] not in client.get("/accounts/2fa/recovery-codes/download/").text


def test_recovery_codes_need_a_factor_to_stand_in_for(person, client):
    sign_in(client)
    reauthenticate(client)
    page = client.get("/accounts/2fa/recovery-codes/generate/")
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 422
    assert page.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_last_factor_stays_where_everybody_needs_one(person, client, settings):
    sign_in(client)
    set_up_app(client)
    settings.MFA_REQUIRED = True
    page = client.get("/accounts/2fa/totp/deactivate/")
    assert "U kunt uw laatste tweede stap niet verwijderen" in page.text
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 422
    assert Authenticator.objects.filter(type="totp").exists()
    settings.MFA_REQUIRED = False
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(verb="account.tweede_stap_verwijderd").count() == 1


def test_the_last_passkey_stays_too(person, client, settings):
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Laptop", "credential": {}})
    settings.MFA_REQUIRED = True
    client.force_login(person)
    page = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/", follow=True)
    assert "U kunt uw laatste tweede stap niet verwijderen" in page.text
    assert Authenticator.objects.exists()


def test_a_key_of_somebody_else_is_not_there(person, client):
    key = Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Laptop", "credential": {}})
    client.force_login(person)
    reauthenticate(client)
    assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
    assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "x"}).status_code == 404


def test_the_browser_is_given_what_it_needs_for_a_passkey(person, client):
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["challenge"]
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    sign_in(client)
    reauthenticate(client)
    page = client.get("/accounts/2fa/webauthn/add/")
    options = json.loads(
        re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page.text).group(1)
    )
    assert options["creation_options"]["publicKey"]["user"]["name"] == person.email


@pytest.mark.parametrize(
    "junk",
    ["", "x", "null", "[]", "1", '"tekst"', "{}", '{"response": []}', '{"response": {"userHandle": 1}}',
     '{"id": "\\u0000", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA"}}'],
)  # fmt: skip
def test_what_no_browser_answers_is_refused(person, client, junk):
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": junk}).headers["Location"] == "/accounts/login/"
    sign_in(client)
    reauthenticate(client)
    client.get("/accounts/2fa/webauthn/add/")
    assert client.post("/accounts/2fa/webauthn/add/", {"credential": junk}).status_code == 422
    assert not Authenticator.objects.exists()


def test_showing_who_one_is_comes_before_the_form_that_was_posted(person, client, settings):
    """A form with a key, posted when the proof has grown old, leads to the password and not to an error."""
    sign_in(client)
    data = {"code": "000000", "form_key": "4a1d7a36-8a70-4f4b-9a2c-3c1f3d6e2b10"}
    answer = client.post("/accounts/2fa/totp/activate/", data)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_an_address_that_is_not_verified_gets_no_second_factor(person, client):
    client.force_login(person)
    EmailAddress.objects.update(verified=False)
    assert client.get("/accounts/2fa/totp/activate/").headers["Location"] == "/accounts/2fa/"


def test_asking_for_the_second_factor_costs_no_query(person, client, required, django_assert_num_queries):
    RecoveryCodes.activate(person)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    client.force_login(person)
    with django_assert_num_queries(3):  # The session, the person with the factor, and the hats in the header.
        client.get("/accounts/inactive/")
    assert User.objects.get().has_second_factor
