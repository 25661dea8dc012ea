"""The rode draad of opgaven: from each goal to the actions that serve it, who does them, their milestones and the money."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from iza_portal.accounts.models import Organisation
from iza_portal.quarters import in_short
from iza_portal.rows import many
from plans.models import Doel
from plans.opgaven.gaps import Gap, gaps_of_each
from plans.opgaven.reading import doelen_of
from plans.opgaven.smart import is_smart
from plans.opgaven.wording import in_dutch
from regions.agreements import Geldstroom

_ACTIES = """
    SELECT actie.id, actie.opgave_id, actie.title, organisation.kind, organisation.name,
        ARRAY(SELECT served.doel_id FROM plans_actie_doelen served WHERE served.actie_id = actie.id),
        mijlpaal.count, mijlpaal.earliest, mijlpaal.latest
    FROM plans_actie actie
    LEFT JOIN accounts_organisation organisation ON organisation.id = actie.organisation_id
    CROSS JOIN LATERAL (
        SELECT count(*), min(quarter) AS earliest, max(quarter) AS latest FROM plans_mijlpaal WHERE actie_id = actie.id
    ) mijlpaal
    WHERE actie.opgave_id = ANY(%s::bigint[])
    ORDER BY actie.position, actie.id
"""
_MONEY = """
    SELECT dekking.opgave_id, dekking.actie_id, dekking.stream, dekking.year, dekking.amount, transformatieplan.title
    FROM plans_dekking dekking
    LEFT JOIN plans_transformatieplan transformatieplan ON transformatieplan.id = dekking.transformatieplan_id
    WHERE dekking.opgave_id = ANY(%s::bigint[])
    ORDER BY dekking.year, dekking.id
"""
_TRANSFORMATIEPLANNEN = """
    SELECT named.opgave_id, transformatieplan.title
    FROM plans_opgave_transformatieplannen named
    JOIN plans_transformatieplan transformatieplan ON transformatieplan.id = named.transformatieplan_id
    WHERE named.opgave_id = ANY(%s::bigint[])
    ORDER BY transformatieplan.title
"""


@dataclass(frozen=True)
class Money:
    """Money of one stream in one year, in words; `source` is the transformatieplan that it comes from, or empty."""

    words: str
    source: str


@dataclass(frozen=True)
class Strand:
    """An action in the thread: who answers for it, or nobody, when its milestones are, and its money."""

    actie_id: int
    title: str
    organisation: str
    mijlpalen: str
    money: list[Money]


@dataclass(frozen=True)
class Goal:
    """A goal in the thread with the actions that serve it."""

    doel: Doel
    is_smart: bool
    strands: list[Strand]


@dataclass
class Thread:
    """The thread of one opgave; `loose` are actions that serve no goal, `rest` is money that is for no action."""

    goals: list[Goal] = field(default_factory=list)
    loose: list[Strand] = field(default_factory=list)
    rest: list[Money] = field(default_factory=list)
    transformatieplannen: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def threads_of(opgaven: list[int], noun: str = "opgave") -> dict[int, Thread]:
    """Answer the thread of each opgave with one of these keys, in at most six queries.

    `noun` is what people call an opgave in the plan.
    """
    if not opgaven:
        return {}
    threads = {opgave: Thread(gaps=gaps) for opgave, gaps in gaps_of_each(opgaven, noun).items()}
    of_actie = defaultdict(list)
    for opgave, actie, stream, year, amount, source in many(_MONEY, opgaven):
        money = Money(_money(stream, year, amount), source or "")
        (of_actie[actie] if actie else threads[opgave].rest).append(money)
    serving = defaultdict(list)
    for actie, opgave, title, kind, name, doelen, *mijlpalen in many(_ACTIES, opgaven):
        organisation = str(Organisation(kind=kind, name=name)) if name else ""
        strand = Strand(actie, title, organisation, _when(*mijlpalen), of_actie[actie])
        if not doelen:
            threads[opgave].loose.append(strand)
        for doel in doelen:
            serving[doel].append(strand)
    for doel in doelen_of(opgaven):
        threads[doel.opgave_id].goals.append(Goal(doel, is_smart(doel), serving[doel.pk]))
    for opgave, title in many(_TRANSFORMATIEPLANNEN, opgaven):
        threads[opgave].transformatieplannen.append(title)
    return threads


def _money(stream: str, year: int, amount: Decimal) -> str:
    return f"{Geldstroom(stream).label} {year}: € {in_dutch(amount)}"


def _when(count: int, earliest: date | None, latest: date | None) -> str:
    """Say how many milestones there are and from when to when, like «4, van Q1 2027 tot Q3 2028»; nothing where none is."""
    if not count:
        return ""
    return f"{count}, van {in_short(earliest)}" + (f" tot {in_short(latest)}" if count > 1 else "")
