"""What is due of whom: each room with dates registers here where its dates are, so that one digest reminds of all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from iza_portal.lines import on_one_line

#: So long before a date a person is reminded of it for the first time.
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """Something that a person is to have done by the end of `on`.

    `thing` tells it from all others («onderdeel:12»), `what` names it without any text of a document, `path` is where it
    is, `term` how its date is said.
    """

    person_id: int
    thing: str
    what: str
    path: str
    on: date
    term: str = "af op"

    @property
    def key(self) -> str:
        """A date that was moved is another one to be reminded of."""
        return f"termijn:{self.thing}:{self.on.isoformat()}"


# Answers what is due on or before a day, of one person or (None) of everybody: only what is still to be done, by people
# who may see it. What takes long may be answered sooner: then people are reminded of it sooner.
Source = Callable[[date, int | None], list[Due]]

_sources: list[Source] = []


def register_due(source: Source) -> None:
    """Let people be reminded of what this function answers."""
    _sources.append(source)


def due_by(day: date, person_id: int | None = None) -> list[Due]:
    """Answer all that is due on or before `day`, of one person or of everybody, the earliest first."""
    # On one line each, whatever the title in it holds.
    found = [replace(due, what=on_one_line(due.what)) for source in _sources for due in source(day, person_id)]
    return sorted(found, key=lambda due: (due.on, due.thing))


def stage(on: date, today: date) -> str:
    """Answer which reminder of a date it is time for: in the week before it, on its eve, and each week that it is past.

    A reminder is sent once for each stage, so one whose day had no digest comes with the next.
    """
    days = (on - today).days
    if days > 1:
        return "week"
    return "morgen" if days >= 0 else f"voorbij-{(-days - 1) // 7}"
