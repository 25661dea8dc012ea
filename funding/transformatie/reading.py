"""The money of a transformatieplan, counted in the database: per milestone, party and sector, and the totals of each."""

from dataclasses import dataclass

from funding.models import Beschikking, Beschikkingsoort
from iza_portal.rows import many
from plans.models.transformatie import Sector, Transformatieplan
from plans.transformatie.wachtrij.awarding import FUNDED
from plans.transformatie.workflow import CARRIED_OUT, ENDED

#: Out of which a municipality is paid beforehand, and to which it gives back what a milestone was not reached for.
SPUK = "spuk-tm"
#: Out of which all other parties are paid, after a milestone was reached.
INSURERS = "tm-verzekeraars"

# One row for each milestone, party and sector, one for each party, one for each sector, and one of all: `of_all` is 0, 5, 6
# and 7. What was advanced is what is granted up to the year in which the plan ended: the SPUK advances all of it, in yearly
# terms (regelingfeiten: voorschot). What was spent above that goes back as well, for nothing of it is accepted.
_SUMS = """
    WITH bedragen AS (
        SELECT mijlpaal.id AS mijlpaal, mijlpaal.position, bedrag.partij_id AS partij, bedrag.sector,
            (bedrag.amount * 100)::bigint AS asked,
            coalesce(paid.cents, 0)::bigint AS paid,
            coalesce(booked.realised, 0)::bigint AS realised,
            CASE WHEN %(has_ended)s AND NOT EXISTS (
                SELECT FROM plans_mijlpaalbewijs bewijs
                WHERE bewijs.mijlpaal_id = mijlpaal.id AND bewijs.outcome = 'behaald'
            ) THEN coalesce(booked.to_repay, 0) ELSE 0 END::bigint AS to_repay
        FROM plans_transformatiemijlpaal mijlpaal
        JOIN plans_mijlpaalbedrag bedrag ON bedrag.mijlpaal_id = mijlpaal.id
        LEFT JOIN LATERAL (
            SELECT sum(betaling.amount) * 100 AS cents FROM plans_betaling betaling WHERE betaling.bedrag_id = bedrag.id
        ) paid ON true
        LEFT JOIN LATERAL (
            SELECT sum(lines.realised) AS realised,
                sum(greatest(lines.realised, lines.advanced)) FILTER (WHERE lines.code = %(spuk)s) AS to_repay
            FROM (
                SELECT regeling.code,
                    coalesce(sum(boeking.cents) FILTER (WHERE boeking.soort = 'realisatie'), 0) AS realised,
                    coalesce(sum(boeking.cents) FILTER (
                        WHERE boeking.soort = 'verdeling' AND boeking.year <= %(ended_in)s
                    ), 0) AS advanced
                FROM funding_budgetregel regel
                JOIN funding_budget budget ON budget.id = regel.budget_id
                JOIN funding_regeling regeling ON regeling.id = budget.regeling_id
                JOIN funding_boeking boeking ON boeking.budget_id = budget.id AND boeking.regel_id = regel.id
                WHERE regel.bedrag_id = bedrag.id
                GROUP BY regel.id, regeling.code
            ) lines
        ) booked ON true
        WHERE mijlpaal.plan_id = %(plan)s
    ), sums AS (
        SELECT grouping(mijlpaal, partij, sector) AS of_all, mijlpaal, position, partij, sector,
            sum(asked) AS asked, sum(paid) AS paid, sum(realised) AS realised, sum(to_repay) AS to_repay
        FROM bedragen
        GROUP BY GROUPING SETS ((mijlpaal, position, partij, sector), (partij), (sector), ())
    )
    SELECT sums.of_all, coalesce((
            SELECT wijziging.title FROM plans_mijlpaalwijziging wijziging
            WHERE wijziging.mijlpaal_id = sums.mijlpaal AND wijziging.is_granted
            ORDER BY wijziging.number DESC LIMIT 1
        ), mijlpaal.title), sums.partij, sums.sector, decided.cents, sums.asked, sums.paid, sums.realised, sums.to_repay
    FROM sums
    LEFT JOIN plans_transformatiemijlpaal mijlpaal ON mijlpaal.id = sums.mijlpaal
    LEFT JOIN plans_transformatiepartij partij ON partij.id = sums.partij
    LEFT JOIN LATERAL (
        SELECT sum(beschikking.cents)::bigint AS cents
        FROM funding_budget budget JOIN funding_beschikking beschikking ON beschikking.budget_id = budget.id
        WHERE sums.of_all = 5 AND budget.plan_id = %(plan)s AND budget.holder_id = partij.organisation_id
    ) decided ON true
    ORDER BY sums.of_all, sums.position, sums.mijlpaal, partij.is_lead DESC, partij.part, partij.id, sums.sector
"""
_EACH, _PARTY, _SECTOR, _ALL = 0, 5, 6, 7


