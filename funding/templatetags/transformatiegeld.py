"""What funding shows on the pages of a transformatieplan: how its money stands, and its applications for the SPUK."""

from django import template

from funding import rules
from funding.transformatie.reading import money_of
from plans.transformatie.rules import may_see_execution

register = template.Library()


@register.inclusion_tag("funding/transformatie/_way.html")
def plan_money_way(plan):
    """Show the way to the money of the plan, for who reads how it is carried out."""
    return {"plan": plan}


@register.inclusion_tag("funding/transformatie/_stand.html", takes_context=True)
def transformatie_money(context, plan):
    """Show how the money of a plan that is carried out stands, for who reads of that; else nothing."""
    if not may_see_execution(context["request"].user, plan):
        return {"money": None}
    money = money_of(plan)
    return {"plan": plan, "money": money if money.lines else None}


@register.inclusion_tag("funding/spuk/_way.html", takes_context=True)
def spuk_way(context, plan):
    """Show the way to the applications for the SPUK, for the parties of an approved plan; no query more."""
    return {"plan": plan, "may_see": rules.may_see_applications(context["request"].user, plan)}
