"""What sources say of a regeling, put in order: where they contradict each other, amounts by year, and the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from funding.models import Eenheid, Regelingfeit, Regelingregel, Regelsoort


@dataclass(frozen=True)
class Contradiction:
    """What sources say differently of one thing; the one that the portal goes by stands first, if there is one."""

    label: str
    year: int | None
    sayings: list[Regelingfeit]

    @property
    def followed(self) -> Regelingfeit | None:
        return next((each for each in self.sayings if each.is_followed), None)

    @property
    def anchor(self) -> str:
        return f"{self.sayings[0].topic}-{self.year}" if self.year else self.sayings[0].topic


@dataclass(frozen=True)
class Series:
    """An amount that is told year by year: a fact, or None, for each of the years."""

    label: str
    cells: list[Regelingfeit | None]


@dataclass(frozen=True)
class Facts:
    """All that is told of a regeling. Each fact stands in one of these, a contradicted one also in `contradictions`."""

    years: list[int]
    series: list[Series]
    amounts: list[Regelingfeit]
    terms: list[Regelingfeit]
    contradictions: list[Contradiction]


def arrange(facts: Iterable[Regelingfeit]) -> Facts:
    """Put the facts of one regeling, in their order, where people look for them.

    Of what is contradicted, the one that is followed stands among the others; where none is, it stands apart alone.
    """
    by_topic: dict[tuple, list[Regelingfeit]] = {}
    for fact in facts:
        by_topic.setdefault((fact.topic, fact.year), []).append(fact)
    contradictions = [
        Contradiction(found[0].label, year, sorted(found, key=lambda fact: not fact.is_followed))
        for (_, year), found in by_topic.items()
        if len(found) > 1
    ]
    told = [fact for found in by_topic.values() for fact in found if len(found) == 1 or fact.is_followed]
    yearly = [fact for fact in told if fact.year and fact.unit == Eenheid.EURO]
    once = [fact for fact in told if not (fact.year and fact.unit == Eenheid.EURO)]
    years = sorted({fact.year for fact in yearly})
    return Facts(
        years=years,
        series=_series(yearly, years),
        amounts=[fact for fact in once if fact.unit == Eenheid.EURO],
        terms=[fact for fact in once if fact.unit != Eenheid.EURO],
        contradictions=contradictions,
    )


def _series(yearly: list[Regelingfeit], years: list[int]) -> list[Series]:
    by_label: dict[str, dict[int, Regelingfeit]] = {}
    for fact in yearly:
        by_label.setdefault(fact.label, {})[fact.year] = fact
    return [Series(label, [found.get(year) for year in years]) for label, found in by_label.items()]


@dataclass(frozen=True)
class DatedRule:
    """A rule of a regeling, and the last day before the next one of its kind begins; None: no next one is known."""

    rule: Regelingregel
    until: date | None
    counts: bool


def dated(rules: Iterable[Regelingregel], today: date) -> list[DatedRule]:
    """Answer the rules with the day until which each counts, and whether that is today; `rules` in their own order."""
    found = []
    for _, kind in groupby(rules, key=lambda rule: rule.kind):
        of_kind = list(kind)
        for rule, after in zip(of_kind, [*of_kind[1:], None], strict=True):
            until = after.valid_from - timedelta(days=1) if after else None
            found.append(DatedRule(rule, until, rule.valid_from <= today <= (until or today)))
    return found


#: What the ledger asks of every regeling; without a rule it takes the strictest: bound to its line, and nothing moves on.
ALWAYS_ASKED = [Regelsoort.REGELS_BINDEN, Regelsoort.DOORSCHUIVEN]


def not_found(rules: Iterable[Regelingregel]) -> list[str]:
    """Answer, in words, of what the ledger asks a rule and none was found."""
    found = {rule.kind for rule in rules}
    return [kind.label for kind in ALWAYS_ASKED if kind not in found]
