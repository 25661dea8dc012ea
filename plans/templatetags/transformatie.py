from django import template
from django.urls import reverse

from plans.transformatie.pages import pages_of
from plans.transformatie.zelftoets.beside import is_shown_beside

register = template.Library()


@register.inclusion_tag("plans/transformatie/_pages.html", takes_context=True)
def transformatie_pages(context, plan, current: str):
    """Show the way to the pages of a plan; `current` is the name of the route of this one."""
    pages = pages_of(context["request"].user, plan)
    links = [(reverse(page.name, args=[plan.pk]), page.label, page.name == current) for page in pages]
    return {"plan": plan, "links": links}


@register.inclusion_tag("plans/transformatie/zelftoets/_beside.html", takes_context=True)
def zelftoets_panel(context, plan):
    """Show the place in which the zelftoets comes beside a text, to whom it is of use there (`checking.js` fills it)."""
    return {"plan": plan, "is_shown": is_shown_beside(context["request"].user, plan)}
