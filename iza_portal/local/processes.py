"""Processes that are started together and end together, also when the one that started them is killed."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
LARGEST_LOG = 5_000_000


@dataclass
class Process:
    """One process with its own session: a Ctrl-C in the terminal reaches only the one that started it.

    `stop_signal` asks it to end, and is also what the kernel sends it when the process that started it is gone;
    after `patience` seconds it is killed, with everything in its session. `account` is who it runs as when root
    starts it. `log` gets all that it prints. `before` is called ahead of every start.
    """

    name: str
    command: Sequence[str | os.PathLike]
    log: Path
    environ: Mapping[str, str]
    folder: Path
    stop_signal: int = signal.SIGTERM
    patience: float = 10
    account: pwd.struct_passwd | None = None
    before: Callable[[], None] = lambda: None
    _starts: list[float] = field(default_factory=list, repr=False)
    _popen: subprocess.Popen | None = field(default=None, repr=False)

    def start(self) -> None:
        self.before()
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LARGEST_LOG:
                self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                [os.fspath(word) for word in self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=dict(self.environ),
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
                **as_account(self.account),
            )
        self._starts.append(time.monotonic())

    def starts_since(self, moment: float) -> int:
        """How often it was started since `moment`, in the seconds of `time.monotonic`."""
        return sum(start >= moment for start in self._starts)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    @property
    def ending(self) -> str:
        """How it ended, in words: `exit status 3` or `SIGKILL`."""
        status = self._popen.returncode
        return f"exit status {status}" if status >= 0 else signal.Signals(-status).name

    def ask_to_stop(self) -> None:
        if self.is_running():
            self._popen.send_signal(self.stop_signal)

    def stop(self) -> None:
        """End the process and whatever it left in its session; answers when they are gone."""
        if self._popen is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(self.patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Say whether `ready()` came true while the process ran, within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.is_running() and time.monotonic() < deadline:
            if ready():
                return True
            time.sleep(0.02)
        return False


def stop_all(processes: Sequence[Process]) -> None:
    """End processes side by side: all are asked first, so the whole takes as long as the slowest."""
    for process in processes:
        process.ask_to_stop()
    for process in processes:
        process.stop()


def run(
    command: Sequence[str | os.PathLike], *, environ: Mapping[str, str], folder: Path, stdout=None, stderr=None
) -> int:
    """Run a program to its end and answer its exit status; nothing that it started is left, however this ends."""
    process = subprocess.Popen(
        [os.fspath(word) for word in command],
        cwd=folder,
        env=dict(environ),
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            # As Ctrl-C would: pytest says then how far it came.
            os.killpg(process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def die_with_parent(stop_signal: int) -> Callable[[], None]:
    """Answer what a child does before its program begins: ask the kernel for `stop_signal` when its parent ends.

    It also hears SIGINT again.
    """
    parent = os.getpid()

    def ask() -> None:
        # A shell's background job ignores it, and so would its children.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return ask


def as_account(account: pwd.struct_passwd | None) -> dict:
    """Answer the arguments that let `subprocess` run a program as `account`; nothing for None."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "umask": 0o077}
