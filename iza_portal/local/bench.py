"""`make bench`: runs `iza_portal.bench` in production settings, on durable services and an empty database of its own.

`ONLY=` reaches it as its one argument. Its standard output is the measurements and nothing else.
"""

import os
import signal
import sys

from iza_portal.local.prepare import PROJECT, Problem, find_browser, tell
from iza_portal.local.processes import run
from iza_portal.local.services import PRODUCTION, clean_environ, throwaway
from iza_portal.local.static import collect_static


def main() -> int:
    """Measure; answer the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throwaway(portal_url="http://127.0.0.1:8000", durable=True) as services:
            environ = {**clean_environ(), **services.environ, **PRODUCTION, "CHROMIUM": find_browser() or ""}
            collect_static(environ)
            command = [sys.executable, "-m", "iza_portal.bench", os.environ.get("ONLY", "")]
            return run(command, environ=environ, folder=PROJECT)
    except Problem as problem:
        tell(str(problem))
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
