"""A table of the moves between the states of a document: from, to, who, guard.

The buttons on the document's page, the trigger in the database and the page in the docs are made from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Move:
    """A move: the button's words, what it means, who may make it, what must hold, and what it asks for.

    `who`: the functions and roles of which one is enough; what each of them means is up to the rules of the app.
    `guard` gets the document and answers why it cannot go on, or nothing. `needs_reason`: why. `asks_date`: what the day
    of the decision is called, such as «Vastgesteld op», where there is one; `date_help` says which day that is.
    `asks_address`: what the address on the web is called where the document can be found, and `address_help` likewise.
    """

    source: models.TextChoices
    target: models.TextChoices
    label: str
    consequence: str
    who: tuple[models.TextChoices, ...]
    guard: Callable[..., str] | None = None
    needs_reason: bool = False
    asks_date: str = ""
    date_help: str = ""
    asks_address: str = ""
    address_help: str = ""


class Table(tuple[Move, ...]):
    """The moves that there are; every other one is refused, also by the database."""

    __slots__ = ()

    def find(self, source: str, target: str) -> Move | None:
        return next((move for move in self if (move.source, move.target) == (source, target)), None)

    @property
    def legal(self) -> list[tuple[str, str]]:
        """The pairs of states, as `pgtrigger.FSM` wants them."""
        return [(move.source.value, move.target.value) for move in self]

    def as_markdown(self, *, of: str, module: str) -> str:
        """Answer the table as the page in the docs shows it."""
        lines = [
            f"# The states of a {of}",
            "",
            f"Made from `{module}`; a test holds the two together.",
            "",
            "| From | To | Button | Who | Asks for | What it means |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for move in self:
            who = " or ".join(one.label for one in move.who)
            asked = {"the reason": move.needs_reason, "the day": move.asks_date, "the address": move.asks_address}
            asks = " and ".join(what for what, is_asked in asked.items() if is_asked) or "nothing"
            lines.append(
                f"| {move.source.label} | {move.target.label} | {move.label} | {who} | {asks} | {move.consequence} |"
            )
        return "\n".join(lines)
