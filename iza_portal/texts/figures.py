"""Figures that stand in a text: each stays linked to where it comes from. Who knows the figures says here what is known.

A text names its figures in full (`Cited`), so that it stays true wherever it is copied to. What their source says of them
now is asked of the one `FigureBook`, which a room above registers; without one a figure is but the words that it shows.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from iza_portal.page.templatetags.page import long_date
from iza_portal.texts.check import TextUnreadable, require_readable
from iza_portal.texts.schema import NODES
from iza_portal.texts.tree import nodes_of

_ATTRS = NODES["figure"].attrs


class Cited(NamedTuple):
    """A figure as a text has it: of which `indicator` (a code), of which `place`, of which year, and what is `shown` of it.

    `place` is `nederland`, `regio:` with the region's slug, or the CBS code of a municipality. A prognosis has a `scenario`.
    One that follows `nieuwste` is meant to be the newest there is, one that follows `jaar` that of its year.
    """

    indicator: str
    place: str
    year: int
    scenario: str
    follow: str
    shown: str


class FigureBook(ABC):
    """What is known of figures, and how they are found; all that it answers is JSON throughout, and public."""

    @abstractmethod
    def version(self) -> str:
        """Tell one state of the figures from the next: one cheap question."""

    @abstractmethod
    def tell(self, figures: Collection[Cited]) -> list[dict]:
        """Answer what the source says now of each of these; in as many questions for one as for five hundred.

        Each has `figure` (its attributes), `label`, `area` and `when` in words, `publisher`, `address` (of the indicator's
        page, empty where there is none), `sentence`, `sources` ([{source, peildatum, certainty}]) and `state`: `geldig`, or
        `anders` (the source says something else of that year), `verborgen` (it does not show it any more), `weg` (it is not
        there any more). `offers` are the figures that could stand in its place: [{why, year, scenario, shown, when}], where
        `why` is `gecorrigeerd`, `nieuwer` or `laatste`.
        """

    @abstractmethod
    def search(self, asked: str, place: str) -> dict:
        """Answer the indicators that go with these words, which may name an area or a year too, for a text about `place`.

        {`found`: [{code, label, theme, latest, search}], `place`, `year`}: the area and the year that were named, or
        `place` and None.
        """

    @abstractmethod
    def choices(self, indicator: str, place: str) -> dict | None:
        """Answer what can be chosen of an indicator in a text about `place`: {code, label, theme, unit, places}.

        `places` are the region, its municipalities and the country where they have figures: [{place, name, years: [{year,
        scenario, when, shown: [each way to write it]}]}], the newest first. None where there is no such indicator.
        """


_books: list[FigureBook] = []


def register(book: FigureBook) -> None:
    """Let `book` say what is known of figures."""
    _books[:] = [book]


def book() -> FigureBook:
    """Answer the one that knows."""
    return _books[0]


def version() -> str:
    """Tell one state of the figures from the next; always the same where nobody knows any."""
    return _books[0].version() if _books else ""


def cited(node: dict) -> Cited:
    """Answer the figure that a node of a checked text is."""
    return _of_attrs(node["attrs"])


def _of_attrs(attrs: dict) -> Cited:
    return Cited(*(attrs.get(name, _ATTRS[name].default) for name in Cited._fields))


def as_cited(attrs: object) -> Cited | None:
    """Answer the figure that came from a browser as attributes; None for what no text can have."""
    if not isinstance(attrs, dict) or not attrs.keys() <= _ATTRS.keys():
        return None
    found = _of_attrs(attrs)
    return found if all(_ATTRS[name].accepts(value) for name, value in found._asdict().items()) else None


def tell(figures: Iterable[Cited]) -> list[dict]:
    """Answer what is known of these figures, each once, as `FigureBook.tell` does; nothing is asked where there are none."""
    wanted = list(dict.fromkeys(figures))
    return _books[0].tell(wanted) if wanted and _books else []


def tell_in(trees: Iterable[object]) -> list[list[dict]]:
    """Answer what is known of the figures in each of these texts, as `FigureBook.tell` does, all in one go."""
    of_texts = [cited_in(tree) for tree in trees]
    told = told_by_figure(tell(figure for figures in of_texts for figure in figures))
    return [[told[figure] for figure in figures if figure in told] for figures in of_texts]


def cited_in(tree: object) -> list[Cited]:
    """Answer the figures in a text, in their order, each once; of a kept text that is none (any more), nothing."""
    try:
        require_readable(tree)
    except TextUnreadable:
        return []
    return list(dict.fromkeys(map(cited, nodes_of(tree, "figure"))))


def told_by_figure(told: Iterable[dict]) -> dict[Cited, dict]:
    """Answer what was told by the figure that it is about."""
    return {Cited(**each["figure"]): each for each in told}


def to_keep(told: Iterable[dict]) -> list[dict]:
    """Answer what was told as it is kept with a text that is adopted: what is newer later on is told of the next edition."""
    return [each | {"offers": []} for each in told]


def in_words(told: dict) -> str:
    """Say which figure it is: «Inwoners van 65 jaar en ouder, ZHE-BAR, 2025, CBS»."""
    return ", ".join(filter(None, [told["label"], told["area"], told["when"], told["publisher"]]))


_STATES = {
    "weg": "Dit cijfer staat niet meer bij de bron.",
    "verborgen": "De bron toont dit cijfer niet meer.",
    "anders": "De bron geeft intussen een ander cijfer.",
}


def sources_in_words(told: dict) -> str:
    """Say where the figure comes from, and whether it still stands there so."""
    sources = [
        f"{each['source']}, peildatum {long_date(date.fromisoformat(each['peildatum']))} ({each['certainty']})"
        for each in told["sources"]
    ]
    words = f"Bron: {'; '.join(sources)}." if sources else ""
    return " ".join(filter(None, [words, _STATES.get(told["state"], "")]))


_OFFERS = {"nieuwer": "Nieuwer cijfer", "gecorrigeerd": "Gecorrigeerd cijfer", "laatste": "Laatste cijfer"}


def newer_in_words(told: dict) -> str:
    """Say what could stand in the place of the figure by now."""
    return " ".join(f"{_OFFERS[each['why']]}: {each['shown']} ({each['when']})." for each in told["offers"])
