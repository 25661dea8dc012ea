"""`make demo`: the portal with its demonstration, everything on this machine, until Ctrl-C."""

import contextlib
import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from iza_portal.local.prepare import PROJECT, STATE, Problem, last_lines, tell
from iza_portal.local.processes import Process, run, stop_all
from iza_portal.local.services import ROOTS_PLACE, Services, clean_environ
from iza_portal.local.static import collect_static

PLACE = STATE / "demo"
# A process that died is started again, but not more often than this within a minute: it can't live then.
MOST_STARTS = 4


class Stop(BaseException):
    """The person at the terminal, or the system, asks to stop."""


def main(place: Path = PLACE) -> int:
    """Run the demonstration that is kept in `place`, or throw it away with `--reset`; answer the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        port = _port(os.environ.get("PORT", "8000"))
        address = f"http://127.0.0.1:{port}"
        place.mkdir(parents=True, exist_ok=True)
        with _only_one(place.with_suffix(".lock"), address):
            if "--reset" in sys.argv:
                return _reset(place)
            _wait_for_port(port)
            tell("Starting PostgreSQL and Valkey.")
            with Services(_home(place), place, portal_url=address) as services:
                _run(services, port)
    except Problem as problem:
        tell(str(problem))
        return 1
    except Stop:
        tell("\nStopped. What you wrote is kept; `make demo` brings it back.")
        return 0


def _stop(number, frame) -> None:
    # Once is enough: what follows has an end of its own.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise Stop


def _port(given: str) -> int:
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise Problem(f"PORT must be a number from 1 to 65535, not {given!r}.")
    return int(given)


def _wait_for_port(port: int) -> None:
    """Answer when the port is free; a demonstration that was killed needs a moment to let go of it."""
    deadline = time.monotonic() + 3
    while True:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise Problem(
                        f"Port {port} can't be used ({error.strerror.lower()}). Take another one: make demo PORT={port + 1}"
                    ) from error
            else:
                return
        time.sleep(0.2)


@contextlib.contextmanager
def _only_one(lock: Path, address: str) -> Iterator[None]:
    """Hold the demonstration of this clone, or raise `Problem` that says who holds it."""
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Problem(
                f"The demonstration of this clone runs already: {file.read()}. Stop that one first."
            ) from None
        file.truncate(0)
        file.write(f"{address} (process {os.getpid()})")
        file.flush()
        yield


def _home(place: Path) -> Path:
    """Answer where the servers' data are: in `place`, or for root where `nobody` can reach them."""
    if os.geteuid() != 0:
        return place / "services"
    pointer = place / "services-of-root"
    if not pointer.exists():
        pointer.write_text(str(ROOTS_PLACE / f"demo-{secrets.token_hex(8)}"), encoding="utf-8")
    return Path(pointer.read_text(encoding="utf-8"))


def _reset(place: Path) -> int:
    shutil.rmtree(_home(place), ignore_errors=True)
    shutil.rmtree(place)
    tell("The demonstration is thrown away; `make demo` begins anew.")
    return 0


def _run(services: Services, port: int) -> None:
    """Bring the portal up on running services and keep it up; ends only by raising."""
    environ = {**clean_environ(), **services.environ}
    collect_static(environ)
    tell("Filling the database.")
    accounts = _fill(environ, services.logs)
    processes = _portal(services, environ, port)
    try:
        for process in processes:
            process.start()
        _wait_until_ready(processes, port)
        print(
            f"\nThe IZA-portaal runs on {services.portal_url}\n\n{accounts}\nCtrl-C stops it. Logs: {services.logs}"
            " (mail, such as an invitation, stands in worker.log)",
            flush=True,
        )
        _watch([*services.processes, *processes])
    finally:
        stop_all(processes)


def _fill(environ: dict, logs: Path) -> str:
    """Fill the database and answer what it says about the demo accounts."""
    log, said = logs / "fill.log", logs / "accounts.txt"
    with log.open("wb") as errors, said.open("wb") as output:
        command = [sys.executable, "-m", "iza_portal.local.fill"]
        status = run(command, environ=environ, folder=PROJECT, stdout=output, stderr=errors)
    if status:
        raise Problem(f"The database could not be filled; the end of {log}:\n\n{last_lines(log)}")
    return said.read_text(encoding="utf-8")


def _portal(services: Services, environ: dict, port: int) -> list[Process]:
    """The portal's own processes, as in production: web, worker and beat."""
    celery = [sys.executable, "-m", "celery", "--app", "iza_portal.celery"]
    commands = {
        "web": [
            *[sys.executable, "-m", "gunicorn", "iza_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"],
            *["--graceful-timeout", "5", "--no-control-socket"],
        ],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
            "--loglevel",
            "INFO",
        ],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            services.state / "beat-schedule",
            "--pidfile",
            "",
            "--loglevel",
            "INFO",
        ],
    }
    return [
        Process(name, command, log=services.logs / f"{name}.log", environ=environ, folder=PROJECT)
        for name, command in commands.items()
    ]


def _wait_until_ready(processes: list[Process], port: int) -> None:
    """Answer when /readyz says that database, broker and worker are there."""
    deadline = time.monotonic() + 60
    while not _is_ready(port):
        for process in processes:
            if not process.is_running():
                raise _death(process)
        if time.monotonic() > deadline:
            raise Problem(f"The portal is not ready after a minute; the logs are in {processes[0].log.parent}.")
        time.sleep(0.1)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _watch(processes: list[Process]) -> None:
    """Start a process again that died, and raise `Problem` when it keeps dying; ends only by raising."""
    while True:
        for process in processes:
            if process.is_running():
                continue
            if process.starts_since(time.monotonic() - 60) >= MOST_STARTS:
                raise _death(process)
            tell(f"{process.name} ended ({process.ending}) and is started again. The end of {process.log}:")
            tell(last_lines(process.log, 3))
            process.stop()
            process.start()
        time.sleep(0.5)


def _death(process: Process) -> Problem:
    return Problem(
        f"{process.name} ended ({process.ending}), so the portal stops. "
        f"The end of {process.log}:\n\n{last_lines(process.log)}"
    )


if __name__ == "__main__":
    sys.exit(main())
