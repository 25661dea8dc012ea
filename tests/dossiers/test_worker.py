"""Dossiers that a real worker makes, of messages that a real broker brings."""

import pytest

from iza_portal.dossiers import making
from iza_portal.dossiers.models import Dossier
from iza_portal.texts import building
from iza_portal.work.models import State
from tests.dossiers.conftest import write
from tests.processes import Worker, ended, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Wat dichtbij kan, gebeurt dichtbij; wat elders beter kan, gebeurt elders. " * 12


@pytest.fixture
def endless_plan(plan):
    """A plan that takes a worker many times the time that an impatient one has."""
    for section in plan.sections.all():
        write(section, *[building.paragraph(f"{section.title} {number}. {WORDS}") for number in range(240)])
    return plan


def test_a_dossier_comes_once_to_all_who_asked(cast, plan, worker, sign_in):
    one, other = sign_in(cast.ambtenaar), sign_in(cast.kassier)
    places = {client.post(f"/plannen/{plan.pk}/dossier/")["Location"] for client in (one, other, one)}
    (place,) = places
    wait_until(lambda: "Download de PDF" in other.get(f"{place}stand/").text)
    file = b"".join(one.get(f"{place}pdf/"))
    assert file.startswith(b"%PDF-")
    dossier = Dossier.objects.get()
    assert (dossier.attempts, dossier.bytes) == (1, len(file))


def test_a_section_that_cannot_be_printed_is_named_and_mended(cast, plan, worker, sign_in):
    section = plan.sections.get(title="Opgaven")
    section.body = {"type": "doc", "content": [{"type": "rocket"}]}
    section.save()
    client = sign_in(cast.ambtenaar)
    place = client.post(f"/plannen/{plan.pk}/dossier/")["Location"]
    wait_until(lambda: "Het onderdeel “Opgaven” kan niet" in client.get(f"{place}stand/").text)
    write(section, building.paragraph("Gemaakt."))
    assert client.post(f"{place}opnieuw/")["Location"] == place
    wait_until(lambda: "Download de PDF" in client.get(f"{place}stand/").text)


def test_a_dossier_that_takes_too_long_is_given_up(cast, endless_plan, lasting_worker, real_broker, at_real_broker):
    lasting_worker.kill()
    worker = Worker(real_broker.folder, real_broker.url, "tests.dossiers.impatient_settings")
    worker.start()
    try:
        dossier = ended(making.request_dossier(endless_plan, by=cast.ambtenaar))
    finally:
        worker.kill()
    assert dossier.state == State.MISLUKT
    assert "te lang" in dossier.failure
