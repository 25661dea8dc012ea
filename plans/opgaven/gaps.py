"""What is missing in the thread from an opgave to its money: the gaps of the rode draad, which the check looks at as well.

Postgres finds them: a plan of thirty opgaven has a thousand milestones, and a page that only counts reads none of them. Only
whether a goal is specific, measurable and bound to a time is seen here, for that is told of a goal that is being typed too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from iza_portal.rows import many
from plans.models import Opgave
from plans.opgaven.reading import doelen_of
from plans.opgaven.smart import is_smart
from regions.agreements import Geldstroom


class Lacking(TextChoices):
    """What the thread can lack, in the order of the thread; the label says it, of the row whose name is filled in."""

    HERLEIDING = "herleiding", "De opgave is nog niet herleid tot een knelpunt of cijfer van het regiobeeld."
    SCHAAL = "schaal", "De schaal is nog niet gekozen."
    TREKKER = "trekker", "De opgave heeft nog geen trekker."
    MEETBAAR_DOEL = "meetbaar_doel", "De opgave heeft nog geen doel dat specifiek, meetbaar en tijdgebonden is."
    WERK_AAN_DOEL = "werk_aan_doel", "Aan het doel “{}” werkt nog niemand."
    VERANTWOORDELIJKE = "verantwoordelijke", "De actie “{}” heeft nog geen verantwoordelijke."
    DOEL_VAN_ACTIE = "doel_van_actie", "De actie “{}” draagt nog aan geen doel bij."
    MIJLPALEN = "mijlpalen", "De actie “{}” heeft nog geen mijlpalen."
    UITVOERDER = "uitvoerder", "De mijlpaal “{}” heeft nog geen verantwoordelijke."
    ACTIES = "acties", "De opgave heeft nog geen acties."
    GELD = "geld", "Voor de opgave is nog geen geld ingevuld."
    BESTEMMING = "bestemming", "Bij {} staat nog geen actie of transformatieplan."


#: Of which kind the row is at which something lacks (see `plans.opgaven.rows`); the opgave itself where nothing stands here.
_AT = {
    Lacking.WERK_AAN_DOEL: "doel",
    Lacking.VERANTWOORDELIJKE: "actie",
    Lacking.DOEL_VAN_ACTIE: "actie",
    Lacking.MIJLPALEN: "actie",
    Lacking.UITVOERDER: "mijlpaal",
    Lacking.BESTEMMING: "dekking",
}


@dataclass(frozen=True)
class Gap:
    """Something that the thread lacks; `words` say what, in a sentence that stands by itself.

    `anchor` is the place on the page of the opgave where it is mended; of the opgave itself it is empty.
    """

    lacking: Lacking
    words: str
    anchor: str


@dataclass(frozen=True)
class Gaps:
    """What one opgave lacks: how often each thing, and the first of it in the thread, in a sentence."""

    counts: Mapping[Lacking, int]
    first: str

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __contains__(self, lacking: Lacking) -> bool:
        return lacking in self.counts


# Of each gap: its opgave, what lacks, the key and name of the row, and its place in the thread: the step, and in the step
# the position and key of the row that it hangs below, and of the row itself. A milestone stands at its quarter, in days.
_GAPS = """
WITH opgave AS (
    SELECT id, scale FROM plans_opgave WHERE id = ANY(%s::bigint[])
),
actie AS (
    SELECT actie.id, actie.opgave_id, actie.position, actie.title, actie.organisation_id
    FROM plans_actie actie JOIN opgave ON opgave.id = actie.opgave_id
),
gap (opgave_id, lacking, row_id, said, place) AS (
    SELECT id, 'herleiding', id, '', ARRAY[1::bigint] FROM opgave
    WHERE NOT EXISTS (SELECT FROM plans_opgave_knelpunten knelpunt WHERE knelpunt.opgave_id = opgave.id)
      AND NOT EXISTS (SELECT FROM plans_opgavecijfer cijfer WHERE cijfer.opgave_id = opgave.id)
  UNION ALL
    SELECT id, 'schaal', id, '', ARRAY[2::bigint] FROM opgave WHERE scale = ''
  UNION ALL
    SELECT id, 'trekker', id, '', ARRAY[3::bigint] FROM opgave
    WHERE NOT EXISTS (SELECT FROM plans_partij partij WHERE partij.opgave_id = opgave.id AND partij.part = 'trekker')
  UNION ALL
    SELECT doel.opgave_id, 'werk_aan_doel', doel.id, doel.title, ARRAY[5, doel.position, doel.id]
    FROM plans_doel doel JOIN opgave ON opgave.id = doel.opgave_id
    WHERE NOT EXISTS (SELECT FROM plans_actie_doelen served WHERE served.doel_id = doel.id)
  UNION ALL
    SELECT opgave_id, 'verantwoordelijke', id, title, ARRAY[6, position, id, 1] FROM actie
    WHERE organisation_id IS NULL
  UNION ALL
    SELECT opgave_id, 'doel_van_actie', id, title, ARRAY[6, position, id, 2] FROM actie
    WHERE NOT EXISTS (SELECT FROM plans_actie_doelen served WHERE served.actie_id = actie.id)
  UNION ALL
    SELECT opgave_id, 'mijlpalen', id, title, ARRAY[6, position, id, 3] FROM actie
    WHERE NOT EXISTS (SELECT FROM plans_mijlpaal mijlpaal WHERE mijlpaal.actie_id = actie.id)
  UNION ALL
    SELECT actie.opgave_id, 'uitvoerder', mijlpaal.id, mijlpaal.activity,
        ARRAY[6, actie.position, actie.id, 4, mijlpaal.quarter - DATE '2000-01-01', mijlpaal.id]
    FROM plans_mijlpaal mijlpaal JOIN actie ON actie.id = mijlpaal.actie_id
    WHERE mijlpaal.organisation_id IS NULL
  UNION ALL
    SELECT id, 'acties', id, '', ARRAY[7::bigint] FROM opgave
    WHERE NOT EXISTS (SELECT FROM actie WHERE actie.opgave_id = opgave.id)
  UNION ALL
    SELECT id, 'geld', id, '', ARRAY[8::bigint] FROM opgave
    WHERE NOT EXISTS (SELECT FROM plans_dekking dekking WHERE dekking.opgave_id = opgave.id)
  UNION ALL
    SELECT dekking.opgave_id, 'bestemming', dekking.id, dekking.stream || ' ' || dekking.year,
        ARRAY[9, dekking.year, dekking.id]
    FROM plans_dekking dekking JOIN opgave ON opgave.id = dekking.opgave_id
    WHERE dekking.actie_id IS NULL AND dekking.transformatieplan_id IS NULL
)
"""
_EACH = f"{_GAPS} SELECT opgave_id, lacking, row_id, said, place FROM gap"  # noqa: S608 (no value is in it)
_COUNTED = f"""{_GAPS}
SELECT opgave_id, lacking, count(*), (array_agg(said ORDER BY place))[1], min(place) FROM gap GROUP BY opgave_id, lacking
"""  # noqa: S608 (no value is in it)
#: Where the one gap that Postgres does not find stands in the thread.
_PLACE_OF_GOAL = [4]


def gaps_of(opgave: Opgave) -> list[Gap]:
    """Answer what is missing in an opgave, from its knelpunten to its money; two queries."""
    return gaps_of_each([opgave.pk], opgave.plan.noun)[opgave.pk]


def gaps_of_each(opgaven: list[int], noun: str = "opgave") -> dict[int, list[Gap]]:
    """Answer what is missing in each opgave with one of these keys, in the order of the thread; two queries.

    `noun` is what people call an opgave in the plan.
    """
    rows = many(_EACH, opgaven)
    rows += [(opgave, Lacking.MEETBAAR_DOEL, opgave, "", _PLACE_OF_GOAL) for opgave in _without_goal(opgaven)]
    rows.sort(key=lambda row: row[-1])
    gaps = {opgave: [] for opgave in opgaven}
    for opgave, lacking, row, said, _ in rows:
        at = _AT.get(lacking)
        gaps[opgave].append(Gap(Lacking(lacking), _words(lacking, said, noun), f"{at}-{row}" if at else ""))
    return gaps


def count_gaps(opgaven: list[int], noun: str = "opgave") -> dict[int, Gaps]:
    """Answer how much is missing in each opgave with one of these keys; two queries, and few rows however large they are.

    `noun` is what people call an opgave in the plan.
    """
    rows = many(_COUNTED, opgaven)
    rows += [(opgave, Lacking.MEETBAAR_DOEL, 1, "", _PLACE_OF_GOAL) for opgave in _without_goal(opgaven)]
    rows.sort(key=lambda row: row[-1])
    counts, first = {opgave: {} for opgave in opgaven}, {}
    for opgave, lacking, count, said, _ in rows:
        counts[opgave][lacking] = count
        if opgave not in first:
            first[opgave] = _words(lacking, said, noun)
    return {opgave: Gaps(counts[opgave], first.get(opgave, "")) for opgave in opgaven}


def _without_goal(opgaven: list[int]) -> list[int]:
    """Answer those of these opgaven that have no goal which is specific, measurable and bound to a time."""
    with_goal = {doel.opgave_id for doel in doelen_of(opgaven) if is_smart(doel)}
    return [opgave for opgave in opgaven if opgave not in with_goal]


def _words(lacking: str, said: str, noun: str) -> str:
    if lacking == Lacking.BESTEMMING:
        stream, year = said.split()
        said = f"{Geldstroom(stream).label} {year}"
    return Lacking(lacking).label.replace("opgave", noun).format(said)
