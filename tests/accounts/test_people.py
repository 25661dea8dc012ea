import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from iza_portal.accounts import invitations, people, rules
from iza_portal.accounts.choices import Function
from iza_portal.accounts.models import Membership, User
from iza_portal.trail.models import Event
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.queries import queries_of


@pytest.fixture
def beheerder(cast, sign_in):
    return sign_in(cast.beheerder)


def membership_of(person):
    return person.memberships.get()


def test_the_page_shows_who_does_what_since_when(cast, beheerder, sign_in):
    page = beheerder.get("/organisatie/")
    for name in ["ambtenaar", "bestuurder", "beheerder"]:
        assert name in page.text
    assert "sinds" in page.text
    assert cast.ambtenaar.email in page.text
    seen_by_colleague = sign_in(cast.bestuurder).get("/organisatie/").text
    assert "ambtenaar" in seen_by_colleague
    assert cast.ambtenaar.email not in seen_by_colleague
    assert "Beëindig" not in seen_by_colleague


def test_who_has_no_organisation_is_told_how_to_get_one(cast, sign_in):
    for path in ["/organisatie/", "/organisatie/geschiedenis/"]:
        assert "U werkt nog voor geen organisatie" in sign_in(cast.buitenstaander).get(path).text


def test_ending_a_function_takes_its_rights_away_at_the_next_request(cast, beheerder, sign_in):
    official = sign_in(cast.ambtenaar)
    assert official.get(f"/plannen/{cast.plan.pk}/").status_code == 200
    path = f"/functies/{membership_of(cast.ambtenaar).pk}/beeindigen/"
    assert "is daarna geen medewerker meer" in beheerder.get(path).text
    page = beheerder.post(path, follow=True)
    assert "is geen medewerker meer bij Gemeente Ridderkerk" in page.text
    assert official.get(f"/plannen/{cast.plan.pk}/").status_code == 404
    assert "U werkt nog voor geen organisatie" in official.get("/organisatie/").text
    history = beheerder.get("/organisatie/geschiedenis/").text
    assert re.search(r"beheerder</strong>.*beëindigde een functie: “medewerker” van ambtenaar", history)
    assert beheerder.post(path).status_code == 404


def test_the_last_beheerder_stays(cast, beheerder, sign_in):
    own = membership_of(cast.beheerder)
    page = beheerder.post(f"/functies/{own.pk}/beeindigen/", follow=True)
    assert "laatste beheerder" in page.text
    closed = UserFactory(is_active=False)
    MembershipFactory(user=closed, organisation=own.organisation, function=Function.BEHEERDER)
    with pytest.raises(ValidationError, match="laatste beheerder"):
        people.end_membership(own, by=cast.beheerder)
    MembershipFactory(organisation=own.organisation, function=Function.BEHEERDER)
    people.end_membership(own, by=cast.beheerder)
    assert not User.objects.get(pk=cast.beheerder.pk).active_memberships


def test_the_portals_administrator_may_end_the_last_beheerder(cast):
    people.end_membership(membership_of(cast.beheerder), by=cast.portaalbeheerder)
    assert Event.objects.get(verb="mensen.beeindigd").actor == cast.portaalbeheerder


def test_only_the_beheerder_and_the_portals_administrator_end_a_function(cast, sign_in):
    membership = membership_of(cast.ambtenaar)
    for name, person in cast.people.items():
        if name in {"beheerder", "portaalbeheerder"}:
            assert rules.may_manage(person, membership.organisation)
            continue
        with pytest.raises(PermissionDenied):
            people.end_membership(membership, by=person)
        answer = sign_in(person).post(f"/functies/{membership.pk}/beeindigen/")
        assert answer.status_code in {403, 404}, name
    assert Membership.objects.active().filter(pk=membership.pk).exists()


def test_the_history_is_for_who_acts_for_the_organisation(cast, sign_in):
    organisation = cast.ambtenaar.hat
    invitations.invite(organisation, by=cast.beheerder, email="x@voorbeeld.nl", function=Function.KASSIER)
    page = sign_in(cast.ambtenaar).get("/organisatie/geschiedenis/")
    assert "nodigde iemand uit: “kassier”" in page.text
    assert "x@voorbeeld.nl" not in page.text
    path = f"/organisaties/{organisation.pk}/geschiedenis/"
    assert sign_in(cast.portaalbeheerder).get(path).status_code == 200
    assert sign_in(cast.regiocoordinator).get(path).status_code == 403
    assert sign_in(cast.landelijk).get(path).status_code == 404


