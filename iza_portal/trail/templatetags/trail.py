from django import template
from django.core.paginator import Paginator

from iza_portal.trail import verbs

register = template.Library()

EVENTS_ON_A_PAGE = 50


@register.inclusion_tag("trail/history.html", takes_context=True)
def history_list(context, events):
    """Show acts, newest first, a page at a time; `events` is what `iza_portal.trail.recording.history` answers."""
    from_query = context["request"].GET.get("pagina")
    page = Paginator(events, EVENTS_ON_A_PAGE).get_page(from_query)
    return {"page_obj": page, "request": context["request"]}


@register.filter
def phrase(event) -> str:
    """Say the act, to follow the person's name."""
    return verbs.phrase(event.verb)


@register.filter
def changes(event) -> list[tuple[str, str, str]]:
    """Answer what changed: name, before, after; lists of people's numbers are left to the page that knows them."""
    before, after = event.before or {}, event.after or {}
    rows = []
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old != new and not isinstance(old, list) and not isinstance(new, list):
            rows.append((name, _said(old), _said(new)))
    return rows


def _said(value) -> str:
    if value is None or value == "":
        return "niets"
    return {True: "ja", False: "nee"}.get(value, str(value)) if isinstance(value, bool) else str(value)
