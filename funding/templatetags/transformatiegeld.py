"""What funding shows on the pages of a transformatieplan that is carried out: the way to its money."""

from django import template

register = template.Library()


@register.inclusion_tag("funding/transformatie/_way.html")
def plan_money_way(plan):
    """Show the way to the money of the plan, for who reads how it is carried out."""
    return {"plan": plan}
