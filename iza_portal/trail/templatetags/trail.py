import re
from datetime import date

from django import template
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator

from iza_portal.page.templatetags.page import euro, long_date
from iza_portal.trail import verbs

register = template.Library()

EVENTS_ON_A_PAGE = 50
# Where an act's values hold people's numbers: whom it was about, and who write or own a part.
NAMED = ("schrijvers", "eigenaar")
PEOPLE = ("people", *NAMED)
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: The key of a row, which says nothing to people: the sentence of the act names the row.
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: How values are called that are eurocents.
CENTS = re.compile(r"(?:(.+) in )?centen")


@register.inclusion_tag("trail/history.html", takes_context=True)
def history_list(context, events):
    """Show acts, newest first, a page at a time; `events` is what `iza_portal.trail.recording.history` answers."""
    from_query = context["request"].GET.get("pagina")
    page = Paginator(events, EVENTS_ON_A_PAGE).get_page(from_query)
    _name_people(page)
    return {"page_obj": page, "request": context["request"]}


def _name_people(events) -> None:
    """Look up the people in the acts: the trail itself holds their numbers and no names."""
    numbers = {
        number for event in events for values in _values(event) for key in PEOPLE for number in values.get(key, [])
    }
    names = dict(get_user_model().objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    for event in events:
        event.people = _names((event.after or {}).get("people", []), names)
        event.changes = _changes(event, names)


def _values(event) -> tuple[dict, dict]:
    return event.before or {}, event.after or {}


def _names(numbers, names: dict[int, str]) -> list[str]:
    return sorted(names[number] for number in numbers if number in names)


def _changes(event, names: dict[int, str]) -> list[tuple[str, str, str]]:
    """Answer what changed: name, before, after; other lists than of people, and keys, are told by the sentence itself."""
    before, after = _values(event)
    rows = []
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if name in NAMED:
            old, new = (", ".join(_names(numbers or [], names)) for numbers in (old, new))
        # What was empty and stays so did not change.
        if (old or new) and old != new and not any(_is_told_by_the_sentence(each) for each in (old, new)):
            rows.append(_row(name, old, new))
    return rows


def _is_told_by_the_sentence(value) -> bool:
    return isinstance(value, list) or bool(KEY.fullmatch(str(value)))


def _row(name: str, old, new) -> tuple[str, str, str]:
    """Answer a change as people read it: an amount as euros."""
    if of := CENTS.fullmatch(name):
        old, new = ("" if cents is None else euro(cents) for cents in (old, new))
        name = of[1] or "bedrag"
    return name, _said(old), _said(new)


@register.filter
def phrase(event) -> str:
    """Say the act, to follow the person's name."""
    # The colon before what it is about is of the list, also where the phrase ends in one.
    return verbs.phrase(event.verb).removesuffix(":")


def _said(value) -> str:
    if value is None or value == "":
        return "geen"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return long_date(date.fromisoformat(value)) if ISO_DATE.fullmatch(str(value)) else str(value)
