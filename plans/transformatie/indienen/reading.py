"""Reading what was submitted: place by place as HTML, with what is other than the submission before it marked."""

from dataclasses import dataclass, field, replace

from django.core.cache import caches
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from plans.models.transformatie import Indiening, Transformatieplan, Vraag
from plans.transformatie import rules
from plans.transformatie.content import places_of
from plans.transformatie.indienen.differences import mark_of
from plans.transformatie.termijnen import with_clock
from plans.transformatie.vragen.rules import asks_for, why_not_asked

#: So long a process keeps the HTML of a submission, which never changes.
KEPT_SECONDS = 24 * 3600
#: Where in a content the pieces are that are no text, by the key of their place.
_TABLES = {"partijen": "parties", "businesscaseregels": "businesscase"}


@dataclass(frozen=True)
class Place:
    """A place of a submission: its key, its title, what stands there as HTML, and what of it is other than before.

    For who reads it: the `questions` about it, and `ask_url`, where one asks about it (nothing for who does not ask now).
    """

    key: str
    title: str
    html: SafeString
    changes: list[dict] = field(default_factory=list)
    questions: list[Vraag] = field(default_factory=list)
    ask_url: str = ""


def readable_of(user, plan: Transformatieplan) -> list[Indiening]:
    """Answer the submissions of the plan that this person may read, the last first, without their contents; one query."""
    found = plan.indieningen.brief().select_related("leader_1", "leader_2", "coordinator", "kader", "by")
    indieningen = [
        each for each in with_clock(found).order_by("-at", "-pk") if rules.may_read_indiening(user, plan, each)
    ]
    for each in indieningen:
        each.plan = plan
    return indieningen


def shows_changes(indiening: Indiening, readable: list[Indiening]) -> bool:
    """Is one told what is other than before? Only who reads what stood there before: `readable` are those that they read."""
    since = indiening.differences and indiening.differences["since"]["pk"]
    return any(each.pk == since for each in readable)


def places_for(user, indiening: Indiening) -> list[Place]:
    """Answer the places of the submission as this person reads them; nothing for who may not read it.

    Its plan comes with it, with its parties. One query, where there was a submission before it.
    """
    if not rules.may_read_indiening(user, indiening.plan, indiening):
        return []
    is_marked = bool(indiening.differences) and shows_changes(indiening, readable_of(user, indiening.plan))
    return drawn_places(indiening, is_marked=is_marked)


def with_questions(places: list[Place], questions: dict[str, list[Vraag]], url: str) -> list[Place]:
    """Answer the places with the questions about each, by its key, and with the way to ask, of which `url` is the page."""
    return [
        replace(place, questions=questions.get(place.key, []), ask_url=url and f"{url}?deel={place.key}")
        for place in places
    ]


def ask_url(user, plan: Transformatieplan, indiening: Indiening) -> str:
    """Answer where this person asks about the submission now; nothing for who does not."""
    if why_not_asked(plan, indiening) or asks_for(user, plan, indiening) is None:
        return ""
    return reverse("transformatieplan-vraag-stellen", args=[plan.pk])


def changes_of(indiening: Indiening) -> list[dict]:
    """Answer what the submission says other than the one before it, in the order of the page.

    Each says with `is_here` whether its place is still in the submission.
    """
    if indiening.differences is None:
        return []
    here = places_of(indiening.content)
    return [change | {"is_here": change["place"] in here} for change in indiening.differences["changes"]]


def drawn_places(indiening: Indiening, *, is_marked: bool) -> list[Place]:
    """Answer the places of the submission in their order; with `is_marked` what is other than before stands in them.

    Their HTML is made once in each process: a submission never changes.
    """
    changed: dict[str, list[dict]] = {}
    for change in changes_of(indiening) if is_marked else []:
        changed.setdefault(change["place"], []).append(change)
    name = f"indiening-{indiening.pk}-{indiening.content_hash}-{'marked' if is_marked else 'plain'}"
    html = caches["fragments"].get_or_set(name, lambda: _drawn(indiening, changed), KEPT_SECONDS)
    # Made by templates, of the kept content alone.
    return [
        Place(key, title, mark_safe(html[key]), changed.get(key, []))  # noqa: S308
        for key, title in places_of(indiening.content).items()
    ]


def _drawn(indiening: Indiening, changed: dict[str, list[dict]]) -> dict[str, str]:
    content = indiening.content
    parts = {part["code"]: part for part in content.get("parts", [])}
    return {key: _html(key, content, parts.get(key), changed.get(key, [])) for key in places_of(content)}


def _html(key: str, content: dict, part: dict | None, changes: list[dict]) -> str:
    if part is not None:
        comparison = next((change for change in changes if "comparison" in change), None)
        context = {"part": part, "compared": comparison, "changes": [] if comparison else changes}
        return render_to_string("plans/transformatie/indienen/_text.html", context).strip()
    marks = {change["key"]: change["state"] for change in changes}
    rows = [_marked(row, marks) for row in content.get(_TABLES.get(key, key), [])]
    context = {"content": content, "rows": rows, "changes": changes}
    return render_to_string(f"plans/transformatie/indienen/_{key}.html", context).strip()


def _marked(row: dict, marks: dict[str, str]) -> dict:
    """Answer a row with whether it is new or changed, and the rows below it likewise."""
    below = {"bedragen": [_marked(each, marks) for each in row["bedragen"]]} if "bedragen" in row else {}
    return row | below | {"mark": marks.get(mark_of(row), "")}
