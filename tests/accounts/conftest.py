import re
import tempfile
from pathlib import Path

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail

from iza_portal.accounts import invitations
from iza_portal.accounts.choices import Function
from iza_portal.accounts.tasks import send_invitation
from iza_portal.celery import app
from tests.processes import Broker


@pytest.fixture
def link_of():
    """Answer a function that mails an invitation as a worker does, and gives the path of the link in the mail."""

    def link_of(invitation):
        send_invitation(invitation.pk)
        return re.search(r"https?://[^/\s]+(/uitnodiging/\S+)", mail.outbox[-1].body).group(1)

    return link_of


@pytest.fixture
def invited(cast):
    """An invitation of the beheerder of Ridderkerk for somebody who is new here, as medewerker."""
    return invitations.invite(
        cast.beheerder.hat, by=cast.beheerder, email="nieuw@voorbeeld.nl", function=Function.MEDEWERKER
    )


@pytest.fixture
def worker():
    """A worker on a broker of its own, in a thread of this process, so that its mail lands in the test's outbox."""
    address = app.conf.broker_url
    # The path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="iza-", dir="/tmp") as folder:
        broker = Broker(Path(folder))
        broker.start()
        app.conf.broker_url = broker.url.replace("unix://", "redis+socket://")
        try:
            with start_worker(app, pool="solo", perform_ping_check=False):
                yield
        finally:
            app.conf.broker_url = address
            broker.kill()
