from itertools import groupby

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from plans.models.transformatie import Toekenning
from plans.transformatie.openbaar.reading import public_plans_of
from plans.transformatie.pages import pages_of
from plans.transformatie.wachtrij.awarding import FUNDED
from plans.transformatie.wachtrij.queue import place_of
from plans.transformatie.workflow import Planstand

register = template.Library()

#: So many plans of a region stand on its page; the national list has them all.
OF_A_REGION = 8


@register.inclusion_tag("plans/transformatie/_pages.html", takes_context=True)
def transformatie_pages(context, plan, current: str):
    """Show the way to the pages of a plan; `current` is the name of the route of this one."""
    pages = pages_of(context["request"].user, plan)
    links = [(reverse(page.name, args=[plan.pk]), page.label, page.name == current) for page in pages]
    return {"plan": plan, "links": links}


@register.inclusion_tag("plans/transformatie/wachtrij/_place.html")
def queue_place(plan):
    """Show where the plan stands in the queue and what is before it, or what it was given and why; else nothing."""
    if plan.status == Planstand.WACHTRIJ:
        return {"plan": plan, "place": place_of(plan)}
    if plan.status not in FUNDED:
        return {"plan": plan}
    toekenning = Toekenning.objects.filter(mutatie__plan=plan).select_related("mutatie").first()
    return {"plan": plan, "toekenning": toekenning, "amount": -toekenning.mutatie.amount if toekenning else None}


@register.filter
def with_lists(text: str) -> SafeString:
    """Write a text of people as paragraphs, with the lines that begin with a dash as a list."""
    pieces = []
    for is_list, lines in groupby(text.splitlines(), key=lambda line: line.startswith("- ")):
        if is_list:
            items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
            pieces.append(format_html("<ul>{}</ul>", items))
        else:
            pieces.append(linebreaks("\n".join(lines).strip("\n"), autoescape=True))
    return mark_safe("".join(pieces))  # noqa: S308 (each piece is escaped)


@register.inclusion_tag("plans/transformatie/openbaar/_region.html")
def region_transformatieplannen(region):
    """List the approved plans that concern a region, the last approved first; the same for everybody, one query."""
    plans = list(public_plans_of(region)[: OF_A_REGION + 1])
    return {"region": region, "plans": plans[:OF_A_REGION], "has_more": len(plans) > OF_A_REGION}


@register.inclusion_tag("plans/transformatie/openbaar/_similar.html")
def similar_plans(plan):
    """Leave a place for plans elsewhere that look like this one, which comes after the page."""
    return {"plan": plan}
