"""`make bench`: services of its own, production settings, then the measurements of `iza_portal.bench`."""

import os
import subprocess
import sys

from iza_portal.local.prepare import PROJECT, Problem, tell
from iza_portal.local.services import PRODUCTION, clean_environ, throwaway
from iza_portal.local.static import collect_static


def main() -> int:
    """Measure; answer the exit status. Only the results go to standard output, one JSON object a line."""
    try:
        with throwaway(portal_url="http://127.0.0.1:8000", durable=True) as services:
            environ = {**clean_environ(), **services.environ, **PRODUCTION, "LOG_LEVEL": "ERROR"}
            collect_static(environ)
            command = [sys.executable, "-m", "iza_portal.bench", os.environ.get("ONLY", "")]
            return subprocess.run(command, cwd=PROJECT, env=environ, check=False).returncode
    except Problem as problem:
        tell(str(problem))
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
