import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.accounts import invitations, rules
from iza_portal.accounts.choices import Function
from iza_portal.accounts.models import Invitation, Organisation, User
from iza_portal.accounts.tasks import send_invitation
from iza_portal.trail.models import Event
from tests.factories import MembershipFactory, OrganisationFactory, ParticipationFactory, UserFactory

NEW_PERSON = {"name": "Nieuwe Collega", "password1": "vier losse woorden", "password2": "vier losse woorden"}


def test_the_whole_way_in(cast, sign_in, client, link_of):
    beheerder = sign_in(cast.beheerder)
    organisation = cast.beheerder.hat
    answer = beheerder.post(
        f"/organisaties/{organisation.pk}/uitnodigen/",
        {"email": "Nieuw@Voorbeeld.nl", "function": "kassier"},
        follow=True,
    )
    assert "De uitnodiging voor nieuw@voorbeeld.nl is onderweg." in answer.text
    assert "De e-mail wordt nog verstuurd." in answer.text
    invitation = Invitation.objects.get()
    link = link_of(invitation)
    assert mail.outbox[0].to == ["nieuw@voorbeeld.nl"]
    assert "Gemeente Ridderkerk, als kassier" in mail.outbox[0].body
    assert "geldig tot en met" in beheerder.get("/organisatie/").text

    page = client.get(link, follow=True)
    assert page.redirect_chain == [("/uitnodiging/", 302)]
    assert "Gemeente Ridderkerk" in page.text
    assert client.post("/uitnodiging/", NEW_PERSON).headers["Location"] == "/mijn-werk/"

    person = User.objects.get(email="nieuw@voorbeeld.nl")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.emailaddress_set.get().verified
    assert [(each.organisation, each.function) for each in person.active_memberships] == [(organisation, "kassier")]
    verbs = list(Event.objects.order_by("pk").values_list("verb", "actor", "detail"))
    assert verbs == [
        ("mensen.uitgenodigd", cast.beheerder.pk, "kassier"),
        ("mensen.aangenomen", person.pk, "kassier"),
    ]


def test_a_known_person_signs_in_and_gets_the_function_added(cast, client, sign_in, link_of):
    invitation = invitations.invite(
        cast.beheerder.hat, by=cast.beheerder, email=cast.zorgaanbieder.email, function=Function.MEDEWERKER
    )
    link = link_of(invitation)
    page = client.get(link, follow=True)
    assert "/accounts/login/?next=/uitnodiging/" in page.text
    answer = client.post("/uitnodiging/", NEW_PERSON, follow=True)
    assert "/accounts/login/?next=/uitnodiging/" in answer.text  # No way around signing in.
    assert not cast.zorgaanbieder.memberships.filter(organisation=invitation.organisation).exists()

    themselves = sign_in(cast.zorgaanbieder)
    assert "Neem de uitnodiging aan" in themselves.get(link, follow=True).text
    themselves.post("/uitnodiging/")
    assert cast.zorgaanbieder.memberships.active().count() == 2
    assert themselves.get("/organisatie/").context["organisation"] == invitation.organisation


def test_signing_in_on_the_way_keeps_the_invitation(cast, client, link_of):
    cast.zorgaanbieder.set_password("vier losse woorden")
    cast.zorgaanbieder.save()
    invitation = invitations.invite(
        cast.beheerder.hat, by=cast.beheerder, email=cast.zorgaanbieder.email, function=Function.MEDEWERKER
    )
    client.get(link_of(invitation))
    answer = client.post(
        "/accounts/login/?next=/uitnodiging/", {"login": cast.zorgaanbieder.email, "password": "vier losse woorden"}
    )
    assert answer.headers["Location"] == "/uitnodiging/"
    assert "Neem de uitnodiging aan" in client.get("/uitnodiging/").text


def test_somebody_else_cannot_take_it_up(invited, cast, sign_in, link_of):
    other = sign_in(cast.buitenstaander)
    page = other.get(link_of(invited), follow=True)
    assert page.status_code == 403
    assert "Deze uitnodiging is voor iemand anders" in page.text
    assert other.post("/uitnodiging/", NEW_PERSON).status_code == 403
    with pytest.raises(PermissionDenied):
        invitations.accept(Invitation.objects.get().token_hash, by=cast.buitenstaander)


