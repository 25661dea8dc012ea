from django import template
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator

from iza_portal.trail import verbs

register = template.Library()

EVENTS_ON_A_PAGE = 50


@register.inclusion_tag("trail/history.html", takes_context=True)
def history_list(context, events):
    """Show acts, newest first, a page at a time; `events` is what `iza_portal.trail.recording.history` answers."""
    from_query = context["request"].GET.get("pagina")
    page = Paginator(events, EVENTS_ON_A_PAGE).get_page(from_query)
    _name_people(page)
    return {"page_obj": page, "request": context["request"]}


def _name_people(events) -> None:
    """Look up whom the acts were about, `people` in `after`: the trail itself holds no names."""
    numbers = {number for event in events for number in (event.after or {}).get("people", [])}
    names = dict(get_user_model().objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    for event in events:
        event.people = [names[number] for number in (event.after or {}).get("people", []) if number in names]


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