def test_lists_ask_the_database_as_often_for_one_as_for_thirty(cast, sign_in):
    organisation = cast.beheerder.hat

    def queries(person, path):
        return len(queries_of(sign_in(person), path))

    pages = [
        (cast.beheerder, "/organisatie/"),
        (cast.regiocoordinator, "/organisatie/"),
        (cast.regiocoordinator, f"/organisaties/{organisation.pk}/"),
        (cast.beheerder, "/organisatie/geschiedenis/"),
        (cast.beheerder, "/profiel/"),
        (cast.portaalbeheerder, "/beheer/organisaties/"),
        (cast.portaalbeheerder, f"/beheer/accounts/{cast.beheerder.pk}/"),
    ]
    invitations.invite(organisation, by=cast.beheerder, email="a@voorbeeld.nl", function=Function.MEDEWERKER)
    people.end_membership(MembershipFactory(organisation=organisation), by=cast.beheerder)
    people.rename(cast.beheerder, by=cast.beheerder, name="Beheerder")
    few = [queries(*page) for page in pages]
    for number in range(30):
        MembershipFactory(organisation=organisation)
        MembershipFactory(user=cast.beheerder, organisation=OrganisationFactory(name=f"ZZ {number}"))
        invitations.invite(
            organisation, by=cast.beheerder, email=f"b{number}@voorbeeld.nl", function=Function.MEDEWERKER
        )
        people.end_membership(MembershipFactory(organisation=organisation), by=cast.beheerder)
        people.rename(cast.beheerder, by=cast.beheerder, name=f"Beheerder {number}")
    assert [queries(*page) for page in pages] == few
    assert max(few) <= 12


# --- The hat ---


def test_one_acts_for_one_organisation_at_a_time(cast, sign_in):
    goes = cast.andere_ambtenaar.hat
    MembershipFactory(user=cast.ambtenaar, organisation=goes)
    client = sign_in(cast.ambtenaar)
    assert client.get("/organisatie/").context["organisation"] == goes  # The first by name.
    answer = client.post("/hoed/", {"hat": cast.beheerder.hat.pk, "next": "/organisatie/"}, follow=True)
    assert answer.context["organisation"] == cast.beheerder.hat
    assert "U werkt nu voor Gemeente Ridderkerk." in answer.text
    assert client.get("/organisatie/").context["organisation"] == cast.beheerder.hat


@pytest.mark.parametrize("hat", ["", "x", "-1", "999999", None])
def test_nobody_puts_on_a_hat_that_is_not_theirs(cast, sign_in, hat):
    client = sign_in(cast.ambtenaar)
    chosen = cast.kassier.hat.pk if hat is None else hat
    assert client.post("/hoed/", {"hat": chosen}).status_code == 404
    assert client.get("/organisatie/").context["organisation"] == cast.ambtenaar.hat
    assert client.get("/hoed/").status_code == 405


def test_the_way_back_from_the_hats_leads_nowhere_else(cast, sign_in):
    answer = sign_in(cast.ambtenaar).post("/hoed/", {"hat": cast.ambtenaar.hat.pk, "next": "https://elders.example/"})
    assert answer.headers["Location"] == "/mijn-werk/"


def test_a_hat_is_off_when_the_function_ends(cast, sign_in):
    goes = cast.andere_ambtenaar.hat
    second = MembershipFactory(user=cast.ambtenaar, organisation=goes)
    client = sign_in(cast.ambtenaar)
    client.post("/hoed/", {"hat": goes.pk})
    people.end_membership(second, by=cast.portaalbeheerder)
    assert client.get("/organisatie/").context["organisation"] == cast.beheerder.hat


def test_the_header_offers_the_other_hats(cast, sign_in):
    client = sign_in(cast.ambtenaar)
    assert 'name="hat"' not in client.get("/profiel/").text
    goes = cast.andere_ambtenaar.hat
    MembershipFactory(user=cast.ambtenaar, organisation=goes)
    page = client.get("/profiel/").text
    assert f'name="hat" value="{cast.beheerder.hat.pk}"' in page
    assert f'name="hat" value="{goes.pk}"' not in page  # That one is on.


def test_what_is_done_is_written_down_under_the_hat_that_is_on(cast, sign_in):
    goes = cast.andere_ambtenaar.hat
    MembershipFactory(user=cast.beheerder, organisation=goes, function=Function.BEHEERDER)
    client = sign_in(cast.beheerder)
    client.post("/hoed/", {"hat": goes.pk})
    client.post(f"/organisaties/{goes.pk}/uitnodigen/", {"email": "x@voorbeeld.nl", "function": "kassier"})
    assert Event.objects.get(verb="mensen.uitgenodigd").acting_for == goes


# --- One's own page ---


