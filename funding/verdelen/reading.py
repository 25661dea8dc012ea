"""What a page shows of a proposal: each line before and after, each municipality with its share and its answer."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Prefetch, Sum

from funding.models import Budget, Budgetregel, Deel, Instemming, Verdeelaandeel, Verdeelregel, Verdeelvoorstel
from funding.models import Voorstelstand as Stand
from funding.verdelen.standing import divided_now
from regions.models import Municipality


class Share(NamedTuple):
    """What a municipality has in a line, in eurocents: before the proposal and after it."""

    municipality: Municipality
    before: int
    after: int


@dataclass
class Line:
    """A line of the budget in a proposal; `row` is None where the proposal takes all of it away. Eurocents."""

    regel: Budgetregel
    row: Verdeelregel | None
    shares: list[Share] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.row.name if self.row else self.regel.title

    @property
    def was_called(self) -> str:
        """What the line is called until the proposal is booked, where that is something else."""
        return self.regel.title if self.title != self.regel.title else ""

    @property
    def before(self) -> int:
        return sum(each.before for each in self.shares)

    @property
    def after(self) -> int:
        return sum(each.after for each in self.shares)

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass
class Party:
    """A municipality in a proposal: its local and regional money before and after it (eurocents), and what it answered."""

    municipality: Municipality
    before: int = 0
    regional: int = 0
    local: int = 0
    said: Instemming | None = None

    @property
    def after(self) -> int:
        return self.regional + self.local

    @property
    def change(self) -> int:
        return self.after - self.before


def lines_of(voorstel: Verdeelvoorstel) -> list[Line]:
    """Answer the lines of the proposal and those that it takes away, in order; a fixed number of queries."""
    rows = {row.regel_id: row for row in voorstel.regels.select_related("regel")}
    regels = {pk: row.regel for pk, row in rows.items()}
    then, municipalities = {}, {}
    aandelen = Verdeelaandeel.objects.filter(regel__voorstel=voorstel).select_related("municipality")
    by_row = {row.pk: row.regel_id for row in rows.values()}
    for each in aandelen:
        then[by_row[each.regel_id], each.municipality_id] = each.cents
        municipalities[each.municipality_id] = each.municipality
    before = _before(voorstel, then)
    if gone := {regel for regel, _ in before} - regels.keys():
        regels |= Budgetregel.objects.in_bulk(gone)
    if gone := {who for _, who in before} - municipalities.keys() - {None}:
        municipalities |= Municipality.objects.in_bulk(gone)
    by_name = sorted(municipalities.values(), key=lambda each: each.name)
    return [
        Line(
            regel,
            rows.get(regel.pk),
            [
                Share(each, before.get((regel.pk, each.pk), 0), then.get((regel.pk, each.pk), 0))
                for each in by_name
                if (regel.pk, each.pk) in before or (regel.pk, each.pk) in then
            ],
        )
        for regel in sorted(regels.values(), key=lambda regel: (regel.position, regel.pk))
    ]


def _before(voorstel: Verdeelvoorstel, then: dict) -> dict:
    """Answer the division before the proposal; of one that was booked, what it was booked as a difference with."""
    if voorstel.status == Stand.VERWERKT:
        booked = voorstel.boekstuk.boekingen.order_by().values_list("regel", "municipality").annotate(Sum("cents"))
        changes = {(regel, who): cents for regel, who, cents in booked}
        return {at: cents for at in then.keys() | changes.keys() if (cents := then.get(at, 0) - changes.get(at, 0))}
    return divided_now(voorstel.budget, voorstel.year)


def parties_of(voorstel: Verdeelvoorstel, lines: list[Line]) -> list[Party]:
    """Answer the municipalities of the proposal with their sums over these lines, by name; one query."""
    parties: dict[int, Party] = {}
    for said in voorstel.instemmingen.select_related("municipality", "by"):
        parties[said.municipality_id] = Party(said.municipality, said=said)
    for line in lines:
        for share in line.shares:
            party = parties.setdefault(share.municipality.pk, Party(share.municipality))
            party.before += share.before
            if line.regel.part == Deel.LOKAAL:
                party.local += share.after
            else:
                party.regional += share.after
    return sorted(parties.values(), key=lambda party: party.municipality.name)


def proposals_of(budget: Budget):
    """Answer all proposals of the budget, the newest first, each with its sum and with the answers; two queries."""
    return (
        budget.voorstellen.annotate(cents=Sum("regels__cents"))
        .order_by("-year", "-number")
        .prefetch_related(Prefetch("instemmingen", Instemming.objects.order_by()))
    )
