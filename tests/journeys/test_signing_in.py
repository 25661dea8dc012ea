"""Coming in with a real browser: by keyboard, with a passkey, and every page about people held against axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from iza_portal.accounts import invitations
from iza_portal.accounts.choices import Function
from iza_portal.accounts.links import issue_link
from iza_portal.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "vier losse woorden"
PHONE = {"viewport": {"width": 375, "height": 800}}


@pytest.fixture
def person(cast):
    cast.beheerder.set_password(PASSWORD)
    cast.beheerder.save()
    return cast.beheerder


def assert_accessible(page):
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def with_authenticator(page):
    """Give the browser a device that keeps passkeys and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device | {"isUserVerified": True}})


def show_who_one_is(page):
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Ga verder").click()


def test_an_invited_colleague_comes_in_by_keyboard_alone(cast, open_page, live_server):
    invitation = invitations.invite(
        cast.beheerder.hat, by=cast.beheerder, email="nieuw@voorbeeld.nl", function=Function.MEDEWERKER
    )
    page = open_page(None, issue_link(invitation).removeprefix(settings.PORTAL_URL), **PHONE)
    assert_accessible(page)
    page.get_by_label("Uw naam").focus()
    page.keyboard.type("Nieuwe Collega")
    for words in [PASSWORD, PASSWORD]:
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + "/mijn-werk/")
    expect(page.get_by_text("Welkom. U werkt nu voor Gemeente Ridderkerk.")).to_be_visible()
    assert User.objects.get(email="nieuw@voorbeeld.nl").active_memberships[0].organisation == cast.beheerder.hat


def test_a_passkey_is_set_up_and_signs_in_without_a_password(person, open_page, live_server):
    page = open_page(None, "/accounts/login/")
    with_authenticator(page)
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + "/mijn-werk/")

    page.goto(live_server.url + "/accounts/2fa/webauthn/add/")
    show_who_one_is(page)
    page.get_by_label("Naam van deze passkey").fill("Laptop van het werk")
    page.get_by_role("button", name="Stel in").click()
    expect(page.get_by_text("Uw passkey is ingesteld.")).to_be_visible()
    assert_accessible(page)
    page.goto(live_server.url + "/accounts/2fa/")
    expect(page.get_by_text("Laptop van het werk").first).to_be_visible()
    assert_accessible(page)

    page.goto(live_server.url + "/accounts/logout/")
    page.get_by_role("button", name="Meld af").last.click()
    page.goto(live_server.url + "/accounts/login/?next=/profiel/")
    page.get_by_role("button", name="Meld aan met een passkey").click()
    expect(page).to_have_url(live_server.url + "/profiel/")

    page.goto(live_server.url + "/accounts/logout/")
    page.get_by_role("button", name="Meld af").last.click()
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + "/accounts/2fa/authenticate/")
    assert_accessible(page)
    page.get_by_role("button", name="Gebruik uw passkey").click()
    expect(page).to_have_url(live_server.url + "/mijn-werk/")


def test_a_passkey_that_is_not_given_leaves_a_sentence_and_a_way(person, open_page):
    page = open_page(None, "/accounts/login/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device | {"isUserVerified": False}})
    page.get_by_role("button", name="Meld aan met een passkey").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Het is afgebroken of het duurde te lang"))
    expect(page.get_by_role("button", name="Meld aan met een passkey")).to_be_focused()
    assert_accessible(page)


def test_the_hat_is_changed_in_the_header(cast, open_page, live_server):
    goes = cast.andere_ambtenaar.hat
    cast.ambtenaar.memberships.create(organisation=goes, function=Function.MEDEWERKER)
    page = open_page(cast.ambtenaar, "/profiel/", **PHONE)
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    assert_accessible(page)
    page.get_by_role("button", name="Gemeente Ridderkerk").press("Enter")
    expect(page.get_by_text("U werkt nu voor Gemeente Ridderkerk.").first).to_be_visible()


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_pages_about_people(cast, person, open_page, live_server, screen):
    ridderkerk = person.hat
    for number in range(3):
        email = f"beleidsadviseur.met.een.lang.adres.{number}@gemeente-ridderkerk.example"
        invitations.invite(ridderkerk, by=person, email=email, function=Function.MEDEWERKER)
    membership = cast.ambtenaar.memberships.get()
    page = open_page(None, "/accounts/login/", **screen)
    assert_accessible(page)
    for path in ["signup/", "inactive/", "password/reset/", "password/reset/done/", "password/reset/key/done/",
                 "confirm-email/", "3rdparty/login/cancelled/"]:  # fmt: skip
        page.goto(f"{live_server.url}/accounts/{path}")
        assert_accessible(page)
    page = open_page(person, "/organisatie/", **screen)
    assert_accessible(page)
    for path in ["/organisatie/geschiedenis/", f"/organisaties/{ridderkerk.pk}/uitnodigen/", "/profiel/",
                 f"/functies/{membership.pk}/beeindigen/", "/accounts/logout/", "/accounts/password/change/",
                 "/accounts/2fa/", "/accounts/3rdparty/", "/accounts/2fa/totp/activate/"]:  # fmt: skip
        page.goto(live_server.url + path)
        assert_accessible(page)
    show_who_one_is(page)
    expect(page.get_by_label("Code van 6 cijfers")).to_be_visible()
    assert_accessible(page)
    page.goto(live_server.url + "/accounts/2fa/webauthn/add/")
    assert_accessible(page)
    page = open_page(cast.portaalbeheerder, "/beheer/organisaties/", **screen)
    assert_accessible(page)
    page.goto(f"{live_server.url}/beheer/accounts/{cast.ambtenaar.pk}/")
    assert_accessible(page)
