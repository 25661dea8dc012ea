"""A real worker, a real broker, and what can go wrong with them; a dossier stands for all work."""

import pytest

from iza_portal.dossiers import files, making
from iza_portal.dossiers.models import Dossier
from iza_portal.texts import building
from iza_portal.work.models import State
from tests.dossiers.conftest import write
from tests.processes import Worker, ended, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Wat dichtbij kan, gebeurt dichtbij; wat elders beter kan, gebeurt elders. " * 12


@pytest.fixture
def long_plan(plan):
    """A plan that takes a worker some seconds."""
    write(plan.sections.get(title="Geld"), *[building.paragraph(WORDS) for _ in range(120)])
    return plan


def is_halfway(dossier):
    dossier.refresh_from_db(fields=["state", "percent", "stage", "lease"])
    return dossier.state == State.BEZIG and dossier.percent > 5


def kill_all_and_start_anew(worker):
    worker.kill()
    worker.start()


@pytest.mark.parametrize("kill", [kill_all_and_start_anew, Worker.kill_typesetter])
def test_a_worker_killed_halfway_is_followed_by_another(cast, long_plan, worker, settings, kill):
    folder = settings.DOSSIER_DIR
    before = set(folder.rglob("*.*"))
    dossier = making.request_dossier(long_plan, by=cast.ambtenaar)
    wait_until(lambda: is_halfway(dossier))
    assert "pagina" in dossier.stage
    kill(worker)
    dossier.refresh_from_db()
    assert dossier.state == State.BEZIG
    ended(dossier)
    assert (dossier.state, dossier.attempts) == (State.KLAAR, 2)
    assert set(folder.rglob("*.*")) - before == {files.path_of(dossier.file)}


def test_a_broker_that_was_away_costs_time_and_nothing_else(cast, plan, worker, real_broker, sign_in):
    real_broker.kill()
    answer = sign_in(cast.ambtenaar).post(f"/plannen/{plan.pk}/dossier/", follow=True)
    assert "wacht op zijn beurt" in answer.text
    real_broker.start()
    dossier = ended(Dossier.objects.get())
    assert (dossier.state, dossier.attempts) == (State.KLAAR, 1)
