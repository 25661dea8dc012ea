"""What reading in a large file of figures costs: 342 municipalities, 67 indicators and 10 years, beside a bare COPY."""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from iza_portal.bench.data import Setting
from iza_portal.bench.measuring import Result
from regions.models import Indicator, Municipality

INDICATORS = 67
YEARS = range(2015, 2025)
ROUNDS = 3
MOST_MEGABYTES = 300


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure in turns with a bare COPY of the same rows, each in a process of its own; seconds on the clock."""
    if not "import.figures".startswith(only):
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cijfers.csv"
        write(file)
        rounds = [(_answer("portal", file), _answer("bare", file)) for _ in range(ROUNDS)]
    if (most := max(portal["megabytes"] for portal, _ in rounds)) > MOST_MEGABYTES:
        print(f"import.figures took {most} MB, more than {MOST_MEGABYTES}", file=sys.stderr)
    seconds, floor = (median(answer["seconds"] for answer in answers) for answers in zip(*rounds, strict=True))
    yield Result("import.figures", seconds, "s", floor)


def write(file: Path) -> None:
    """Write a file as a Dutch spreadsheet would, one figure a row; the same each time."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    indicators = list(Indicator.objects.all()[:INDICATORS])
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, delimiter=";")
        writer.writerow(["Gemeentecode", "Indicator", "Jaar", "Waarde"])
        for municipality in Municipality.objects.all():
            for indicator in indicators:
                most = min(indicator.most, municipality.population)
                for year in YEARS:
                    value = chance.uniform(max(indicator.least, 0), most)
                    written = f"{value:.{indicator.decimals}f}".replace(".", ",")
                    writer.writerow([municipality.cbs_code, indicator.code, year, written])


def _answer(way: str, file: Path) -> dict:
    command = [sys.executable, "-m", "iza_portal.bench.importing", way, str(file)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout)
    print(f"{way}: {answer}", file=sys.stderr)
    return answer
