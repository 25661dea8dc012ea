"""The portal behind a port of this machine, as `gunicorn` serves it in production, and what its processes use."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

WORKERS = 2
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Processor time in seconds of the web processes and of PostgreSQL, and the web processes' memory in bytes."""

    web: float
    database: float
    memory: int


class Serving:
    """A running portal at `port`."""

    def __init__(self, port: int, pid: int):
        self.port = port
        self._pid = pid
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._postgres = _parent(cursor.fetchone()[0])

    def usage(self) -> Usage:
        """Answer what web and database used so far; processes that ended meanwhile are counted with their parents."""
        web, database = _family(self._pid), _family(self._postgres)
        return Usage(
            sum(map(_seconds, web)), sum(map(_seconds, database)), sum(_memory(pid) for pid in web if pid != self._pid)
        )


@contextlib.contextmanager
def serving() -> Iterator[Serving]:
    """Serve the portal with production settings, but at a plain address of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "DEMO": "true", "PORTAL_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "gunicorn", "iza_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(WORKERS), "--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environ, stdout=sys.stderr)
    try:
        _wait(port, process)
        yield Serving(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode}")
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.suppress(OSError):
            link.request("GET", "/healthz")
            if link.getresponse().status == 200:
                return
        link.close()
        time.sleep(0.1)
    raise RuntimeError("the portal does not answer")


def _fields(pid: int) -> list[str]:
    """Answer the fields of /proc/PID/stat after the name, which may hold spaces; none where the process is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return []


def _parent(pid: int) -> int:
    return int(_fields(pid)[1])


def _family(pid: int) -> list[int]:
    everybody = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [pid, *(each for each in everybody if (fields := _fields(each)) and int(fields[1]) == pid)]


def _seconds(pid: int) -> float:
    # Its own time, and that of children that ended.
    return sum(map(int, _fields(pid)[11:15])) / _TICKS


def _memory(pid: int) -> int:
    """What a process holds for itself, without what it shares with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return sum(
        int(line.split()[1]) * 1024
        for line in lines
        if line.startswith(("Private_", "Anonymous:")) and "Private" in line
    )
