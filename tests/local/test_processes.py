import os
from pathlib import Path

import pytest

from iza_portal.local import processes
from iza_portal.local.processes import Process, run
from tests.local.test_services import is_gone, wait_for


@pytest.fixture
def shell(tmp_path):
    """Answer a function that makes a process of a shell's script."""
    made = []

    def make(script, **options):
        log = tmp_path / "log"
        process = Process("proef", ["sh", "-c", script], log=log, environ=os.environ, folder=tmp_path, **options)
        made.append(process)
        return process

    yield make
    for process in made:
        process.stop()


def written(path):
    wait_for(lambda: path.exists() and path.read_text().endswith("\n"))
    return int(path.read_text())


def test_a_process_that_will_not_end_is_killed_with_all_that_it_started(shell, tmp_path):
    stubborn = shell("trap '' TERM; sleep 600 & echo $! > child; wait; sleep 600", patience=0.2)
    stubborn.start()
    child = written(tmp_path / "child")

    stubborn.stop()

    assert not stubborn.is_running()
    assert stubborn.ending == "SIGKILL"
    wait_for(lambda: is_gone(child))


def test_what_a_process_says_is_kept_over_its_starts(shell, tmp_path):
    process = shell("echo hier; exit 3")
    for _ in range(2):
        process.start()
        wait_for(lambda: not process.is_running())

    assert process.ending == "exit status 3"
    assert process.starts_since(0) == 2
    assert (tmp_path / "log").read_text() == "hier\nhier\n"


def test_a_log_that_grew_large_is_put_aside_once(shell, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LARGEST_LOG", 3)
    process = shell("echo hier")
    for _ in range(2):
        process.start()
        wait_for(lambda: not process.is_running())

    assert (tmp_path / "log").read_text() == (tmp_path / "log.old").read_text() == "hier\n"


def test_a_program_that_ran_leaves_nothing_behind(tmp_path):
    status = run(["sh", "-c", "sleep 600 & echo $! > child; exit 3"], environ=os.environ, folder=tmp_path)

    assert status == 3
    wait_for(lambda: is_gone(written(tmp_path / "child")))


def test_a_program_that_is_interrupted_ends_with_what_it_started(tmp_path, monkeypatch):
    def interrupted(self, timeout=None):
        monkeypatch.undo()
        written(Path(tmp_path / "child"))
        raise KeyboardInterrupt

    monkeypatch.setattr(processes.subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(["sh", "-c", "sleep 600 & echo $! > child; wait"], environ=os.environ, folder=tmp_path)

    wait_for(lambda: is_gone(written(tmp_path / "child")))
