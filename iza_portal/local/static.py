"""Collects the static files into `.local/static`, once for each content."""

import subprocess
import sys

from iza_portal.local.prepare import PROJECT, STATE, Problem, Stamp, alone


def collect_static(environ: dict[str, str]) -> None:
    """Collect the static files of project and packages with the settings in `environ`, unless they were already."""
    folder = STATE / "static"
    locks = sorted(PROJECT.glob("requirements*.lock"))
    files = sorted(path for path in (PROJECT / "static").rglob("*") if path.is_file())
    with alone(STATE / "static.lock"):
        stamp = Stamp(folder / ".collected.json", "static", [*files, *locks, PROJECT / "iza_portal" / "settings.py"])
        if stamp.holds():
            return
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
        if subprocess.run(command, cwd=PROJECT, env=environ, stdout=sys.stderr, check=False).returncode:
            raise Problem("The static files could not be collected; the reason stands above.")
        stamp.set()
