from django import template
from django.urls import reverse

from plans.transformatie.pages import pages_of

register = template.Library()


@register.inclusion_tag("plans/transformatie/_pages.html", takes_context=True)
def transformatie_pages(context, plan, current: str):
    """Show the way to the pages of a plan; `current` is the name of the route of this one."""
    pages = pages_of(context["request"].user, plan)
    links = [(reverse(page.name, args=[plan.pk]), page.label, page.name == current) for page in pages]
    return {"plan": plan, "links": links}
