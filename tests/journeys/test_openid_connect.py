"""Leaving for the sign-in page of one's organisation with a real browser, which holds the portal to its own policy."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


class SignInPage(BaseHTTPRequestHandler):
    """Tells where its sign-in page is, and shows it."""

    def do_GET(self):
        address = f"http://127.0.0.1:{self.server.server_port}"
        body = "<title>Gemeente</title><h1>Meld u aan bij de gemeente</h1>"
        if self.path == "/.well-known/openid-configuration":
            body = (
                f'{{"issuer": "{address}", "authorization_endpoint": "{address}/a", "token_endpoint": "{address}/t"}}'
            )
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if body.startswith("{") else "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def provider(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), SignInPage) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        app = {"provider_id": "oidc", "name": "de gemeente", "client_id": "portaal", "secret": "geheim"}
        app["settings"] = {"server_url": address, "oauth_pkce_enabled": True}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield address
        server.shutdown()
        thread.join()


def test_the_button_leads_to_the_sign_in_page_of_the_organisation(open_page, provider):
    page = open_page(None, "/accounts/login/")
    page.get_by_role("button", name="Meld aan via de gemeente").click()
    expect(page.get_by_role("heading", name="Meld u aan bij de gemeente")).to_be_visible()
    assert page.url.startswith(provider + "/a?client_id=portaal&redirect_uri=")
