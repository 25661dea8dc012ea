from django import template
from django.urls import reverse

from plans.transformatie import rules
from plans.transformatie.escalatie.escalating import open_escalation as open_one
from plans.transformatie.pages import pages_of

register = template.Library()


@register.inclusion_tag("plans/transformatie/_pages.html", takes_context=True)
def transformatie_pages(context, plan, current: str):
    """Show the way to the pages of a plan; `current` is the name of the route of this one."""
    pages = pages_of(context["request"].user, plan)
    links = [(reverse(page.name, args=[plan.pk]), page.label, page.name == current) for page in pages]
    return {"plan": plan, "links": links}


@register.inclusion_tag("plans/transformatie/escalatie/_open.html", takes_context=True)
def open_escalation(context, plan):
    """Say that the plan lies at the bestuurlijk overleg, to all who see it; one query."""
    return {"escalatie": open_one(plan), "may_read": rules.may_read_course(context["request"].user, plan)}