@pytest.mark.parametrize("fate", ["used", "withdrawn", "sent again", "expired", "never there"])
def test_a_dead_link_says_nothing_but_what_to_do(invited, cast, client, link_of, fate):
    link = link_of(invited)
    if fate == "used":
        client.get(link)
        client.post("/uitnodiging/", NEW_PERSON)
        client.logout()
    elif fate == "withdrawn":
        invitations.withdraw(invited, by=cast.beheerder)
    elif fate == "sent again":
        invitations.send_again(invited, by=cast.beheerder)
        assert link_of(invited) != link
    elif fate == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    else:
        link = "/uitnodiging/abc/"
    page = client.get(link)
    assert page.status_code == 410
    assert "Deze uitnodiging werkt niet (meer)" in page.text
    assert "Ridderkerk" not in page.text
    assert "nieuw@voorbeeld.nl" not in page.text
    assert client.get("/uitnodiging/").status_code == client.post("/uitnodiging/", NEW_PERSON).status_code == 410


def test_a_link_that_dies_while_its_page_is_open(invited, cast, client, link_of):
    client.get(link_of(invited), follow=True)
    invitations.withdraw(invited, by=cast.beheerder)
    assert client.post("/uitnodiging/", NEW_PERSON).status_code == 410
    assert not User.objects.filter(email=invited.email).exists()


def test_an_invitation_is_valid_for_fourteen_days(invited, client, link_of):
    link = link_of(invited)
    with time_machine.travel(invited.created_at + timedelta(days=14, seconds=-5)):
        assert client.get(link).status_code == 302
    with time_machine.travel(invited.created_at + timedelta(days=14, seconds=5)):
        assert client.get(link).status_code == 410


def test_the_secret_is_kept_nowhere(invited, link_of):
    token = link_of(invited).split("/")[2]
    kept = Invitation.objects.get()
    assert len(token) == 43  # 256 bits
    assert token not in str(vars(kept))
    assert re.fullmatch("[0-9a-f]{64}", kept.token_hash)
    assert not Event.objects.filter(after__icontains=token).exists()


def test_the_mail_goes_out_once(invited):
    send_invitation(invited.pk)
    send_invitation(invited.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"password2": "drie andere woorden"}, "password2"),
        ({"password1": "kort", "password2": "kort"}, "password1"),
        ({"password1": "nieuw@voorbeeld.nl", "password2": "nieuw@voorbeeld.nl"}, "password1"),
    ],
)
def test_a_new_person_is_told_what_to_mend(invited, client, link_of, change, field):
    client.get(link_of(invited))
    page = client.post("/uitnodiging/", NEW_PERSON | change)
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not User.objects.filter(email=invited.email).exists()


def test_nobody_invites_twice_or_themselves(invited, cast):
    ridderkerk, by = cast.beheerder.hat, cast.beheerder
    with pytest.raises(ValidationError, match="al een uitnodiging open"):
        invitations.invite(ridderkerk, by=by, email="NIEUW@voorbeeld.nl", function=Function.MEDEWERKER)
    with pytest.raises(ValidationError, match="al medewerker"):
        invitations.invite(ridderkerk, by=by, email=cast.ambtenaar.email, function=Function.MEDEWERKER)
    with pytest.raises(ValidationError, match="uzelf"):
        invitations.invite(ridderkerk, by=by, email=by.email, function=Function.KASSIER)
    with pytest.raises(ValidationError, match="uzelf"):
        invitations.invite(
            ridderkerk, by=cast.portaalbeheerder, email=cast.portaalbeheerder.email, function=Function.BEHEERDER
        )
    assert Invitation.objects.count() == 1


def test_a_refused_invitation_says_why_at_the_field(cast, sign_in):
    path = f"/organisaties/{cast.beheerder.hat.pk}/uitnodigen/"
    for email in ["", "geen adres", "x" * 300 + "@voorbeeld.nl", "a\0b@voorbeeld.nl", cast.ambtenaar.email]:
        page = sign_in(cast.beheerder).post(path, {"email": email, "function": "medewerker"})
        assert page.status_code == 422
        assert page.context["form"].errors["email"]
    page = sign_in(cast.beheerder).post(path, {"email": "a@voorbeeld.nl", "function": "baas"})
    assert page.context["form"].errors["function"]


