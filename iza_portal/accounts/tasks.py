"""Mail about accounts, by a worker. A task is given keys only; what is secret is made here and goes into the mail alone."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.links import confirmation_link, issue_link, password_link
from iza_portal.accounts.mail import RETRIES, retried, send
from iza_portal.accounts.models import Invitation, User
from iza_portal.celery import send_promptly

# What allauth calls the change, and how we say it.
NOTICES = {
    "password_changed": "Uw wachtwoord is gewijzigd.",
    "password_set": "U hebt een wachtwoord gekozen.",
    "password_reset": "U hebt een nieuw wachtwoord gekozen met een link uit een e-mail.",
    "totp_activated": "U hebt een authenticator-app ingesteld als tweede stap.",
    "totp_deactivated": "De authenticator-app is verwijderd als tweede stap.",
    "webauthn_added": "U hebt een passkey ingesteld.",
    "webauthn_removed": "Er is een passkey verwijderd.",
    "recovery_codes_generated": "Er zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.",
    "account_connected": "U kunt zich voortaan ook via uw organisatie aanmelden.",
    "account_disconnected": "U kunt zich niet meer via uw organisatie aanmelden.",
}

# Long enough to see in the list that somebody never came; see docs/personal-data.md.
UNUSED_INVITATION_KEPT_FOR = timedelta(days=90)

# For whom a task is sent where the portal knows nobody, so that this takes as long as where it knows somebody.
NOBODY = 0


def later(task, *arguments):
    """Start a task once the transaction is kept. A broker that is away undoes nothing, and keeps nobody waiting."""
    transaction.on_commit(lambda: send_promptly(task, *arguments))


@shared_task(bind=True, max_retries=RETRIES)
def send_invitation(self, invitation_id):
    """Make the invitation's link and mail it. Does nothing where it was mailed, is gone, or another worker is at it."""
    with retried(self), transaction.atomic():
        waiting = Invitation.objects.open().filter(pk=invitation_id, mailed_at=None)
        invitation = waiting.select_for_update(skip_locked=True, no_key=True).first()
        if invitation is None:
            return
        send("accounts/mail/invitation.txt", invitation.email, invitation=invitation, link=issue_link(invitation))
        Invitation.objects.filter(pk=invitation_id).update(mailed_at=timezone.now())


@shared_task
def send_waiting_invitations():
    """Offer again what no worker heard of, because the broker was away when somebody was invited."""
    waiting = Invitation.objects.open().filter(mailed_at=None, sent_at__lt=timezone.now() - timedelta(minutes=5))
    for invitation_id in waiting.values_list("pk", flat=True)[:100]:
        send_promptly(send_invitation, invitation_id)


@shared_task
def forget_invitations():
    """Delete the invitations that were never taken up and have run out long ago, with the addresses that they hold."""
    Invitation.objects.filter(accepted_at=None, expires_at__lt=timezone.now() - UNUSED_INVITATION_KEPT_FOR).delete()


@shared_task(bind=True, max_retries=RETRIES)
def send_password_reset(self, user_id):
    """Mail a link with which the person chooses a new password; nobody has the number `NOBODY`."""
    if user_id == NOBODY:
        return
    user = User.objects.get(pk=user_id)
    with retried(self):
        send("accounts/mail/password_reset.txt", user.email, user=user, link=password_link(user))


@shared_task(bind=True, max_retries=RETRIES)
def send_confirmation(self, address_id):
    """Mail a link that confirms that an address is the person's."""
    address = EmailAddress.objects.select_related("user").get(pk=address_id)
    with retried(self):
        send("accounts/mail/confirmation.txt", address.email, user=address.user, link=confirmation_link(address))


@shared_task(bind=True, max_retries=RETRIES)
def send_notice(self, user_id, notice, at):
    """Tell a person what changed about their account, so that they notice when it was not they who did it."""
    user = User.objects.get(pk=user_id)
    link = settings.PORTAL_URL + reverse("account_reset_password")
    told = {"user": user, "what": NOTICES[notice], "at": datetime.fromisoformat(at), "link": link}
    with retried(self):
        send("accounts/mail/notice.txt", user.email, **told)
