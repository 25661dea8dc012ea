"""Which municipalities of a budget gave the kassier a mandate."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from funding.grootboek.members import MEMBERS, members_in, members_of
from funding.models import Budget, Machtiging
from iza_portal.rows import many
from regions.models import Municipality

_NOW = f"""
    SELECT municipality.name, municipality.organisation_id = %s AND member.id IS NOT NULL, given.from_on, given.until_on
    FROM regions_municipality municipality
    LEFT JOIN ({MEMBERS}) AS member (id) ON member.id = municipality.id
    LEFT JOIN LATERAL (
        SELECT from_on, until_on FROM funding_machtiging
        WHERE budget_id = %s AND municipality_id = municipality.id
            AND from_on <= %s AND (until_on IS NULL OR until_on >= %s)
        ORDER BY from_on DESC, id DESC LIMIT 1
    ) AS given ON true
    WHERE member.id IS NOT NULL
        OR municipality.id IN (SELECT municipality_id FROM funding_machtiging WHERE budget_id = %s)
    ORDER BY municipality.name
"""  # noqa: S608  (constants)


class Period(NamedTuple):
    """From when a mandate runs, and until when, if it ends."""

    from_on: date
    until_on: date | None


class Today(NamedTuple):
    """A municipality by name, and how long the mandate is that runs today, if any; see `Standing`."""

    municipality: str
    is_holder: bool
    now: Period | None


@dataclass
class Standing:
    """A municipality with its mandates, the newest first. `is_holder`: it is the kassier itself, and needs none."""

    municipality: Municipality
    is_member: bool
    is_holder: bool
    given: list[Machtiging] = field(default_factory=list)

    @property
    def now(self) -> Machtiging | None:
        """The mandate that runs today, if any."""
        return next((each for each in self.given if runs(each)), None)

    @property
    def is_open(self) -> bool:
        """Does one run, or begin later, that has no end? Then no other can be given."""
        return any(each.until_on is None for each in self.given)


def runs(machtiging: Machtiging) -> bool:
    """Is today a day on which the kassier may spend by this mandate?"""
    today = timezone.localdate()
    return machtiging.from_on <= today and (machtiging.until_on is None or machtiging.until_on >= today)


def mandates_of(budget: Budget) -> list[Standing]:
    """Answer each municipality of the region this year, and those that gave a mandate before; two queries."""
    found = {
        each.pk: Standing(each, is_member=True, is_holder=each.organisation_id == budget.holder_id)
        for each in members_of(budget.mandaatregio, _year(budget))
    }
    rows = budget.machtigingen.select_related("municipality", "stuk", "by").order_by("-from_on", "-pk")
    # The papers are long; only their names are shown.
    for given in rows.defer("stuk__content"):
        standing = found.setdefault(
            given.municipality_id, Standing(given.municipality, is_member=False, is_holder=False)
        )
        standing.given.append(given)
    return sorted(found.values(), key=lambda standing: standing.municipality.name)


def mandates_today(budget: Budget) -> list[Today]:
    """Answer those of `mandates_of` with what runs today alone; one query, for the first page of a budget."""
    today = timezone.localdate()
    rows = many(
        _NOW, budget.holder_id, *members_in(budget.mandaatregio, _year(budget)), budget.pk, today, today, budget.pk
    )
    return [
        Today(name, is_holder, Period(from_on, until) if from_on else None) for name, is_holder, from_on, until in rows
    ]


def _year(budget: Budget) -> int:
    return min(timezone.localdate().year, budget.regeling.last_year)
