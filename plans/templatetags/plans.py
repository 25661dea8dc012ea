"""What plans shows on the pages of others, and how a plan's state is drawn."""

from django import template
from django.utils.html import format_html

from plans import rules
from plans.consultaties.reading import waiting_for
from plans.consultaties.rules import may_open as may_open_round
from plans.models import PlanKind, Regioplan
from plans.pages import pages_of, shown_as
from plans.publicatie import reading
from plans.transformatie.rules import may_start as may_start_transformatieplan
from plans.voortgang.rules import may_see_reports

register = template.Library()


@register.simple_tag
def status_of(plan):
    """Draw the state of a plan: a word and a shape."""
    return format_html('<span class="status {}">{}</span>', plan.status, plan.get_status_display())


@register.simple_tag
def public_url(plan):
    """Answer the lasting address at which everybody reads the plan."""
    return reading.public_url(plan)


@register.inclusion_tag("plans/_pages.html", takes_context=True)
def plan_pages(context, plan, current):
    """Draw the way to the other pages of a plan; `current` is the name of the address of this one."""
    current = shown_as(plan, current)
    return {"pages": pages_of(context["request"].user, plan), "plan": plan, "current": current}


@register.inclusion_tag("plans/consultaties/_panel.html", takes_context=True)
def consultatie_panel(context, plan):
    """Tell which round of consultation goes on, and whether it asks the person; the plan has its `open_round`."""
    user = context["request"].user
    waiting = waiting_for(user, [plan])
    running = waiting.running.get(plan.pk)
    may_open = running is None and may_open_round(user, plan)
    return {"plan": plan, "running": running, "is_asked": bool(waiting.asked), "may_open": may_open}


@register.simple_tag(takes_context=True)
def visible_plans(context, region):
    """Answer the plans of a region that the person may see, the latest edition first; one query."""
    return list(Regioplan.objects.visible_to(context["request"].user).filter(region=region).order_by("-edition"))


@register.inclusion_tag("plans/_region_plans.html", takes_context=True)
def region_plans(context, region, plans):
    """List these plans of a region, with a way to begin one for the regiocoördinator, and to the reports."""
    user = context["request"].user
    return {
        "region": region,
        "plans": [plan for plan in plans if plan.kind == PlanKind.REGIOPLAN],
        "werkagendas": [plan for plan in plans if plan.kind == PlanKind.WERKAGENDA],
        "may_start": user.is_authenticated and rules.may_start(user, region),
        "may_see_reports": may_see_reports(user, region.pk),
        "may_start_transformatieplan": may_start_transformatieplan(user),
    }
