"""How pages and PDFs say how the work of a plan goes."""

from django import template
from django.utils.html import format_html

from plans.voortgang import course
from plans.voortgang.rules import may_see_reports

register = template.Library()


@register.inclusion_tag("plans/voortgang/_ways.html", takes_context=True)
def progress_ways(context, plan, here=""):
    """Draw the ways through what happens with a plan; `here` is the name of the address, empty for the milestones."""
    user = context["request"].user
    return {"plan": plan, "here": here, "may_see_reports": may_see_reports(user, plan.region_id)}


@register.filter
def measured(value, unit):
    """Write a value with its unit."""
    return course.measured(value, unit)


@register.simple_tag
def stand_word(name, label, printed=False):
    """Say how an opgave or a goal stands: a word and a shape on a page, in a PDF the word alone."""
    return label if printed else format_html('<span class="status {}">{}</span>', name, label)
