"""The coming dates on the pages of others."""

from django import template

from regions.agenda import editing, showing

register = template.Library()

ON_A_REGION = 5


@register.inclusion_tag("agenda/_region.html", takes_context=True)
def region_dates(context, region):
    """List the first of the coming dates of the region, and of the agreements, that this person may see."""
    user = context["request"].user
    entries, has_more = showing.soon(user, region_id=region.pk, most=ON_A_REGION)
    may_read = editing.may_read(user, region)
    return {
        "region": region,
        "entries": entries,
        "has_more": has_more,
        "may_read": may_read,
        "may_set": may_read and editing.may_set(user, region),
        "query": f"?regio={region.slug}" if may_read else "",
    }


@register.filter
def is_late(entry, today) -> bool:
    """Was this to be done by now, and is it not?"""
    return entry.is_late(today)