# --- Who may give what ---


def allowed(cast):
    """The whole of the table in `rules`: who may invite for which organisation, in which function."""
    ridderkerk, nissewaard, provider = cast.ambtenaar.hat, cast.kassier.hat, cast.zorgaanbieder.hat
    insurers = {cast.beoordelaar_1.hat, cast.beoordelaar_2.hat}
    in_region = {ridderkerk, nissewaard, provider} | insurers
    everything = {(organisation, function) for organisation in Organisation.objects.all() for function in Function}
    return {
        "portaalbeheerder": everything,
        "beheerder": {(ridderkerk, function) for function in Function},
        "regiocoordinator": {(organisation, Function.MEDEWERKER) for organisation in in_region},
        "andere_regiocoordinator": {
            (organisation, Function.MEDEWERKER)
            for organisation in {cast.andere_ambtenaar.hat, cast.andere_verzekeraar.hat}
        },
    }


def test_everybody_in_the_cast_may_give_what_the_table_says_and_no_more(cast):
    expected = allowed(cast)
    for name, person in cast.people.items():
        given = {
            (organisation, function)
            for organisation in Organisation.objects.all()
            for function in Function
            if rules.may_invite(person, organisation, function)
        }
        assert given == expected.get(name, set()), name


def test_the_operation_refuses_what_the_table_does_not_have(cast):
    for name, person in cast.people.items():
        for organisation in Organisation.objects.all():
            for function in Function:
                if (organisation, function) in allowed(cast).get(name, set()):
                    continue
                with pytest.raises(PermissionDenied):
                    invitations.invite(organisation, by=person, email="x@voorbeeld.nl", function=function)
    assert not Invitation.objects.exists()


def test_a_regiocoordinator_has_no_say_where_an_organisation_takes_part_elsewhere_too(cast):
    insurer = cast.beoordelaar_1.hat
    participation = ParticipationFactory(organisation=insurer, region=cast.other_region)
    assert not rules.may_invite(cast.regiocoordinator, insurer, Function.MEDEWERKER)
    participation.ended_on = participation.started_on
    participation.save()
    assert rules.may_invite(cast.regiocoordinator, insurer, Function.MEDEWERKER)


def test_the_right_hangs_on_the_hat(cast):
    """A beheerder of two organisations acts for one at a time; a regiocoördinator under another hat is none."""
    goes = cast.andere_ambtenaar.hat
    MembershipFactory(user=cast.beheerder, organisation=goes, function=Function.BEHEERDER)
    MembershipFactory(user=cast.regiocoordinator, organisation=goes)
    person = User.objects.get(pk=cast.beheerder.pk)
    person.chosen_hat_id = goes.pk
    assert rules.may_invite(person, goes, Function.KASSIER)
    assert not rules.may_invite(person, cast.ambtenaar.hat, Function.KASSIER)
    coordinator = User.objects.get(pk=cast.regiocoordinator.pk)
    coordinator.chosen_hat_id = goes.pk
    assert not rules.may_invite(coordinator, cast.ambtenaar.hat, Function.MEDEWERKER)


def test_the_function_alone_makes_no_regiocoordinator(cast):
    """Only the employer named in the region gives the function its meaning: elsewhere it lets nobody in."""
    impostor = UserFactory()
    MembershipFactory(user=impostor, organisation=cast.ambtenaar.hat, function=Function.REGIOCOORDINATOR)
    assert not any(
        rules.may_invite(impostor, organisation, "medewerker") for organisation in Organisation.objects.all()
    )


def test_an_organisation_without_a_region_is_nobodys_guest(cast):
    assert not rules.may_invite(cast.regiocoordinator, OrganisationFactory(), Function.MEDEWERKER)


def test_seeing_people_is_the_same_as_predicate_and_as_filter(cast):
    for name, person in cast.people.items():
        seen = set(Organisation.objects.visible_to(person))
        assert seen == {each for each in Organisation.objects.all() if rules.may_see_people(person, each)}, name


