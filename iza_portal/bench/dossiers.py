"""What a dossier of some 200 pages costs: from nothing, after an edit of one section, and when it is asked for again."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from iza_portal.bench.data import Setting, write
from iza_portal.bench.measuring import Result
from iza_portal.dossiers import working
from iza_portal.dossiers.content import snapshot
from iza_portal.dossiers.making import request_dossier

# Thirteen sections of about so many paragraphs fill 200 pages.
PARAGRAPHS = 84
ROUNDS = 3


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure in turns with bare WeasyPrint on the same HTML, each in a process of its own; seconds on the clock."""
    names = [name for name in ("pdf.dossier.cold", "pdf.dossier.edited", "pdf.dossier.again") if name.startswith(only)]
    if not names:
        return
    write(setting.plan, PARAGRAPHS)
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content.json"
        content.write_text(json.dumps(snapshot(setting.plan)), encoding="utf-8")
        rounds = [(_answer("portal", content), _answer("bare", content)) for _ in range(ROUNDS)]
    cold, edited = (median(portal[what] for portal, _ in rounds) for what in ("seconds", "edited"))
    bare = median(bare["seconds"] for _, bare in rounds)
    if "pdf.dossier.cold" in names:
        yield Result("pdf.dossier.cold", cold, "s", bare)
    if "pdf.dossier.edited" in names:
        yield Result("pdf.dossier.edited", edited, "s", bare)
    if "pdf.dossier.again" in names:
        yield Result("pdf.dossier.again", _again(setting), "s", cold)


def _answer(way: str, content: Path) -> dict:
    command = [sys.executable, "-m", "iza_portal.bench.typesetting", way, str(content)]
    with tempfile.TemporaryDirectory() as nothing_kept:
        environ = {**os.environ, "DOSSIER_DIR": nothing_kept}
        answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environ).stdout)
    print(f"{way}: {answer}", file=sys.stderr)
    return answer


def _again(setting: Setting) -> float:
    """Ask again for the dossier of a plan that did not change; its file is there."""
    working.make(request_dossier(setting.plan, by=setting.coordinator).pk)
    times = []
    for _ in range(11):
        start = time.perf_counter()
        request_dossier(setting.plan, by=setting.coordinator)
        times.append(time.perf_counter() - start)
    return median(times)
