from itertools import groupby

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from plans.models.transformatie import Toekenning
from plans.transformatie import notation, rules
from plans.transformatie.escalatie.escalating import open_escalation as open_one
from plans.transformatie.indienen.reading import places_for
from plans.transformatie.openbaar.reading import public_plans_of
from plans.transformatie.pages import others_of, row_of, work_pages_of
from plans.transformatie.rules import may_see_execution
from plans.transformatie.uitvoering.expected import expected_of
from plans.transformatie.verloop.standing import standing_of
from plans.transformatie.wachtrij.awarding import FUNDED
from plans.transformatie.wachtrij.queue import place_of
from plans.transformatie.workflow import Planstand
from plans.transformatie.zelftoets.beside import is_shown_beside
from regions.agreements import IzaOnderdeel

register = template.Library()

# What a content of a plan holds as strings, in Dutch.
register.filter("kept_euros", notation.in_euros)
register.filter("kept_day", notation.in_full)
register.filter("kept_number", notation.with_unit)
#: So many plans of a region stand on its page; the national list has them all.
OF_A_REGION = 8


@register.inclusion_tag("plans/transformatie/_pages.html", takes_context=True)
def transformatie_pages(context, plan, current: str):
    """Show the way to the pages of a plan; `current` is the name of the route of this one."""
    pages = row_of(context["request"].user, plan, current)
    links = [(reverse(page.name, args=[plan.pk]), page.label, page.name == current) for page in pages]
    return {"plan": plan, "links": links}


@register.inclusion_tag("plans/transformatie/overzicht/_others.html", takes_context=True)
def transformatie_other_pages(context, plan):
    """Show the way to the pages that are not in the row now, such as the texts of a plan that is carried out."""
    pages = others_of(context["request"].user, plan)
    return {"links": [(reverse(page.name, args=[plan.pk]), page.label) for page in pages]}


@register.inclusion_tag("plans/transformatie/_work.html", takes_context=True)
def transformatie_work(context, current: str = ""):
    """Show the way to where this person works on all plans; `current` is the name of the route of this page."""
    pages = work_pages_of(context["request"].user)
    return {"links": [(reverse(page.name), page.label, page.name == current) for page in pages], "current": current}


@register.inclusion_tag("plans/transformatie/uitvoering/_panel.html", takes_context=True)
def execution_panel(context, plan):
    """Say what the execution of a plan expects of the reader, and how far it is; nothing for who does not read of it.

    `briefs` in the context are its milestones, where these are at hand.
    """
    user = context["request"].user
    if not may_see_execution(user, plan):
        return {"shown": False}
    expected = expected_of(user, plan, context.get("briefs"))
    is_late = any(each.on and each.on < timezone.localdate() for each in expected.expected)
    here = context.get("current_page")
    return {"shown": True, "plan": plan, "is_late": is_late, "here": here, **vars(expected)}


@register.inclusion_tag("plans/transformatie/indienen/_content.html", takes_context=True)
def submitted_content(context, indiening):
    """Show all of a submission, each part with the id `deel-<code>`, and what is other than the submission before it.

    Nothing for who may not read it. Its plan comes with it, with its parties.
    """
    return {"places": places_for(context["request"].user, indiening)}


@register.inclusion_tag("plans/transformatie/verloop/_standing.html", takes_context=True)
def course_of(context, plan):
    """Say in a few sentences where the plan is, who has it until when, and what waits, as far as its reader may see it."""
    return {"plan": plan, "standing": standing_of(context["request"].user, plan)}


@register.inclusion_tag("plans/transformatie/wachtrij/_place.html")
def queue_place(plan):
    """Show where the plan stands in the queue and what is before it, or what it was given and why; else nothing."""
    if plan.status == Planstand.WACHTRIJ:
        return {"plan": plan, "place": place_of(plan)}
    if plan.status not in FUNDED:
        return {"plan": plan}
    toekenning = Toekenning.objects.filter(mutatie__plan=plan).select_related("mutatie").first()
    return {"plan": plan, "toekenning": toekenning, "amount": -toekenning.mutatie.amount if toekenning else None}


@register.simple_tag
def transformatie_status(plan):
    """Draw the state of a plan: a word and a shape."""
    return format_html('<span class="status {}">{}</span>', plan.status, plan.get_status_display())


@register.filter
def iza_parts(codes) -> str:
    """Write the parts of the IZA with these codes in words."""
    return ", ".join(IzaOnderdeel(code).label for code in codes)


@register.inclusion_tag("plans/transformatie/zelftoets/_beside.html", takes_context=True)
def zelftoets_panel(context, plan):
    """Show the place in which the zelftoets comes beside a text, to whom it is of use there (`checking.js` fills it)."""
    return {"plan": plan, "is_shown": is_shown_beside(context["request"].user, plan)}


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


@register.inclusion_tag("plans/transformatie/escalatie/_open.html", takes_context=True)
def open_escalation(context, plan):
    """Say that the plan lies at the bestuurlijk overleg, to all who see it; one query."""
    return {"escalatie": open_one(plan), "may_read": rules.may_read_course(context["request"].user, plan)}
