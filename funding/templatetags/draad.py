"""What funding shows on the pages of plans and regions: their money, and the way to the rode draad of money."""

from django import template

from funding.draad.regions_of import budgets_of
from funding.draad.thread import money_of
from funding.grootboek.standing import saldi_of
from funding.saldo.reading import year_shown
from plans.voortgang.followed import followed_plans
from plans.workflow import IN_FORCE
from regions.roles import roles_in

register = template.Library()


@register.inclusion_tag("funding/draad/_opgave_money.html", takes_context=True)
def opgave_money(context, opgave):
    """Show what lines of budgets pay for the opgave, of which the dekking stands above it."""
    (money,) = money_of([opgave], context["request"].user)
    # Of a plan that is not followed nothing is paid, so there is no break to tell of.
    is_followed = any(plan.pk == opgave.plan_id for plan in followed_plans(opgave.plan.region_id))
    return {"money": money, "opgave": opgave, "is_followed": is_followed, "region": opgave.plan.region}


@register.inclusion_tag("funding/draad/_plan_money_place.html")
def plan_money(plan):
    """Leave a place for the money of a plan, that comes after its page: the page itself is asked for much already."""
    return {"plan": plan}


@register.inclusion_tag("funding/draad/_region_stand.html", takes_context=True)
def region_money_stand(context, region, plans):
    """Show how the money of the region stands now, for who may see its budget, and lead to the rode draad of money.

    `plans` are those of the region that the reader sees: of one that is followed there is a rode draad.
    """
    user = context["request"].user
    budgets = list(budgets_of(region, user).select_related("regeling")) if user.is_authenticated else []
    is_followed = any(plan.status in IN_FORCE for plan in plans)
    return {
        "region": region,
        "standing": [_now(budget) for budget in budgets if budget.mandaatregio_id],
        "leads_on": bool(budgets) or (is_followed and bool(roles_in(user, region.pk))),
    }


def _now(budget):
    saldi = saldi_of(budget)
    year = year_shown(None, saldi)
    return budget, year, saldi.get(year)
