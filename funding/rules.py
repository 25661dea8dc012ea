"""Who may do what with money, as predicates (domain: section F; D2).

*Seeing* counts what somebody is under every hat; *acting* only under the hat that is on. `BudgetQuerySet.visible_to` is
`may_see` as a filter. What was granted is public; how it is divided and spent is for who it is of.
"""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from funding.models import Budget, Inleesstand
from funding.models.aanvragen import DOING
from iza_portal.accounts.models import Function, Kind
from plans.models.transformatie import Partijrol
from plans.models.transformatie.plannen import insurers_of
from plans.transformatie.rules import functions_under_hat, of_party
from plans.transformatie.workflow import APPROVED, ENDED
from regions.models import Purpose
from regions.roles import coordinated_by, coordinates

#: Who enters what happens to the money of the own organisation; for a region that is the kassier alone.
ENTERING = {Function.KASSIER, Function.MEDEWERKER}
#: Who approves what a colleague entered.
APPROVING = {Function.KASSIER, Function.BESTUURDER}
#: Purposes by which a municipality lies in a mandaatregio.
MEMBERSHIP = [Purpose.MANDAAT.value, Purpose.MANDAAT_PRAKTIJK.value]
_PARTIES = [Partijrol.INDIENER.value, Partijrol.BETROKKEN.value]

# Every page of a budget asks this, and Django takes longer to write it than all else that such a page does.
_VISIBLE = """
    SELECT budget.id FROM funding_budget budget
    WHERE budget.holder_id = ANY(%s::bigint[])
        OR budget.mandaatregio_id IN (
            SELECT indeling.mandaatregio_id FROM regions_indeling indeling
            JOIN regions_municipality municipality ON municipality.id = indeling.municipality_id
            WHERE indeling.purpose = ANY(%s::text[]) AND municipality.organisation_id = ANY(%s::bigint[])
        )
        OR budget.mandaatregio_id IN (SELECT mandaatregio_id FROM regions_region WHERE id = ANY(%s::bigint[]))
        OR budget.plan_id IN (
            SELECT plan_id FROM plans_transformatiepartij
            WHERE organisation_id = ANY(%s::bigint[]) AND part = ANY(%s::text[])
        )
        OR budget.plan_id IN (
            SELECT id FROM plans_transformatieplan WHERE first_submitted_at IS NOT NULL
                AND (marktleider_1_id = ANY(%s::bigint[]) OR marktleider_2_id = ANY(%s::bigint[]))
        )
"""


def _own(user) -> set[int]:
    return {each.organisation_id for each in user.active_memberships} if user.is_authenticated else set()


def visible_budgets(budgets, user):
    """Answer those of `budgets` that this person may see.

    A budget is seen by the people of its holder; one of a region by those of its municipalities, also of one that left it
    since, and by its regiocoördinator; one of a plan by those of its parties and market leaders.
    """
    if not user.is_authenticated:
        return budgets.none()
    insurers = list(insurers_of(user))
    own = list(_own(user))
    values = [own, MEMBERSHIP, own, coordinated_by(user), own, _PARTIES, insurers, insurers]
    return budgets.filter(pk__in=RawSQL(_VISIBLE, values))  # noqa: S611  (a constant)


def may_see(user, budget) -> bool:
    """Open the budget, with how it is divided and spent. The same as `visible_to`."""
    return type(budget).objects.visible_to(user).filter(pk=budget.pk).exists()


def visible_files(files, user):
    """Answer those of these files of postings that this person may read: who may see the budget all that was booked.

    What was refused, laid aside or is not booked yet holds rows of the financial system that are no postings: only who keeps
    or approves the budget, under any hat, reads those. `InlezingQuerySet.visible_to` is the same.
    """
    if not user.is_authenticated:
        return files.none()

    def at(functions):
        return [each.organisation_id for each in user.active_memberships if each.function in functions]

    return files.filter(
        Q(budget__holder__in=at(APPROVING))
        | Q(budget__holder__in=at(ENTERING), budget__mandaatregio=None)
        | Q(state=Inleesstand.GEBOEKT, budget__in=Budget.objects.visible_to(user).values("pk"))
    )


