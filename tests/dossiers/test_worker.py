"""A real worker, a real broker, and what can go wrong with them."""

import tempfile
from pathlib import Path

import pytest

from iza_portal.celery import app
from iza_portal.dossiers import files, making
from iza_portal.dossiers.models import Dossier, State
from iza_portal.texts import building
from tests.dossiers.conftest import write
from tests.processes import Broker, Worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 120


@pytest.fixture(scope="module")
def folder():
    # The path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="iza-", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def broker(folder):
    broker = Broker(folder)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def dossier_dir(settings, folder):
    """One folder for all these tests: the worker goes on from one to the next."""
    settings.DOSSIER_DIR = folder / "dossiers"
    return settings.DOSSIER_DIR


@pytest.fixture(autouse=True)
def broker_address(broker):
    address = app.conf.broker_url
    app.conf.broker_url = broker.url.replace("unix://", "redis+socket://")
    yield
    app.conf.broker_url = address


@pytest.fixture(scope="module")
def lasting_worker(folder, broker):
    worker = Worker(folder, broker.url)
    yield worker
    worker.kill()


@pytest.fixture
def worker(lasting_worker, dossier_dir, plan):
    """A worker at work, also after a test that killed it; the database exists by then."""
    if lasting_worker.process is None or lasting_worker.process.poll() is not None:
        lasting_worker.start()
    return lasting_worker


WORDS = "Wat dichtbij kan, gebeurt dichtbij; wat elders beter kan, gebeurt elders. " * 12


@pytest.fixture
def long_plan(plan):
    """A plan that takes a worker some seconds."""
    write(plan.sections.get(title="Geld"), *[building.paragraph(WORDS) for _ in range(LONG)])
    return plan


@pytest.fixture
def endless_plan(plan):
    """A plan that takes a worker many times the time that an impatient one has."""
    for section in plan.sections.all():
        write(section, *[building.paragraph(f"{section.title} {number}. {WORDS}") for number in range(2 * LONG)])
    return plan


def ended(dossier, seconds=60):
    """Answer the dossier once it is ready or failed."""

    def is_ended():
        dossier.refresh_from_db(fields=["state"])
        return not dossier.is_under_way

    wait_until(is_ended, seconds)
    dossier.refresh_from_db()
    return dossier


def test_a_dossier_comes_once_to_all_who_asked(cast, plan, worker, dossier_dir, sign_in):
    one, other = sign_in(cast.ambtenaar), sign_in(cast.kassier)
    places = {client.post(f"/plannen/{plan.pk}/dossier/")["Location"] for client in (one, other, one)}
    (place,) = places
    wait_until(lambda: "Download de PDF" in other.get(f"{place}stand/").text)
    file = b"".join(one.get(f"{place}pdf/"))
    assert file.startswith(b"%PDF-")
    dossier = Dossier.objects.get()
    assert (dossier.attempts, dossier.bytes) == (1, len(file))


def is_halfway(dossier):
    dossier.refresh_from_db(fields=["state", "percent", "stage", "lease"])
    return dossier.state == State.BEZIG and dossier.percent > 5


def kill_all_and_start_anew(worker):
    worker.kill()
    worker.start()


@pytest.mark.parametrize("kill", [kill_all_and_start_anew, Worker.kill_typesetter])
def test_a_worker_killed_halfway_is_followed_by_another(cast, long_plan, worker, dossier_dir, kill):
    before = set(dossier_dir.rglob("*.*"))
    dossier = making.request_dossier(long_plan, by=cast.ambtenaar)
    wait_until(lambda: is_halfway(dossier))
    assert "pagina" in dossier.stage
    kill(worker)
    dossier.refresh_from_db()
    assert dossier.state == State.BEZIG
    ended(dossier)
    assert (dossier.state, dossier.attempts) == (State.KLAAR, 2)
    assert set(dossier_dir.rglob("*.*")) - before == {files.path_of(dossier.file)}


def test_a_broker_that_was_away_costs_time_and_nothing_else(cast, plan, worker, broker, sign_in):
    broker.kill()
    answer = sign_in(cast.ambtenaar).post(f"/plannen/{plan.pk}/dossier/", follow=True)
    assert "wacht op zijn beurt" in answer.text
    broker.start()
    dossier = ended(Dossier.objects.get())
    assert (dossier.state, dossier.attempts) == (State.KLAAR, 1)


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


def test_a_dossier_that_takes_too_long_is_given_up(cast, endless_plan, lasting_worker, broker, dossier_dir):
    lasting_worker.kill()
    worker = Worker(broker.folder, broker.url, "tests.dossiers.impatient_settings")
    worker.start()
    try:
        dossier = ended(making.request_dossier(endless_plan, by=cast.ambtenaar))
    finally:
        worker.kill()
    assert dossier.state == State.MISLUKT
    assert "te lang" in dossier.failure