def test_the_profile_says_who_one_is_and_what_one_does(cast, sign_in):
    client = sign_in(cast.kassier)
    page = client.get("/profiel/").text
    assert cast.kassier.email in page
    assert "Kassier bij Gemeente Nissewaard" in page
    assert client.post("/profiel/", {"name": ""}).status_code == 422
    assert client.post("/profiel/", {"name": "x" * 121}).status_code == 422
    client.post("/profiel/", {"name": "Kassier van Nissewaard", "email": "ander@voorbeeld.nl", "is_portal_admin": "on"})
    cast.kassier.refresh_from_db()
    assert cast.kassier.name == "Kassier van Nissewaard"
    assert cast.kassier.email == "kassier@voorbeeld.nl"
    assert not cast.kassier.is_portal_admin
    assert "veranderde de eigen naam" in client.get("/profiel/").text


# --- The portal's administrators ---


def test_the_first_administrator_comes_in_by_a_printed_link(db, client, capsys):
    call_command("invite_portal_admin", "Eerste@Voorbeeld.nl", "Eerste Beheerder")
    link = capsys.readouterr().out.strip()
    person = User.objects.get()
    assert (person.email, person.is_portal_admin) == ("eerste@voorbeeld.nl", True)
    assert Event.objects.get(verb="account.portaalbeheerder").subject_id == person.pk
    form = client.get(re.sub("^https?://[^/]+", "", link), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "vier losse woorden", "password2": "vier losse woorden"})
    answer = client.post("/accounts/login/", {"login": person.email, "password": "vier losse woorden"})
    assert answer.headers["Location"] == "/mijn-werk/"
    call_command("invite_portal_admin", person.email, "Eerste Beheerder")
    assert Event.objects.count() == 2  # Made administrator and chose a password; the second time changed nothing.
    with pytest.raises(CommandError):
        call_command("invite_portal_admin", "geen adres", "Niemand")


def test_the_administrator_lets_an_organisations_first_beheerder_in(cast, sign_in):
    new = OrganisationFactory(name="Zwijndrecht")
    admin = sign_in(cast.portaalbeheerder)
    page = admin.get("/beheer/organisaties/?zoek=zwijn")
    assert [each.pk for each in page.context["page_obj"]] == [new.pk]
    assert "nog niet" in page.text
    assert "Nodig als eerste een beheerder uit" in admin.get(f"/organisaties/{new.pk}/").text
    admin.post(f"/organisaties/{new.pk}/uitnodigen/", {"email": "b@voorbeeld.nl", "function": "beheerder"})
    assert new.invitations.get().function == Function.BEHEERDER
    assert admin.get("/beheer/organisaties/?zoek=%00&pagina=x").status_code == 200
    assert admin.get("/beheer/organisaties/?zoek=" + "x" * 5000).status_code == 200


def test_the_administrators_pages_are_for_them_alone(cast, sign_in):
    for name, person in cast.people.items():
        if name != "portaalbeheerder":
            client = sign_in(person)
            assert client.get("/beheer/organisaties/").status_code == 403
            assert client.get(f"/beheer/accounts/{cast.ambtenaar.pk}/").status_code == 403
            assert client.post(f"/beheer/accounts/{cast.ambtenaar.pk}/", {"reason": "x"}).status_code == 403
            with pytest.raises(PermissionDenied):
                people.set_active(cast.ambtenaar, False, by=person, reason="x")
    assert sign_in(None).get("/beheer/organisaties/").headers["Location"].startswith("/accounts/login/")


def test_an_account_is_closed_and_opened_for_a_reason(cast, sign_in):
    admin, official = sign_in(cast.portaalbeheerder), sign_in(cast.ambtenaar)
    path = f"/beheer/accounts/{cast.ambtenaar.pk}/"
    assert admin.post(path, {"reason": ""}).status_code == 422
    page = admin.post(path, {"reason": "Uit dienst"}, follow=True)
    assert "Account openen" in page.text
    assert "Uit dienst" in page.text
    assert official.get("/profiel/").status_code == 302
    assert "account gesloten" in admin.get(f"/organisaties/{cast.ambtenaar.hat.pk}/").text
    admin.post(path, {"reason": "Terug"})
    assert sign_in(cast.ambtenaar).get("/profiel/").status_code == 200
    own = f"/beheer/accounts/{cast.portaalbeheerder.pk}/"
    assert admin.post(own, {"reason": "x"}).status_code == 403


def test_a_name_is_for_its_person_alone_to_write(cast):
    for by in (cast.beheerder, cast.portaalbeheerder):
        with pytest.raises(PermissionDenied):
            people.rename(cast.ambtenaar, by=by, name="Iemand anders")
    people.rename(cast.ambtenaar, by=cast.ambtenaar, name="Anna")
    cast.ambtenaar.refresh_from_db()
    assert cast.ambtenaar.name == "Anna"
