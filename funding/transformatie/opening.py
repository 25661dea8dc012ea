"""Beginning to keep the money that a party of a transformatieplan was given: a budget with a line for each amount."""

from itertools import groupby

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.grootboek.granting import grant
from funding.grootboek.posting import Row, post
from funding.models import Beschikkingsoort, Boeksoort, Budget, Budgetregel, Deel, Handeling, Regeling
from funding.transformatie.reading import INSURERS, SPUK
from funding.verbs import FundingVerb
from iza_portal.accounts.models import Kind, Organisation
from iza_portal.trail.recording import record
from plans.models.transformatie import Mijlpaalbedrag, Partijrol, Transformatieplan
from plans.transformatie import moving
from plans.transformatie.uitvoering.reading import wording_of
from plans.transformatie.wachtrij.awarding import FUNDED

_TITLE = Budgetregel._meta.get_field("title").max_length
#: Who of the parties of a plan does it, and so gets its money.
_DOING = {Partijrol.INDIENER, Partijrol.BETROKKEN}


def may_open(user, plan: Transformatieplan) -> bool:
    """Begin to keep the money of the plan for the party whose hat is on; no query more where its parties are looked up."""
    return bool(getattr(user, "hat", None)) and _may_open_for(user, plan, user.hat)


def _may_open_for(user, plan: Transformatieplan, holder: Organisation) -> bool:
    return (
        plan.status in FUNDED
        and rules.keeps(user, Budget(plan=plan, holder=holder))
        and any(party.organisation_id == holder.pk and party.part in _DOING for party in plan.partijen.all())
    )


def regeling_code_for(holder: Organisation) -> str:
    """Answer the code of the regeling out of which this organisation is paid: a municipality has a SPUK of its own."""
    return SPUK if holder.kind == Kind.GEMEENTE else INSURERS


@transaction.atomic
def open_plan_budget(plan: Transformatieplan, *, by, holder: Organisation) -> Budget:
    """Answer the budget of this party out of the plan, with all that was granted to it; made where it is not there yet.

    Each amount at a milestone is a line, granted and divided for the year in which the milestone is to be reached now, or
    the nearest one that the regeling has. Raises `PermissionDenied` for who does not keep the money of a party that does the
    plan, and `ValidationError` where the plan has no money for it, or the regeling is not known.
    """
    plan = moving.locked(plan)
    if not _may_open_for(by, plan, holder):
        raise PermissionDenied
    regeling = Regeling.objects.filter(code=regeling_code_for(holder)).first()
    if regeling is None:
        raise ValidationError("De regeling waaruit deze partij geld krijgt, staat nog niet in het portaal.")
    if present := Budget.objects.filter(regeling=regeling, plan=plan, holder=holder).first():
        return present
    bedragen = list(
        Mijlpaalbedrag.objects.filter(mijlpaal__plan=plan, partij__organisation=holder)
        .select_related("mijlpaal")
        .prefetch_related("mijlpaal__wijzigingen")
        .order_by("mijlpaal__position", "pk")
    )
    if not bedragen:
        raise ValidationError(f"In dit plan staat bij geen mijlpaal een bedrag voor {holder}.")
    budget = Budget.objects.create(regeling=regeling, plan=plan, holder=holder)
    record(FundingVerb.PLAN_BUDGET_OPENED, budget, by=by, detail=plan.title)
    rows = [_row(budget, position, bedrag) for position, bedrag in enumerate(bedragen, start=1)]
    _book(budget, sorted(rows, key=lambda row: row.year), by=by)
    return budget


def _row(budget: Budget, position: int, bedrag: Mijlpaalbedrag) -> Row:
    """Make the line of an amount, and answer what is divided over it."""
    now = wording_of(bedrag.mijlpaal, bedrag.mijlpaal.wijzigingen.all())
    after = f" ({bedrag.get_sector_display()}, {bedrag.get_costs_display()})"
    room = _TITLE - len(after)
    title = now.title if len(now.title) <= room else f"{now.title[: room - 1]}…"
    regel = Budgetregel.objects.create(
        budget=budget, bedrag=bedrag, position=position, title=f"{title}{after}", part=Deel.LOKAAL
    )
    years = budget.regeling.years
    year = min(max(now.due_on.year, years[0]), years[-1])
    return Row(Boeksoort.VERDELING, year, int(bedrag.amount * 100), regel=regel)


def _book(budget: Budget, rows: list[Row], *, by) -> None:
    """Grant what the rows are together, year by year, and divide it over them."""
    today = timezone.localdate()
    for year, of_year in groupby(rows, key=lambda row: row.year):
        grant(
            budget,
            by=by,
            kind=Beschikkingsoort.VERLENING,
            year=year,
            cents=sum(row.cents for row in of_year),
            on=today,
            number=budget.plan.number or f"Transformatieplan {budget.plan_id}",
            source=f"De mijlpalen van het goedgekeurde transformatieplan “{budget.plan}”",
        )
    post(budget, act=Handeling.VERDELING, by=by, on=today, book_year=today.year, rows=rows)
