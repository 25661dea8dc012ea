"""Figures in the database: laying what a file states beside what counts now, adding it, and taking it back.

Everything here runs in a transaction of the caller's, which is the unit that is kept or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from regions.figures.aggregating import aggregate
from regions.models import Figure, FigureBatch

# What adds or takes back figures does so one after the other: an arbitrary number that only this lock has.
FIGURES_LOCK = 4218

COLUMNS = (
    "row_number", "indicator_id", "municipality_id", "region_id", "zorgkantoorregio_id", "year", "scenario", "status",
    "value", "lower", "upper",
)  # fmt: skip
STAGE = """
CREATE TEMPORARY TABLE statement (
    row_number integer, indicator_id bigint, municipality_id bigint, region_id bigint, zorgkantoorregio_id bigint,
    year smallint, scenario text, status text, value numeric(14, 4), lower numeric(14, 4), upper numeric(14, 4)
) ON COMMIT DROP
"""
THING = "indicator_id, municipality_id, region_id, zorgkantoorregio_id, year, scenario"
TOLD = "status, value, lower, upper"
ANY_DOUBLES = f"SELECT 1 FROM statement GROUP BY {THING} HAVING count(*) > 1 LIMIT 1"  # noqa: S608
CONFLICTS = f"""
SELECT {THING}, array_agg(row_number ORDER BY row_number)
FROM statement GROUP BY {THING}
HAVING count(*) > 1 AND count(DISTINCT ({TOLD})) > 1
ORDER BY min(row_number)
"""  # noqa: S608 (no value of anybody's)
DROP_DOUBLES = f"""
DELETE FROM statement doubled USING (
    SELECT ctid, row_number() OVER (PARTITION BY {THING} ORDER BY row_number) AS time FROM statement
) told WHERE told.ctid = doubled.ctid AND told.time > 1
"""  # noqa: S608


def _same(one: str, other: str) -> str:
    """Answer the condition that both tell of the same thing; written so that the database can hash it."""
    areas = " AND ".join(
        f"coalesce({one}.{area}, 0) = coalesce({other}.{area}, 0)"
        for area in ("municipality_id", "region_id", "zorgkantoorregio_id")
    )
    return (
        f"{one}.indicator_id = {other}.indicator_id AND {one}.year = {other}.year AND "
        f"{one}.scenario = {other}.scenario AND {areas}"
    )


def _differs(one: str, other: str) -> str:
    columns = TOLD.split(", ")
    told = [", ".join(f"{name}.{column}" for column in columns) for name in (one, other)]
    return f"({told[0]}) IS DISTINCT FROM ({told[1]})"


BESIDE = f"statement LEFT JOIN regions_figure counting ON counting.is_current AND {_same('statement', 'counting')}"
COUNTS = f"""
SELECT
    statement.indicator_id,
    count(*) FILTER (WHERE counting.id IS NULL),
    count(*) FILTER (WHERE counting.id IS NOT NULL AND {_differs("statement", "counting")}),
    count(*), min(statement.year), max(statement.year)
FROM {BESIDE}
GROUP BY statement.indicator_id ORDER BY statement.indicator_id
"""  # noqa: S608
CHANGES = f"""
SELECT statement.row_number, statement.indicator_id, statement.municipality_id, statement.region_id,
    statement.zorgkantoorregio_id, statement.year, statement.scenario,
    counting.value, statement.value, counting.status, statement.status
FROM {BESIDE}
WHERE counting.id IS NOT NULL AND {_differs("statement", "counting")}
ORDER BY statement.row_number, statement.indicator_id, statement.year LIMIT %s
"""  # noqa: S608
EXAMPLES = f"""
SELECT statement.row_number, statement.indicator_id, statement.municipality_id, statement.region_id,
    statement.zorgkantoorregio_id, statement.year, statement.scenario,
    NULL, statement.value, NULL, statement.status
