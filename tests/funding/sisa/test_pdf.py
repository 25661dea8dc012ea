"""The PDF of a settled account: made once by a worker, of what was frozen, and accessible."""

import hashlib

import pytest
import time_machine
from django.db import DatabaseError, transaction

from funding.models import VerantwoordingPdf
from iza_portal.dossiers.adopted import make_waiting
from tests.dossiers.test_letters import require_accessible, words_of
from tests.funding.sisa.accounts import AFTER, settled


@time_machine.travel(AFTER, tick=True)
def test_a_settled_account_gets_its_pdf_once_and_it_is_kept(spent, sign_in):
    settled(spent, municipality=spent.ridderkerk)
    account = settled(spent)
    client = sign_in(spent.kassier)
    assert client.get(f"{account.get_absolute_url()}pdf/").status_code == 404
    assert make_waiting() == 2
    assert make_waiting() == 0
    account.refresh_from_db()
    file = bytes(account.pdf.content)
    require_accessible(file)
    words = words_of(file)
    for said in (
        "Verantwoording 2026",
        "H35/01",
        "250.000",
        "Ridderkerk",
        "40.000,50",
        "Vastgesteld namens Nissewaard",
        "H35/01, H35/02",
    ):
        assert said in words, said
    assert account.sha256 in words.replace("\r\n", "").replace("\n", "").replace("\u200b", "").replace(" ", "")
    assert account.pdf.sha256 == hashlib.sha256(file).hexdigest()
    answer = client.get(f"{account.get_absolute_url()}pdf/")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", file)
    with pytest.raises(DatabaseError), transaction.atomic():
        VerantwoordingPdf.objects.update(sha256="")
