"""The links in the portal's mail. A link's secret is made when its mail is made, and only who reads that mail knows it."""

import hashlib
import secrets

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from iza_portal.accounts.models import Invitation, User


class InvitationGone(Exception):
    """There is no such invitation, or not any more: used, withdrawn, expired. Which of these is nobody's business."""


def hash_token(token: str) -> str:
    """Answer what is kept of a link's secret. It is 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_link(invitation: Invitation) -> str:
    """Make the secret of an open invitation and answer the link; every earlier link of it is dead.

    Raises `InvitationGone` where the invitation can't be accepted any more.
    """
    token = secrets.token_urlsafe(32)
    if not Invitation.objects.open().filter(pk=invitation.pk).update(token_hash=hash_token(token)):
        raise InvitationGone
    return settings.PORTAL_URL + reverse("open-invitation", args=[token])


def find_open(token_hash: str) -> Invitation:
    """Answer the invitation that can be accepted with this link; raise `InvitationGone` otherwise."""
    try:
        return Invitation.objects.open().select_related("organisation", "invited_by").get(token_hash=token_hash)
    except Invitation.DoesNotExist:
        raise InvitationGone from None


def password_link(user: User) -> str:
    """Answer a link with which this person chooses a new password, once and within `PASSWORD_RESET_TIMEOUT`."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.PORTAL_URL + reverse("account_reset_password_from_key", kwargs=key)


def confirmation_link(address: EmailAddress) -> str:
    """Answer a link that confirms that the address is this person's."""
    return settings.PORTAL_URL + reverse("account_confirm_email", args=[EmailConfirmationHMAC.create(address).key])