def _acts_for(user, organisation_id: int, functions: set[str]) -> bool:
    hat = getattr(user, "hat", None)
    return bool(hat) and hat.pk == organisation_id and bool(functions & functions_under_hat(user))


def keeps(user, budget) -> bool:
    """Enter what happens to the money: for a region the kassier, else who works there on it."""
    functions = {Function.KASSIER} if budget.mandaatregio_id else ENTERING
    return _acts_for(user, budget.holder_id, functions)


def approves(user, budget) -> bool:
    """Approve what somebody else entered; `by` of the row must be another person, which the operation checks."""
    return _acts_for(user, budget.holder_id, APPROVING)


def settles(user, budget) -> bool:
    """Settle the account over a year (vaststellen): a bestuurder of who holds the money."""
    return _acts_for(user, budget.holder_id, {Function.BESTUURDER})


def speaks_for(user, municipality) -> bool:
    """Bind the municipality: agree to a division, give a mandate, settle what it accounts for to the kassier."""
    return _acts_for(user, municipality.organisation_id, {Function.BESTUURDER})


def works_for(user, municipality) -> bool:
    """Enter for the municipality what it spent of its local part."""
    return _acts_for(user, municipality.organisation_id, ENTERING)


def enters_on(user, regel) -> bool:
    """Enter what was spent on this line: who keeps the budget, and a municipality on the line of its own local part."""
    own = regel.municipality_id is not None and works_for(user, regel.municipality)
    return own or keeps(user, regel.budget)


def reads_concepts(user, budget) -> bool:
    """Read a proposal that is still written: the kassier and the regiocoördinator, as no municipality was asked yet."""
    return keeps(user, budget) or coordinates_money_of(user, budget)


def coordinates_money_of(user, budget) -> bool:
    """Is this person the regiocoördinator of a region whose money this is? They read and export, and enter nothing."""
    return bool(budget.mandaatregio_id) and any(
        coordinates(user, region.pk) for region in budget.mandaatregio.regions.all()
    )


def does(party) -> bool:
    """Is this party of a transformatieplan a municipality that does it? Only such a one applies for the SPUK."""
    return bool(party.organisation_id) and party.organisation.kind == Kind.GEMEENTE and party.part in DOING


def may_see_applications(user, plan) -> bool:
    """See which applications for the SPUK there are: the parties of a plan that was approved and has a municipality."""
    return plan.approved_at is not None and of_party(user, plan) and any(does(each) for each in plan.partijen.all())


def may_see_application(user, aanvraag) -> bool:
    """Read an application, with its papers: who works for a municipality that does the plan. The same as `visible_to`."""
    return type(aanvraag).objects.visible_to(user).filter(pk=aanvraag.pk).exists()


def may_begin_application(user, plan) -> bool:
    """Apply for the municipality whose hat is on, once the plan is approved and until it ends."""
    hat = getattr(user, "hat", None)
    return (
        plan.status in APPROVED
        and plan.status not in ENDED
        and bool(hat)
        and any(each.organisation_id == hat.pk and does(each) for each in plan.partijen.all())
        and _acts_for(user, hat.pk, ENTERING)
    )


def keeps_application(user, aanvraag) -> bool:
    """Write the application, and note that it was handed in: who enters what happens to the money of the aanvrager."""
    return _acts_for(user, aanvraag.aanvrager_id, ENTERING)


def speaks_in_application(user, aanvraag, organisation_id: int) -> bool:
    """Add the proof of a municipality or take it out: the aanvrager, and the municipality itself."""
    return keeps_application(user, aanvraag) or _acts_for(user, organisation_id, ENTERING)
