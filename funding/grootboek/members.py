"""Which municipalities a mandaatregio is of, in a year: those over which its money is divided."""

from datetime import date

from django.db.models.expressions import RawSQL

from regions.models import Mandaatregio, Municipality, Purpose

#: The first day of which the portal knows who lay where; money of before is divided as it was then.
FIRST_KNOWN = date(2024, 1, 1)

#: The keys of those municipalities, as a query that others can hold.
MEMBERS = """
    SELECT here.municipality_id FROM regions_indeling here
    WHERE here.mandaatregio_id = %s AND here.purpose IN (%s, %s) AND here.period @> %s::date
        AND NOT EXISTS (
            SELECT FROM regions_indeling elsewhere
            WHERE elsewhere.municipality_id = here.municipality_id AND elsewhere.purpose = %s
                AND elsewhere.mandaatregio_id IS DISTINCT FROM %s AND elsewhere.period @> %s::date
        )
"""


def members_of(mandaatregio: Mandaatregio, year: int):
    """Answer the municipalities that lay in the mandaatregio on 1 January of the year, by name; one query.

    Where practice departs from the regeling (Wageningen), practice is followed: the money was set by it.
    """
    return Municipality.objects.filter(
        pk__in=RawSQL(MEMBERS, members_in(mandaatregio, year))  # noqa: S611  (a constant)
    ).select_related("organisation")


def members_in(mandaatregio: Mandaatregio, year: int) -> list:
    """Answer the values of the gaps of `MEMBERS`."""
    then = max(date(year, 1, 1), FIRST_KNOWN)
    return [
        mandaatregio.pk,
        Purpose.MANDAAT,
        Purpose.MANDAAT_PRAKTIJK,
        then,
        Purpose.MANDAAT_PRAKTIJK,
        mandaatregio.pk,
        then,
    ]
