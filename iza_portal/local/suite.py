"""`make test`: style, imports, settings and migrations are checked, then pytest runs, on services of its own."""

import os
import shlex
import signal
import sys
from pathlib import Path

from iza_portal.local.prepare import PROJECT, Problem, tell
from iza_portal.local.processes import run
from iza_portal.local.services import PRODUCTION, clean_environ, throwaway
from iza_portal.local.static import collect_static


def main() -> int:
    """Check everything; answer the exit status of the first part that fails, or pytest's."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    python = [sys.executable, "-m"]
    manage = [sys.executable, "manage.py"]
    try:
        with throwaway(portal_url="http://127.0.0.1:8000") as services:
            environ = {**clean_environ(), **services.environ}
            collect_static(environ)
            steps = [
                # Each step: what to run, with which settings.
                ([*python, "ruff", "check", "--quiet", "."], environ),
                ([*python, "ruff", "format", "--check", "--quiet", "."], environ),
                ([sys.executable, str(Path(sys.executable).with_name("lint-imports")), "--no-logo"], environ),
                ([*manage, "check", "--deploy", "--fail-level", "WARNING"], {**environ, **PRODUCTION}),
                ([*manage, "makemigrations", "--check", "--dry-run"], environ),
                ([*python, "pytest", "-n", "2", *shlex.split(os.environ.get("ARGS", ""))], environ),
            ]
            for command, settings in steps:
                tell(f"$ {shlex.join(['python', *command[1:]])}")
                if status := run(command, environ=settings, folder=PROJECT):
                    return status
    except Problem as problem:
        tell(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
