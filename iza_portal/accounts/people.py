"""Persons and what they do where: making a person, ending a function, closing an account."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts import rules
from iza_portal.accounts.choices import Function
from iza_portal.accounts.models import Membership, Organisation, User
from iza_portal.accounts.verbs import Verb
from iza_portal.trail.recording import record


@transaction.atomic
def create_person(*, email: str, name: str, password: str | None = None, **fields) -> User:
    """Make a person whose address is known to be theirs. Raises `IntegrityError` where the address is taken.

    For invitations, the demonstration and the command for the first administrator: nobody else makes persons.
    """
    user = User.objects.create_user(email, password, name=name, **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def make_portal_admin(*, email: str, name: str) -> User:
    """Make somebody an administrator of the portal, by hand of who runs the server; answer the person."""
    user = User.objects.select_for_update(no_key=True).filter(email=email.lower()).first() or create_person(
        email=email, name=name
    )
    if not user.is_portal_admin:
        user.is_portal_admin = True
        user.save(update_fields=["is_portal_admin"])
        record(Verb.MADE_PORTAL_ADMIN, user, by=None)
    return user


@transaction.atomic
def rename(person: User, *, by: User, name: str) -> None:
    """Write one's own name differently."""
    if person.pk != by.pk:
        raise PermissionDenied
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.name != name:
        person.name = name
        person.save(update_fields=["name"])
        record(Verb.RENAMED, person, by=by)


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> None:
    """End what a person does at an organisation; their rights there are gone at their next request.

    Raises `PermissionDenied` for who may not, `ValidationError` where it was ended or is the last beheerder's.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    if not rules.may_manage(by, organisation):
        raise PermissionDenied
    membership = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if membership.ended_at:
        raise ValidationError("Deze functie was al beëindigd.")
    if is_last_beheerder(membership) and not by.is_portal_admin:
        raise ValidationError(
            "Dit is de laatste beheerder van uw organisatie. Nodig eerst een andere beheerder uit, dan kan deze stoppen."
        )
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    record(
        Verb.ENDED,
        organisation,
        by=by,
        detail=membership.get_function_display(),
        after={"people": [membership.user_id]},
    )


def is_last_beheerder(membership: Membership) -> bool:
    others = Membership.objects.active().filter(
        organisation=membership.organisation_id, function=Function.BEHEERDER, user__is_active=True
    )
    return membership.function == Function.BEHEERDER and not others.exclude(pk=membership.pk).exists()


@transaction.atomic
def set_active(person: User, active: bool, *, by: User, reason: str) -> None:
    """Close or reopen an account, for a stated reason: a closed one is signed out everywhere at its next request."""
    if not rules.may_run_portal(by) or person.pk == by.pk:
        raise PermissionDenied
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_active != active:
        person.is_active = active
        person.save(update_fields=["is_active"])
        record(Verb.OPENED if active else Verb.CLOSED, person, by=by, reason=reason)
