"""Letting people in: inviting, sending again, withdrawing and accepting."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from iza_portal.accounts import rules
from iza_portal.accounts.choices import Function
from iza_portal.accounts.links import InvitationGone
from iza_portal.accounts.models import Invitation, Membership, Organisation, User
from iza_portal.accounts.people import create_person
from iza_portal.accounts.tasks import later, send_invitation
from iza_portal.accounts.verbs import Verb
from iza_portal.trail.recording import record

VALID_FOR = timedelta(days=14)


class SignInFirst(Exception):
    """The invited address belongs to a person: they take the invitation signed in, so that nobody else does."""


@transaction.atomic
def invite(organisation: Organisation, *, by: User, email: str, function: str) -> Invitation:
    """Invite whoever reads mail at `email` to act for `organisation` in `function`; the mail goes out by a worker.

    Raises `PermissionDenied` where `by` may not give the function (`rules`), `ValidationError` where nothing would change.
    """
    if not rules.may_invite(by, organisation, function):
        raise PermissionDenied
    email = email.lower()
    if email == by.email:
        raise ValidationError({"email": "U kunt uzelf niet uitnodigen. Vraag een andere beheerder om dat te doen."})
    # Two colleagues who invite the same person at once wait for each other here.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    same = {"organisation": organisation, "function": function}
    if Membership.objects.active().filter(user__email=email, **same).exists():
        raise ValidationError({"email": f"Deze persoon is al {Function(function).label} bij {organisation}."})
    if Invitation.objects.open().filter(email=email, **same).exists():
        raise ValidationError(
            {"email": "Voor dit e-mailadres staat al een uitnodiging open. U kunt die opnieuw sturen of intrekken."}
        )
    invitation = Invitation.objects.create(email=email, invited_by=by, expires_at=timezone.now() + VALID_FOR, **same)
    _record(Verb.INVITED, invitation, by=by)
    _send(invitation)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> None:
    """Send an open or expired invitation anew, valid for another term; the link that was mailed before is dead."""
    invitation = _unfinished(invitation)
    if not rules.may_invite(by, invitation.organisation, invitation.function):
        raise PermissionDenied
    invitation.token_hash = None
    invitation.mailed_at = None
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    invitation.save()
    _record(Verb.INVITED_AGAIN, invitation, by=by)
    _send(invitation)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back: its link is dead from now on."""
    invitation = _unfinished(invitation)
    if not rules.may_invite(by, invitation.organisation, invitation.function):
        raise PermissionDenied
    invitation.withdrawn_at = timezone.now()
    invitation.token_hash = None
    invitation.save()
    _record(Verb.WITHDREW, invitation, by=by)


@transaction.atomic
def accept(token_hash: str, *, by: User) -> Membership:
    """Take up an invitation as the person that it is for, who is signed in.

    Raises `InvitationGone` for a link that doesn't work (any more), `PermissionDenied` for somebody else.
    """
    invitation = _lock_open(token_hash)
    if not belongs_to(invitation, by):
        raise PermissionDenied
    return _join(invitation, by)


@transaction.atomic
def accept_as_new(token_hash: str, *, name: str, password: str | None) -> User:
    """Take up an invitation as a person whom the portal doesn't know yet; answer that person.

    The link came by mail, so the address counts as verified. Without a password the person signs in by OpenID Connect.
    Raises `InvitationGone`, or `SignInFirst` where the address is somebody's already.
    """
    invitation = _lock_open(token_hash)
    try:
        with transaction.atomic():
            user = create_person(email=invitation.email, name=name, password=password)
    except IntegrityError:
        raise SignInFirst from None
    _join(invitation, user)
    return user


def belongs_to(invitation: Invitation, user: User) -> bool:
    """Is this the person whom the invitation is for?"""
    return user.is_authenticated and user.email == invitation.email


def has_account(invitation: Invitation) -> bool:
    return User.objects.filter(email=invitation.email).exists()


def _lock_open(token_hash):
    try:
        return Invitation.objects.select_for_update(no_key=True).open().get(token_hash=token_hash)
    except Invitation.DoesNotExist:
        raise InvitationGone from None


def _unfinished(invitation):
    locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise ValidationError("Deze uitnodiging is al aangenomen of ingetrokken.")
    return locked


def _join(invitation, user):
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, function=invitation.function, ended_at=None
    )
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.token_hash = None
    invitation.save()
    _record(Verb.ACCEPTED, invitation, by=user)
    return membership


def _record(verb, invitation, *, by):
    record(
        verb,
        invitation.organisation,
        by=by,
        detail=invitation.get_function_display(),
        after={"invitations": [invitation.pk]},
    )


def _send(invitation):
    later(send_invitation, invitation.pk)
