"""The onderdelen of a municipality's budget in a year: what was budgeted, against what was obliged, paid and spent."""

from dataclasses import dataclass
from datetime import date

from funding.gemeente.foreseeing import Course, Outlook
from funding.grootboek.standing import Saldo, line_saldi_of
from funding.models import Budget, Budgetregel, Regelingonderdeel
from iza_portal.rows import many

# Of each line: what was spoken for by a day, and what was spent in the end.
_COURSE = """
    SELECT regel_id,
        coalesce(sum(cents) FILTER (
            WHERE "on" <= %s::date AND (soort = 'verplichting' OR soort = 'realisatie' AND verplichting_id IS NULL)
        ), 0)::bigint,
        coalesce(sum(cents) FILTER (WHERE soort = 'realisatie'), 0)::bigint,
        coalesce(sum(cents) FILTER (WHERE soort = 'verdeling'), 0)::bigint
    FROM funding_boeking WHERE budget_id = %s AND year = %s AND regel_id IS NOT NULL GROUP BY regel_id
"""


@dataclass(frozen=True)
class Part:
    """An onderdeel in a year with its line, if it has one yet; or a line that belongs to no onderdeel of the year."""

    onderdeel: Regelingonderdeel | None
    regel: Budgetregel | None
    saldo: Saldo
    outlook: Outlook

    @property
    def name(self) -> str:
        """What it is called in forms, also before there is a line."""
        return f"onderdeel_{self.onderdeel.pk}" if self.onderdeel else f"regel_{self.regel.pk}"

    @property
    def title(self) -> str:
        return self.regel.title if self.regel else self.onderdeel.title

    @property
    def theme(self) -> str:
        part = self.onderdeel or self.regel.onderdeel
        return part.theme if part else ""

    @property
    def ended_in(self) -> int | None:
        """The last year of an onderdeel that has no budget in this year any more, but still stands in it."""
        return self.regel.onderdeel.last_year if self.onderdeel is None and self.regel.onderdeel else None


@dataclass(frozen=True)
class Year:
    """The onderdelen of a year in their order, then other lines that the year has money on; and the year as a whole."""

    parts: list[Part]
    whole: Outlook


def year_of(budget: Budget, year: int, today: date, saldi: dict[int, Saldo]) -> Year:
    """Answer how a year of the budget stands; `saldi` are those of all its years. Four queries, however many lines."""
    onderdelen = budget.regeling.onderdelen.filter(first_year__lte=year, last_year__gte=year).order_by("position")
    lines = list(budget.regels.select_related("onderdeel"))
    of_lines, courses = line_saldi_of(budget, [year]), _courses_of(budget, year - 1, today)
    by_onderdeel = {line.onderdeel_id: line for line in lines if line.onderdeel_id}
    shown = [(onderdeel, by_onderdeel.get(onderdeel.pk)) for onderdeel in onderdelen]
    listed = {line.pk for _, line in shown if line}
    shown += [(None, line) for line in lines if line.pk not in listed and (line.pk, year) in of_lines]
    parts = []
    for onderdeel, line in shown:
        saldo = of_lines.get((line.pk, year), Saldo()) if line else Saldo()
        last = courses.get(line.pk) if line else None
        parts.append(Part(onderdeel, line, saldo, Outlook(year, today, saldo.verdeeld, saldo, last)))
    return Year(parts, _whole(year, today, saldi, list(courses.values())))


def _whole(year: int, today: date, saldi: dict[int, Saldo], courses: list[Course]) -> Outlook:
    """Of the year as a whole what there is counts, and not only what was budgeted of it."""
    saldo, before = saldi.get(year, Saldo()), saldi.get(year - 1, Saldo())
    last = Course(sum(each.by_then for each in courses), before.besteed, before.beschikbaar)
    return Outlook(year, today, saldo.beschikbaar, saldo, last)


def _courses_of(budget: Budget, year: int, today: date) -> dict[int, Course]:
    """Answer how far each line was in `year` on the day that is today in the next one; one query."""
    day = date(year, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)
    return {regel: Course(*sums) for regel, *sums in many(_COURSE, day, budget.pk, year)}


def chart_of(year: Year) -> dict:
    """Answer the part of each budget that was used as the description of a chart, with how much of the year has passed."""
    rows = [{"name": "het jaar is voorbij voor", "value": year.whole.passed, "part": "country"}]
    rows.append({"name": "alles samen", "value": year.whole.part_used, "word": "geen budget", "part": "own"})
    rows += [{"name": part.title, "value": part.outlook.part_used, "word": "geen budget"} for part in year.parts]
    return {
        "kind": "bars",
        "title": f"Welk deel van het budget van {year.whole.year} is besteed of verplicht, in procenten",
        "rows": rows,
        "unit": "%",
    }
