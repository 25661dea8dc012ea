"""Signing in at the organisation's own OpenID Connect provider: a small real one, over HTTP."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount

from iza_portal.accounts import invitations
from iza_portal.accounts.choices import Function
from iza_portal.accounts.models import User
from iza_portal.trail.models import Event


class Provider(BaseHTTPRequestHandler):
    """Tells who `person` is, whatever code it is given."""

    person: dict = {}

    def do_GET(self):
        address = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            self._answer(
                {"issuer": address, "jwks_uri": f"{address}/keys"}
                | {f"{name}_endpoint": f"{address}/{path}" for name, path in names.items()}
            )
        else:
            self._answer(self.person)

    def do_POST(self):
        address = f"http://127.0.0.1:{self.server.server_port}"
        claims = self.person | {"iss": address, "aud": "portaal", "iat": time.time(), "exp": time.time() + 60}
        token = jwt.encode(claims, "x" * 32, algorithm="HS256")
        self._answer({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def provider(settings):
    handler = type("ThisProvider", (Provider,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        app = {
            "provider_id": "oidc",
            "name": "de gemeente",
            "client_id": "portaal",
            "secret": "geheim",
            "settings": {"server_url": f"http://127.0.0.1:{server.server_port}", "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield handler
        server.shutdown()
        thread.join()


def come_by_it(client, provider, process="login", **person):
    """Go to the provider and come back as `person`."""
    provider.person = {"sub": "abc-1", "name": "Anna", "email": "anna@voorbeeld.nl", "email_verified": True} | person
    leaving = client.post(f"/accounts/oidc/oidc/login/?process={process}")
    asked = parse_qs(urlsplit(leaving.context["address"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(f"/accounts/oidc/oidc/login/callback/?code=x&state={asked['state'][0]}", follow=True)


def is_signed_in_as(client, person):
    return client.session.get("_auth_user_id") == str(person.pk)


def test_the_button_is_there_when_the_settings_name_a_provider(db, client, provider, settings):
    assert "Meld aan via de gemeente" in client.get("/accounts/login/").text
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Meld aan via" not in client.get("/accounts/login/").text
    assert client.post("/accounts/oidc/oidc/login/").status_code == 404


def test_who_is_not_known_is_refused_whatever_their_address_says(cast, client, provider):
    page = come_by_it(client, provider, email=cast.portaalbeheerder.email)
    assert page.status_code == 403
    assert "Wij kennen dit account nog niet" in page.text
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert not User.objects.filter(email="anna@voorbeeld.nl").exists()


def test_an_invitation_lets_in(invited, client, provider, link_of):
    client.get(link_of(invited), follow=True)
    assert "Ga verder via de gemeente" in client.get("/uitnodiging/").text
    come_by_it(client, provider)
    person = User.objects.get(email="nieuw@voorbeeld.nl")  # The invited address, not the one that was told.
    assert is_signed_in_as(client, person)
    assert person.name == "Anna"
    assert not person.has_usable_password()
    assert person.active_memberships[0].function == Function.MEDEWERKER
    account = SocialAccount.objects.get()
    assert (account.uid, account.user, account.extra_data) == ("abc-1", person, {})
    assert "invitation" not in client.session

    client.logout()
    come_by_it(client, provider, email="andere.naam@voorbeeld.nl")  # The same `sub`: the same person.
    assert is_signed_in_as(client, person)
    client.logout()
    assert come_by_it(client, provider, sub="abc-2").status_code == 403


def test_an_invitation_of_a_known_address_asks_to_sign_in_first(cast, client, provider, link_of):
    invitation = invitations.invite(
        cast.beheerder.hat, by=cast.beheerder, email=cast.zorgaanbieder.email, function=Function.MEDEWERKER
    )
    client.get(link_of(invitation), follow=True)
    assert come_by_it(client, provider, email=cast.zorgaanbieder.email).status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_dead_invitation_lets_nobody_in(invited, cast, client, provider, link_of):
    client.get(link_of(invited), follow=True)
    invitations.withdraw(invited, by=cast.beheerder)
    assert come_by_it(client, provider).status_code == 403
    assert not User.objects.filter(email=invited.email).exists()


def test_connecting_is_done_signed_in_and_after_showing_who_one_is(cast, client, provider):
    person = cast.ambtenaar
    person.set_password("vier losse woorden")
    person.save()
    client.force_login(person)
    assert "Koppel via de gemeente" in client.get("/accounts/3rdparty/").text
    page = come_by_it(client, provider, process="connect")
    assert "Bevestig dat u het bent" in page.text
    assert not SocialAccount.objects.exists()
    client.post(page.redirect_chain[-1][0], {"password": "vier losse woorden"})
    assert SocialAccount.objects.get().user == person
    assert Event.objects.get(verb="account.gekoppeld").actor == person

    client.logout()
    come_by_it(client, provider)
    assert is_signed_in_as(client, person)
    client.post("/accounts/reauthenticate/", {"password": "vier losse woorden"})
    answer = client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk}, follow=True)
    assert "Uw account is ontkoppeld." in answer.text
    assert not SocialAccount.objects.exists()


def test_nobody_connects_without_being_signed_in(cast, client, provider):
    come_by_it(client, provider, process="connect")
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_is_not_disconnected(invited, client, provider, link_of):
    client.get(link_of(invited), follow=True)
    come_by_it(client, provider)
    page = client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert page.status_code == 422
    assert "Kies eerst een wachtwoord" in page.text


def test_a_closed_account_stays_closed_this_way_too(cast, client, provider):
    SocialAccount.objects.create(user=cast.ambtenaar, provider="oidc", uid="abc-1")
    User.objects.filter(pk=cast.ambtenaar.pk).update(is_active=False)
    assert "Dit account is gesloten" in come_by_it(client, provider).text
    assert "_auth_user_id" not in client.session


def test_the_second_factor_is_asked_this_way_too(cast, client, provider, settings):
    settings.MFA_REQUIRED = True
    SocialAccount.objects.create(user=cast.ambtenaar, provider="oidc", uid="abc-1")
    assert come_by_it(client, provider).redirect_chain[-1][0] == "/accounts/2fa/"


@pytest.mark.parametrize("query", ["", "?code=x&state=verzonnen", "?error=access_denied", "?error=server_error"])
def test_a_return_that_does_not_fit_is_a_page_that_helps(db, client, provider, query):
    page = client.get(f"/accounts/oidc/oidc/login/callback/{query}", follow=True)
    assert page.status_code in {200, 401}
    assert "/accounts/login/" in page.text
    assert "_auth_user_id" not in client.session


def test_a_provider_that_is_away_is_a_page_that_helps(db, client, settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:1"
    page = client.post("/accounts/oidc/oidc/login/?process=login")
    assert page.status_code == 401
    assert "gaf een fout" in page.text
