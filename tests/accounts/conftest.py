import re

import pytest
from django.core import mail

from iza_portal.accounts import invitations
from iza_portal.accounts.choices import Function
from iza_portal.accounts.tasks import send_invitation


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
