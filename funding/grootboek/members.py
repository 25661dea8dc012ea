"""Which municipalities a mandaatregio is of, in a year: those over which its money is divided."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from regions.models import Indeling, Mandaatregio, Municipality, Purpose

#: The first day of which the portal knows who lay where; money of before is divided as it was then.
FIRST_KNOWN = date(2024, 1, 1)


def members_of(mandaatregio: Mandaatregio, year: int):
    """Answer the municipalities that lay in the mandaatregio on 1 January of the year, by name; one query.

    Where practice departs from the regeling (Wageningen), practice is followed: the money was set by it.
    """
    then = Q(period__contains=max(date(year, 1, 1), FIRST_KNOWN))
    elsewhere = Indeling.objects.filter(then, municipality=OuterRef("pk"), purpose=Purpose.MANDAAT_PRAKTIJK).exclude(
        mandaatregio=mandaatregio
    )
    here = Indeling.objects.filter(
        then,
        municipality=OuterRef("pk"),
        mandaatregio=mandaatregio,
        purpose__in=[Purpose.MANDAAT, Purpose.MANDAAT_PRAKTIJK],
    )
    return Municipality.objects.filter(Exists(here), ~Exists(elsewhere)).select_related("organisation")
