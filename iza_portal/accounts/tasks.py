"""Mail about accounts, by a worker. A task is given keys only; what is secret is made here and goes into the mail alone."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.links import confirmation_link, issue_link, password_link
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

# Together about ten hours: a mail server that is away for a night loses no mail.
RETRIES = 40


class MailNotSentError(Exception):
    """The mail server did not take a mail. Carries the kind of failure alone: the server's words hold the address."""


def later(task, *arguments):
    """Start a task once the transaction is kept. A broker that is away undoes nothing, and keeps nobody waiting."""
    transaction.on_commit(lambda: send_promptly(task, *arguments))


@shared_task(bind=True, max_retries=RETRIES)
def send_invitation(self, invitation_id):
    """Make the invitation's link and mail it. Does nothing where it was mailed, is gone, or another worker is at it."""
    with _retried(self), transaction.atomic():
        waiting = Invitation.objects.open().filter(pk=invitation_id, mailed_at=None)
        invitation = waiting.select_for_update(skip_locked=True, no_key=True).first()
        if invitation is None:
            return
        _send("invitation", invitation.email, invitation=invitation, link=issue_link(invitation))
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
    with _retried(self):
        _send("password_reset", user.email, user=user, link=password_link(user))


@shared_task(bind=True, max_retries=RETRIES)
def send_confirmation(self, address_id):
    """Mail a link that confirms that an address is the person's."""
    address = EmailAddress.objects.select_related("user").get(pk=address_id)
    with _retried(self):
        _send("confirmation", address.email, user=address.user, link=confirmation_link(address))


@shared_task(bind=True, max_retries=RETRIES)
def send_notice(self, user_id, notice, at):
    """Tell a person what changed about their account, so that they notice when it was not they who did it."""
    user = User.objects.get(pk=user_id)
    link = settings.PORTAL_URL + reverse("account_reset_password")
    with _retried(self):
        _send("notice", user.email, user=user, what=NOTICES[notice], at=datetime.fromisoformat(at), link=link)


@contextmanager
def _retried(task):
    """Have the task tried again where the mail server fails: after half a minute, then less and less often."""
    try:
        yield
    except (SMTPException, OSError) as error:
        # The error's own words hold the address, and what a task fails of is logged.
        failure = MailNotSentError(type(error).__name__)
        raise task.retry(exc=failure, countdown=min(30 * 2**task.request.retries, 15 * 60)) from None


def _send(template, to, **context):
    """Send one of `templates/accounts/mail`; the first line of each is its subject."""
    subject, body = render_to_string(f"accounts/mail/{template}.txt", context).strip().split("\n", 1)
    EmailMessage(subject, body.strip() + "\n", to=[to]).send()