def test_wrong_hands_at_every_door(invited, cast, sign_in):
    """What is not theirs to see does not exist (404); what they see but may not do is refused (403)."""
    ridderkerk = invited.organisation
    strangers = ["ambtenaar_2", "kassier", "andere_regiocoordinator", "landelijk", "buitenstaander", "zorgaanbieder"]
    for name in strangers:
        stranger = sign_in(cast.people[name])
        assert stranger.get(f"/organisaties/{ridderkerk.pk}/").status_code == 404
        assert stranger.post(f"/organisaties/{ridderkerk.pk}/uitnodigen/").status_code == 404
        assert stranger.post(f"/uitnodigingen/{invited.pk}/intrekken/").status_code == 404
        assert stranger.post(f"/uitnodigingen/{invited.pk}/opnieuw/").status_code == 404
    colleague = sign_in(cast.ambtenaar)
    assert colleague.get("/organisatie/").status_code == 200
    assert "nieuw@voorbeeld.nl" not in colleague.get("/organisatie/").text
    assert colleague.post(f"/organisaties/{ridderkerk.pk}/uitnodigen/").status_code == 403
    assert colleague.post(f"/uitnodigingen/{invited.pk}/intrekken/").status_code == 403
    invited.refresh_from_db()
    assert invited.withdrawn_at is None


def test_a_regiocoordinator_touches_no_invitation_of_another_function(cast, sign_in):
    other = invitations.invite(cast.beheerder.hat, by=cast.beheerder, email="k@voorbeeld.nl", function=Function.KASSIER)
    coordinator = sign_in(cast.regiocoordinator)
    page = coordinator.get(f"/organisaties/{other.organisation_id}/")
    assert "k@voorbeeld.nl" not in page.text
    assert cast.ambtenaar.email not in page.text
    assert coordinator.post(f"/uitnodigingen/{other.pk}/intrekken/").status_code == 403
    answer = coordinator.post(
        f"/organisaties/{other.organisation_id}/uitnodigen/", {"email": "x@voorbeeld.nl", "function": "kassier"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["function"]


def test_withdrawing_and_sending_again_act_once_and_on_open_ones_only(invited, cast, sign_in, link_of, client):
    beheerder = sign_in(cast.beheerder)
    client.get(link_of(invited))
    client.post("/uitnodiging/", NEW_PERSON)
    for act in ["intrekken", "opnieuw"]:
        page = beheerder.post(f"/uitnodigingen/{invited.pk}/{act}/", follow=True)
        assert "al aangenomen of ingetrokken" in page.text
    assert beheerder.get(f"/uitnodigingen/{invited.pk}/intrekken/").status_code == 405


def test_an_expired_invitation_can_be_sent_again(invited, cast, sign_in, client, link_of):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1), mailed_at=timezone.now())
    page = sign_in(cast.beheerder).get("/organisatie/")
    assert "Verlopen op" in page.text
    sign_in(cast.beheerder).post(f"/uitnodigingen/{invited.pk}/opnieuw/")
    assert client.get(link_of(invited)).status_code == 302


def test_a_regiocoordinator_finds_the_partners_on_the_own_page(cast, sign_in):
    page = sign_in(cast.regiocoordinator).get("/organisatie/")
    assert f"/organisaties/{cast.ambtenaar.hat.pk}/" in page.text
    assert f"/organisaties/{cast.andere_ambtenaar.hat.pk}/" not in page.text
    assert "in uw regio" not in sign_in(cast.ambtenaar).get("/organisatie/").text


def test_an_invited_regiocoordinator_of_the_employer_coordinates(cast, client, link_of):
    """The function given by the employer's own beheerder is the real one: the table closes no honest way."""
    nissewaard = cast.kassier.hat
    beheerder = UserFactory()
    MembershipFactory(user=beheerder, organisation=nissewaard, function=Function.BEHEERDER)
    invitation = invitations.invite(
        nissewaard, by=beheerder, email="rc@voorbeeld.nl", function=Function.REGIOCOORDINATOR
    )
    client.get(link_of(invitation))
    client.post("/uitnodiging/", NEW_PERSON)
    person = User.objects.get(email="rc@voorbeeld.nl")
    assert rules.may_invite(person, cast.ambtenaar.hat, Function.MEDEWERKER)
