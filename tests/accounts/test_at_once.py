"""What happens when people do the same at the same moment, on connections of their own."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test import Client

from iza_portal.accounts import invitations, people
from iza_portal.accounts.choices import Function
from iza_portal.accounts.links import issue_link
from iza_portal.accounts.models import Invitation, Membership, User
from iza_portal.accounts.verbs import Verb
from iza_portal.trail.recording import record
from tests.at_once import at_once
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]

NEW_PERSON = {"name": "Nieuwe Collega", "password1": "vier losse woorden", "password2": "vier losse woorden"}


def visitor(invitation_link):
    """A browser that has the page of the invitation open."""
    client = Client()
    client.get("/uitnodiging/" + invitation_link.split("/uitnodiging/")[1])
    return client


def test_three_acceptances_make_one_person(invited):
    link = issue_link(invited)
    browsers = [visitor(link) for _ in range(3)]
    answers = at_once(*(lambda each=each: each.post("/uitnodiging/", NEW_PERSON) for each in browsers))
    assert sorted(answer.status_code for answer in answers) == [302, 410, 410]
    person = User.objects.get(email=invited.email)
    assert Membership.objects.filter(user=person).count() == 1


def test_a_form_sent_three_times_acts_once_and_answers_thrice(invited):
    browser = visitor(issue_link(invited))
    data = NEW_PERSON | {"form_key": "b6a2a4de-30f8-4d55-9a1c-7b64c3b8b5b1"}
    cookies = browser.cookies

    def post():
        client = Client()
        client.cookies = cookies.copy()
        return client.post("/uitnodiging/", data)

    answers = at_once(post, post, post)
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, "/mijn-werk/")] * 3
    assert User.objects.filter(email=invited.email).count() == 1


def test_two_invitations_of_one_new_person_make_one_person(cast, invited):
    other = invitations.invite(
        cast.zorgaanbieder.hat, by=cast.regiocoordinator, email=invited.email, function=Function.MEDEWERKER
    )
    browsers = [visitor(issue_link(invited)), visitor(issue_link(other))]
    answers = at_once(*(lambda each=each: each.post("/uitnodiging/", NEW_PERSON) for each in browsers))
    assert sorted(answer.headers["Location"] for answer in answers) == ["/mijn-werk/", "/uitnodiging/"]
    assert User.objects.filter(email=invited.email).count() == 1


def test_two_colleagues_who_invite_the_same_person(cast):
    second = MembershipFactory(organisation=cast.beheerder.hat, function=Function.BEHEERDER).user

    def invite(by):
        return lambda: invitations.invite(by.hat, by=by, email="x@voorbeeld.nl", function=Function.MEDEWERKER)

    results = at_once(invite(cast.beheerder), invite(second))
    assert {type(result) for result in results} == {Invitation, ValidationError}
    assert Invitation.objects.count() == 1


def test_two_beheerders_who_end_each_other_leave_one(cast):
    first = cast.beheerder.memberships.get()
    second = MembershipFactory(organisation=first.organisation, function=Function.BEHEERDER)
    results = at_once(
        lambda: people.end_membership(second, by=cast.beheerder),
        lambda: people.end_membership(first, by=second.user),
    )
    # Who comes second is the last beheerder's colleague no more (no right), or would end the last one (no sense).
    assert sum(isinstance(result, (ValidationError, PermissionDenied)) for result in results) == 1
    beheerders = Membership.objects.active().filter(organisation=first.organisation, function=Function.BEHEERDER)
    assert beheerders.count() == 1


def test_taking_up_and_withdrawing_at_once_do_one_of_the_two(cast, invited):
    browser = visitor(issue_link(invited))
    answer, withdrawn = at_once(
        lambda: browser.post("/uitnodiging/", NEW_PERSON),
        lambda: invitations.withdraw(invited, by=cast.beheerder),
    )
    invited.refresh_from_db()
    if isinstance(withdrawn, ValidationError):
        assert (answer.status_code, bool(invited.accepted_at), invited.withdrawn_at) == (302, True, None)
    else:
        assert (answer.status_code, invited.accepted_at, bool(invited.withdrawn_at)) == (410, None, True)


def test_an_act_on_an_organisation_or_a_person_does_not_hold_up_what_they_do_themselves(cast):
    """The trail and the key of a form name both, so that two who act on each other's would wait for each other for ever."""
    ridderkerk = cast.beheerder.hat

    def note_an_act():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        record(Verb.RENAMED, cast.beheerder, by=cast.beheerder)

    with transaction.atomic():
        invitations.invite(
            ridderkerk, by=cast.portaalbeheerder, email="nieuw@gemeente.example", function=Function.MEDEWERKER
        )
        people.set_active(cast.beheerder, False, by=cast.portaalbeheerder, reason="Vertrokken")
        assert at_once(note_an_act) == [None]