@dataclass(frozen=True)
class Money:
    """What was asked, granted, paid, realised and has to be repaid, in eurocents."""

    asked: int = 0
    granted: int = 0
    paid: int = 0
    realised: int = 0
    to_repay: int = 0


@dataclass(frozen=True)
class Line:
    """The money of one party in one sector at one milestone; of a total, what it is not about is empty.

    `decided` is what the decisions (beschikkingen) grant to a party that keeps its budget here, in eurocents; None of one
    that does not, and of a milestone or a sector, for a decision is about a year.
    """

    milestone: str
    party: str
    partij_id: int | None
    sector: str
    money: Money
    decided: int | None = None

    @property
    def granted(self) -> int:
        """What is granted now, in eurocents: by the decisions where they are known here, else by the plan."""
        return self.money.granted if self.decided is None else self.decided

    @property
    def less(self) -> int:
        """By how many eurocents the decisions grant less than the plan says."""
        return -self.differs

    @property
    def differs(self) -> int:
        """By how many eurocents the decisions grant more than the plan says; less than nothing where it is less."""
        return self.granted - self.money.granted


@dataclass(frozen=True)
class PlanMoney:
    """The money of a plan: each line, and its sums per party, per sector and in all.

    `total` says what the plan grants; `granted` what is granted now, the sum over the parties, in eurocents.
    """

    lines: list[Line]
    parties: list[Line]
    sectors: list[Line]
    total: Money

    @property
    def granted(self) -> int:
        return sum(line.granted for line in self.parties)

    @property
    def differing(self) -> list[Line]:
        """The parties to whom the decisions grant something else than the plan says."""
        return [line for line in self.parties if line.differs]


def money_of(plan: Transformatieplan) -> PlanMoney:
    """Answer the money of the plan, whose parties are looked up already; one query.

    What the plan grants is what it asks, once it has the money; decisions on the budget of a party can change that. Only a
    municipality, paid out of the SPUK, repays: what it got or spent for a milestone that was not reached when the plan ended
    (regelingfeiten: terugvorderen).
    """
    has_ended = plan.status in ENDED and plan.status in CARRIED_OUT
    rows = many(
        _SUMS,
        plan=plan.pk,
        spuk=SPUK,
        has_ended=has_ended,
        ended_in=plan.ended_at.year if has_ended and plan.ended_at else 0,
    )
    names = {party.pk: str(party) for party in plan.partijen.all()}
    sectors = dict(Sector.choices)
    found: dict[int, list[Line]] = {_EACH: [], _PARTY: [], _SECTOR: [], _ALL: []}
    for of_all, milestone, partij, sector, decided, asked, *sums in rows:
        asked = int(asked or 0)
        money = Money(asked, asked if plan.status in FUNDED else 0, *(int(each or 0) for each in sums))
        line = Line(milestone or "", names.get(partij, ""), partij, sectors.get(sector, ""), money, decided)
        found[of_all].append(line)
    return PlanMoney(found[_EACH], found[_PARTY], found[_SECTOR], found[_ALL][0].money)


def differing_of(plan: Transformatieplan, money: PlanMoney) -> list[tuple[Line, list[Beschikking]]]:
    """Answer the parties to whom the decisions grant something else than the plan, each with the decisions that did that.

    The first one comes first; one query where there are such parties.
    """
    lines = money.differing
    if not lines:
        return []
    of_holders: dict[int, list[Beschikking]] = {}
    changes = Beschikking.objects.filter(budget__plan=plan).exclude(kind=Beschikkingsoort.VERLENING).exclude(cents=0)
    for each in changes.select_related("budget").order_by("on", "pk"):
        of_holders.setdefault(each.budget.holder_id, []).append(each)
    holders = {party.pk: party.organisation_id for party in plan.partijen.all()}
    return [(line, of_holders.get(holders[line.partij_id], [])) for line in lines]