FROM (SELECT * FROM statement ORDER BY row_number, indicator_id, year LIMIT 1000) AS {BESIDE}
WHERE counting.id IS NULL
ORDER BY statement.row_number, statement.indicator_id, statement.year LIMIT %s
"""  # noqa: S608
NO_LONGER = f"""
UPDATE regions_figure counting SET is_current = false
FROM statement WHERE counting.is_current AND {_same("statement", "counting")}
"""  # noqa: S608
ADD = f"""
INSERT INTO regions_figure (batch_id, {THING}, {TOLD}, is_current)
SELECT %s, {THING}, {TOLD}, true FROM statement
"""  # noqa: S608
TAKE_BACK = f"""
WITH taken AS (
    UPDATE regions_figure SET is_current = false WHERE batch_id = %(batch)s AND is_current RETURNING {THING}
), earlier AS (
    SELECT DISTINCT ON ({", ".join(f"figure.{column}" for column in THING.split(", "))}) figure.id
    FROM taken
    JOIN regions_figure figure ON {_same("taken", "figure")}
    JOIN regions_figurebatch batch ON batch.id = figure.batch_id
        AND batch.applied_at IS NOT NULL AND batch.withdrawn_at IS NULL AND batch.id <> %(batch)s
    ORDER BY {", ".join(f"figure.{column}" for column in THING.split(", "))}, batch.applied_at DESC, batch.id DESC
)
SELECT id FROM earlier
"""  # noqa: S608


@dataclass(frozen=True)
class Comparison:
    """What a file comes down to, beside the figures that count now."""

    new: int
    changed: int
    total: int
    first_year: int | None
    last_year: int | None
    indicators: list[int]

    @property
    def unchanged(self) -> int:
        return self.total - self.new - self.changed


def lock() -> None:
    """Wait until nobody else adds or takes back figures, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIGURES_LOCK])


def stage(lines: Iterable[str]) -> None:
    """Lay the lines of a reading down in a table of the transaction's own."""
    with connection.cursor() as cursor:
        # What is joined and counted here is larger than what pages ask for.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.statement")  # Of an earlier step in the same transaction.
        cursor.execute(STAGE)
        with cursor.copy(f"COPY statement ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for block in _blocks(lines):
                copy.write(block)
        # How many there are and of how much tells it all; more of a sample only takes time.
        cursor.execute("SET LOCAL default_statistics_target = 10")
        cursor.execute("ANALYZE statement")


def conflicts() -> list[tuple]:
    """Answer what was stated more than once, and differently: what it is of, and the rows. The same twice is dropped."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_DOUBLES)
        if cursor.fetchone() is None:
            return []
        cursor.execute(CONFLICTS)
        found = cursor.fetchall()
        cursor.execute(DROP_DOUBLES)
    return found


def compare() -> Comparison:
    """Lay what was staged beside the figures that count now."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        rows = cursor.fetchall()
    indicators, new, changed, total, first, last = zip(*rows, strict=True) if rows else ((),) * 6
    return Comparison(
        sum(new), sum(changed), sum(total), min(first, default=None), max(last, default=None), list(indicators)
    )


def changes(most: int) -> list[tuple]:
    """Answer figures that would change, with the old and the new value, the first rows first."""
    return _rows(CHANGES, most)


def examples(most: int) -> list[tuple]:
    """Answer figures that would be new, of those in the first rows."""
    return _rows(EXAMPLES, most)


def add(batch: FigureBatch, comparison: Comparison, *, today) -> None:
    """Make figures of all that was staged: they count from now on, and regions and the country follow."""
    with connection.cursor() as cursor:
        if comparison.total > comparison.new:
            cursor.execute(NO_LONGER)
        cursor.execute(ADD, [batch.pk])
    aggregate(comparison.indicators, today=today)


def take_back(batch: FigureBatch, *, today) -> None:
    """Let the figures of this batch no longer count, and those that counted before them count again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT indicator_id FROM regions_figure WHERE batch_id = %s", [batch.pk])
        indicators = [indicator for (indicator,) in cursor]
        cursor.execute("CREATE TEMPORARY TABLE counting_again ON COMMIT DROP AS " + TAKE_BACK, {"batch": batch.pk})
        cursor.execute(
            "UPDATE regions_figure SET is_current = true FROM counting_again WHERE counting_again.id = regions_figure.id"
        )
        cursor.execute("DROP TABLE counting_again")
    aggregate(indicators, today=today)


def follow_municipalities(*, today) -> None:
    """Make all figures of regions and the country anew, because municipalities or indicators are not what they were."""
    lock()
    aggregate(Figure.objects.current().order_by().values_list("indicator", flat=True).distinct(), today=today)


def _rows(query, most) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, [most])
        return cursor.fetchall()


def _blocks(lines: Iterable[str], size: int = 1_000):
    lines = iter(lines)
    while block := "".join(islice(lines, size)):
        yield block
