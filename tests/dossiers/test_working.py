"""What a worker does for a dossier: it makes the file, or says which section is the cause."""

import pytest

from iza_portal.dossiers import files, making, working
from iza_portal.dossiers.models import Dossier
from iza_portal.work.models import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]


@pytest.fixture
def dossier(cast, plan):
    return making.request_dossier(plan, by=cast.ambtenaar)


def test_a_worker_makes_the_dossier(dossier):
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.percent, dossier.attempts, dossier.lease) == (State.KLAAR, 100, 1, None)
    content = files.path_of(dossier.file).read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) == dossier.bytes
    assert dossier.pages > 5


def test_a_section_that_cannot_be_printed_fails_with_its_name(dossier, plan):
    section = plan.sections.get(title="Opgaven")
    section.body = {"type": "doc", "content": [{"type": "rocket"}]}
    section.save()
    dossier = making.request_dossier(plan, by=dossier.requested_by)
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.failed_section) == (State.MISLUKT, "Opgaven")
    assert dossier.failure


def test_a_full_disk_puts_it_back_and_the_next_worker_makes_it(dossier, dossier_dir):
    dossier_dir.write_text("no folder")
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.attempts) == (State.AANGEVRAAGD, 1)
    dossier_dir.unlink()
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.KLAAR


def test_a_dossier_that_takes_too_long_is_given_up_at_its_next_page(dossier, settings):
    settings.DOSSIER_TIME_LIMIT = -1
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.failure) == (State.MISLUKT, Dossier.TOO_LONG)
