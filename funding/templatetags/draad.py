"""What funding shows on the pages of plans: the money of an opgave, and the way to the rode draad of money."""

from django import template

from funding.draad.thread import money_of
from plans.voortgang.followed import followed_plans

register = template.Library()


@register.inclusion_tag("funding/draad/_opgave_money.html", takes_context=True)
def opgave_money(context, opgave):
    """Show what lines of budgets pay for the opgave, of which the dekking stands above it."""
    (money,) = money_of([opgave], context["request"].user)
    # Of a plan that is not followed nothing is paid, so there is no break to tell of.
    is_followed = any(plan.pk == opgave.plan_id for plan in followed_plans(opgave.plan.region_id))
    return {"money": money, "opgave": opgave, "is_followed": is_followed, "region": opgave.plan.region}
