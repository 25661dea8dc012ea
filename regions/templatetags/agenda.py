"""The coming dates on the page of a region."""

from django import template

from regions.agenda import editing, showing

register = template.Library()

IN_A_LIST = 5


@register.inclusion_tag("agenda/_region.html", takes_context=True)
def region_dates(context, region):
    """List the first of the coming dates: of the agreements for everybody, of the region as well for its people.

    Those of its people are fetched after the page, for they would cost what the page may cost.
    """
    user = context["request"].user
    may_read = editing.may_read(user, region)
    return {
        "region": region,
        # Asked by the piece that is kept, when it is made.
        "national": lambda: showing.soon(most=IN_A_LIST)[0],
        "may_read": may_read,
        "may_set": may_read and editing.may_set(user, region),
    }


@register.filter
def is_late(entry, today) -> bool:
    """Was this to be done by now, and is it not?"""
    return entry.is_late(today)
