"""The places of a reading version on which parties react: the plan as a whole, each section, and each opgave."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from plans.models import About, Consultatie, Regioplan

#: So long a process keeps the HTML of a reading version, which never changes.
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Place:
    """A place: what it is, its `key` (that of the section or opgave), its `number` in order, and its title as it was."""

    about: str
    key: UUID | None
    number: int
    title: str

    @property
    def slug(self) -> str:
        """Names it in an address."""
        return f"{self.about}-{self.key}" if self.key else self.about

    @property
    def in_words(self) -> str:
        """The place as a sentence names it."""
        return self.title if self.about == About.PLAN else f"“{self.title}”"


WHOLE = Place(About.PLAN, None, 0, "Het plan als geheel")


def about_in_words(about: str, plan: Regioplan) -> str:
    """Say what a reaction is about; an opgave is called as this kind of plan calls it."""
    return f"een {plan.noun}" if about == About.OPGAVE else str(About(about).label)


def places_of(consultatie: Consultatie) -> list[Place]:
    """Answer the places of the reading version in their order, the plan as a whole first."""
    content = consultatie.content
    named = [
        (About.ONDERDEEL, section["key"], f"{section['number']} {section['title']}".strip())
        for section in content["sections"]
    ]
    noun = consultatie.plan.noun.capitalize()
    named += [(About.OPGAVE, opgave["key"], _named(noun, opgave)) for opgave in content["opgaven"]]
    return [WHOLE, *(Place(about, UUID(key), number, title) for number, (about, key, title) in enumerate(named, 1))]


def _named(noun: str, opgave: dict) -> str:
    return f"{noun} {opgave.get('aanpak') or str(opgave['number']) + '.'} {opgave['title']}"


def drawn_places(consultatie: Consultatie) -> list[tuple[Place, SafeString]]:
    """Answer the places with the HTML of what stands there; at the plan as a whole what it leaves out, and why.

    Made once in each process: a reading version never changes, and its content is only fetched for this.
    """
    drawn = caches["fragments"].get_or_set(
        f"leesversie-{consultatie.content_hash}", lambda: _drawn(consultatie), timeout=KEPT_SECONDS
    )
    # Made of the kept content alone, by templates.
    return [(place, mark_safe(html)) for place, html in drawn]  # noqa: S308


def _drawn(consultatie: Consultatie) -> list[tuple[Place, str]]:
    content = consultatie.content
    section = "plans/consultaties/_section.html"
    whole = "plans/consultaties/_left_out.html"
    html = [render_to_string(whole, {"left_out": content.get("left_out")})]
    html += [render_to_string(section, {"section": each}) for each in content["sections"]]
    html += [
        render_to_string("plans/_opgave_data.html", {"opgave": each, "heading": "3"}) for each in content["opgaven"]
    ]
    return list(zip(places_of(consultatie), map(str.strip, html), strict=True))
