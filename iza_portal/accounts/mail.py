"""How a worker sends mail, and tries again where the mail server fails."""

from contextlib import contextmanager
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

# Together about ten hours: a mail server that is away for a night loses no mail.
RETRIES = 40


class MailNotSentError(Exception):
    """The mail server did not take a mail. Carries the kind of failure alone: the server's words hold the address."""


@contextmanager
def retried(task):
    """Have the task tried again where the mail server fails: after half a minute, then less and less often."""
    try:
        yield
    except (SMTPException, OSError) as error:
        # The error's own words hold the address, and what a task fails of is logged.
        failure = MailNotSentError(type(error).__name__)
        raise task.retry(exc=failure, countdown=min(30 * 2**task.request.retries, 15 * 60)) from None


def send(template: str, to: str, *, name: str = "", **context) -> None:
    """Send a template made of `accounts/mail/base.txt`; the first line of it is the subject.

    What is sent again under the same `name` has the same Message-ID, so that a mail server that took it before can tell.
    """
    subject, body = render_to_string(template, context).strip().split("\n", 1)
    headers = {"Message-ID": f"<{name}@{urlsplit(settings.PORTAL_URL).hostname}>"} if name else {}
    EmailMessage(subject, body.strip() + "\n", to=[to], headers=headers).send()
