"""Reads in one file of figures in a process of its own, the portal's way or as a bare COPY, and prints what it took.

`python -m iza_portal.bench.importing portal|bare FILE`. The portal's way is the step that processes a file which was read
before: reading it again, checking every cell, adding the figures and making those of regions and the country; `preview` is
what reading it took the first time. The bare way hands the same figures, as ready text, to COPY into a table
with nothing but a primary key. Figures of before are taken away.
"""

import csv
import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django

HEADER = ("Gemeentecode", "Indicator", "Jaar", "Waarde")


def main(way: str, file: str) -> None:
    django.setup()
    answer = portal(Path(file)) if way == "portal" else bare(Path(file))
    answer["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(answer))


def portal(file: Path) -> dict:
    """Answer the seconds of reading for the preview and of processing."""
    from iza_portal.accounts.models import User
    from regions.figures import importing, working
    from regions.figures.layouts import Column, Layout, Role
    from regions.models import BatchState, Figure, FigureBatch

    person, _ = User.objects.get_or_create(
        email="beheer@example.nl", defaults={"name": "Beheer", "is_portal_admin": True}
    )
    roles = (Role.GEBIED, Role.INDICATOR, Role.JAAR, Role.WAARDE)
    layout = Layout(sheet=file.stem, columns=tuple(map(Column, HEADER, roles)), notation="dutch")
    _empty()
    batch = importing.hand_in_file(
        file.read_bytes(),
        file.name,
        by=person,
        region=None,
        source="meting",
        peildatum=date(2026, 1, 1),
        certainty="indicatief",
        layout=layout,
    )
    start = time.perf_counter()
    working.do(batch, _nobody)
    read = time.perf_counter() - start
    batch = importing.start_processing(batch, by=person)
    start = time.perf_counter()
    working.do(batch, _nobody)
    seconds = time.perf_counter() - start
    batch = FigureBatch.objects.get(pk=batch.pk)
    if batch.state != BatchState.VERWERKT:
        raise RuntimeError(f"the file was not processed: {batch.state}")
    figures = Figure.objects.filter(batch=batch).count()
    _empty()
    return {"seconds": seconds, "preview": read, "figures": figures}


def _empty() -> None:
    """Take all figures away, so that each round begins alike."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE regions_figure, regions_areafigure, regions_figurebatch CASCADE")


def bare(file: Path) -> dict:
    """Answer the seconds of the figures that the portal makes of this file into a table with nothing but a primary key."""
    from django.db import connection, transaction

    from regions.models import Figure, Indicator, Municipality

    indicators = dict(Indicator.objects.values_list("code", "pk"))
    municipalities = dict(Municipality.objects.values_list("cbs_code", "pk"))
    with file.open(encoding="utf-8") as text:
        lines = "".join(
            f"1\t{indicators[row['Indicator']]}\t{municipalities[row['Gemeentecode']]}\t\\N\t\\N\t{row['Jaar']}"
            f"\t\tgemeten\t{row['Waarde'].replace(',', '.')}\t\\N\t\\N\tt\n"
            for row in csv.DictReader(text, delimiter=";")
        )
    columns = ", ".join(field.column for field in Figure._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain")
        cursor.execute("CREATE TABLE plain (LIKE regions_figure INCLUDING IDENTITY, PRIMARY KEY (id))")
        start = time.perf_counter()
        with transaction.atomic(), cursor.copy(f"COPY plain ({columns}) FROM STDIN") as copy:
            copy.write(lines)
        seconds = time.perf_counter() - start
        cursor.execute("DROP TABLE plain")
    return {"seconds": seconds}


def _nobody(percent: int, stage: str) -> None:
    """Hear how far it is, for nobody."""


if __name__ == "__main__":
    main(*sys.argv[1:])
