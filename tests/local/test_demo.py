"""The whole of `make demo`, at a place of its own: what it starts, what it says, and that nothing stays behind."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from iza_portal.local.prepare import PROJECT
from iza_portal.local.services import clean_environ
from tests.local.test_services import is_gone, wait_for

SCRIPT = (
    "import sys; from pathlib import Path; from iza_portal.local.demo import main; sys.exit(main(Path(sys.argv[1])))"
)


@pytest.fixture(scope="module")
def place():
    """One place for all: after the first start, the others are the quick ones of a demonstration that was there."""
    folder = Path(tempfile.mkdtemp(prefix="iza-test-", dir="/tmp"))
    yield folder / "demo"
    pointer = folder / "demo" / "services-of-root"
    if pointer.exists():
        shutil.rmtree(pointer.read_text(), ignore_errors=True)
    shutil.rmtree(folder)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(place, port, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, place, *arguments],
        cwd=PROJECT,
        env=clean_environ() | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def said(process):
    """What it said until its end."""
    return process.communicate(timeout=120)[0]


def said_at_the_start(process):
    """What it said until it had nothing more to say: the portal can be ready a moment before that."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C stops it."):
            break
    return "".join(lines)


@contextmanager
def demo(place, port):
    process = start(place, port)
    try:
        wait_for(lambda: process.poll() is not None or readiness(port), seconds=120)
        assert process.poll() is None, said(process)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def readiness(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status == 200 and json.loads(answer.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def below(pid):
    """The ids of all processes that `pid` started, and those that these started."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [deeper for child in found for deeper in below(child)]


def command(pid):
    """Answer how a process was started; nothing for one that ended meanwhile, as those of the start do."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_it_starts_everything_and_a_polite_end_ends_everything(place):
    port = free_port()
    with demo(place, port) as process:
        assert readiness(port) == {"status": "ok", "checks": {"database": True, "broker": True, "worker": True}}
        pids = below(process.pid)
        commands = "\n".join(map(command, pids))
        for word in ("postgres -D", "valkey-server", "gunicorn", "iza_portal.celery worker", "iza_portal.celery beat"):
            assert word in commands

        words = said_at_the_start(process)
        process.send_signal(signal.SIGINT)
        words += said(process)

    assert process.returncode == 0
    assert f"The IZA-portaal runs on http://127.0.0.1:{port}" in words
    assert words.endswith("Stopped. What you wrote is kept; `make demo` brings it back.\n")
    wait_for(lambda: all(map(is_gone, pids)))


def test_everything_ends_with_it_when_it_is_killed(place):
    port = free_port()
    with demo(place, port) as process:
        pids = below(process.pid)
        process.kill()

        wait_for(lambda: all(map(is_gone, pids)))


def test_while_it_runs_a_second_one_is_refused_and_a_killed_worker_comes_back(place):
    port = free_port()
    with demo(place, port) as process:
        second = start(place, free_port())
        assert f"runs already: http://127.0.0.1:{port}" in said(second)
        assert second.returncode == 1

        worker = next(pid for pid in below(process.pid) if "iza_portal.celery worker" in command(pid))
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: any("iza_portal.celery worker" in command(pid) for pid in below(process.pid) if pid != worker))
        process.send_signal(signal.SIGTERM)
        assert "worker ended (SIGKILL) and is started again" in said(process)
    assert process.returncode == 0


def test_a_taken_port_is_a_sentence(place):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        process = start(place, port)

        assert (
            said(process)
            == f"Port {port} can't be used (address already in use). Take another one: make demo PORT={port + 1}\n"
        )
    assert process.returncode == 1


@pytest.mark.parametrize("port", ["web", "0", "65536", "²"])
def test_a_port_that_is_no_number_is_a_sentence(place, port):
    assert said(start(place, port)) == f"PORT must be a number from 1 to 65535, not {port!r}.\n"


def test_the_end_of_a_process_that_keeps_dying_is_told_and_ends_everything(place):
    port = free_port()
    with demo(place, port) as process:
        pids = below(process.pid)
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            for pid in below(process.pid):
                try:
                    if "iza_portal.celery beat" in command(pid):
                        os.kill(pid, signal.SIGKILL)
                except OSError:
                    continue
            time.sleep(0.1)
        words = said(process)

    assert process.returncode == 1
    assert "beat ended (SIGKILL), so the portal stops. The end of" in words
    assert all(map(is_gone, pids))


def test_reset_throws_away_what_was_written(tmp_path):
    place = tmp_path / "demo"
    place.mkdir()
    (place / "dossiers").mkdir()
    (place / "dossiers" / "oud.pdf").write_text("oud")

    process = start(place, 8000, "--reset")

    assert said(process) == "The demonstration is thrown away; `make demo` begins anew.\n"
    assert process.returncode == 0
    assert not place.exists()
