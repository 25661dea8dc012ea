"""What funding shows on the pages of a transformatieplan: the way to its money, and to its applications for the SPUK."""

from django import template

from funding import rules

register = template.Library()


@register.inclusion_tag("funding/transformatie/_way.html")
def plan_money_way(plan):
    """Show the way to the money of the plan, for who reads how it is carried out."""
    return {"plan": plan}


@register.inclusion_tag("funding/spuk/_way.html", takes_context=True)
def spuk_way(context, plan):
    """Show the way to the applications for the SPUK, for the parties of an approved plan; no query more."""
    return {"plan": plan, "may_see": rules.may_see_applications(context["request"].user, plan)}
