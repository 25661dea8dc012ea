from django import template
from django.urls import reverse
from django.utils import timezone

from plans.transformatie.pages import pages_of
from plans.transformatie.rules import may_see_execution
from plans.transformatie.uitvoering.expected import expected_of

register = template.Library()


@register.inclusion_tag("plans/transformatie/_pages.html", takes_context=True)
def transformatie_pages(context, plan, current: str):
    """Show the way to the pages of a plan; `current` is the name of the route of this one."""
    pages = pages_of(context["request"].user, plan)
    links = [(reverse(page.name, args=[plan.pk]), page.label, page.name == current) for page in pages]
    return {"plan": plan, "links": links}


@register.inclusion_tag("plans/transformatie/uitvoering/_panel.html", takes_context=True)
def execution_panel(context, plan):
    """Say what the execution of a plan expects of the reader, and how far it is; nothing for who does not read of it."""
    user = context["request"].user
    if not may_see_execution(user, plan):
        return {"shown": False}
    expected = expected_of(user, plan)
    is_late = any(each.on and each.on < timezone.localdate() for each in expected.expected)
    here = context.get("current_page")
    return {"shown": True, "plan": plan, "is_late": is_late, "here": here, **vars(expected)}
