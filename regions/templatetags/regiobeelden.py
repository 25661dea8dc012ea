"""What regiobeelden show on the pages of others, and how the state of one is drawn."""

from django import template
from django.utils.html import format_html

from regions.models import BeeldStatus, Regiobeeld
from regions.ownership import owner_of
from regions.regiobeelden import rules
from regions.regiobeelden.adoption import moves_open_to
from regions.regiobeelden.reacting import waiting_for

register = template.Library()


@register.inclusion_tag("regiobeelden/_cycle_panel.html", takes_context=True)
def cycle_panel(context, regiobeeld):
    """Tell which cycle is open and what it asks of the person, with the accounts of those that are closed.

    The regiobeeld carries its `cycles` (`Cycle.objects.brief()`).
    """
    user = context["request"].user
    sees_work = rules.may_see_work(user, regiobeeld)
    cycles = regiobeeld.cycles.all()
    running = next((cycle for cycle in cycles if cycle.closed_at is None), None) if sees_work else None
    return {
        "regiobeeld": regiobeeld,
        "running": running,
        "closed": [cycle for cycle in cycles if cycle.closed_at],
        "may_react": running is not None and rules.may_react(user, running),
        "may_handle": running is not None and rules.may_handle(user, running),
        "may_open": running is None
        and regiobeeld.status == BeeldStatus.VERRIJKING
        and rules.may_arrange(user, regiobeeld),
    }


@register.inclusion_tag("regiobeelden/_check_panel.html", takes_context=True)
def check_panel(context, regiobeeld):
    """Lead the people of the region to the check. What it finds costs more queries than this page may take."""
    return {"regiobeeld": regiobeeld, "sees_work": rules.may_see_work(context["request"].user, regiobeeld)}


@register.simple_tag(takes_context=True)
def cycles_waiting(context, beelden):
    """Answer what the open cycles of these regiobeelden (with their `progress`) ask of the person: see `waiting_for`."""
    return waiting_for(context["request"].user, beelden)


@register.simple_tag
def beeld_status(regiobeeld, cycle=None):
    """Draw the state of a regiobeeld: a word and a shape; with the cycle that is open."""
    words = regiobeeld.get_status_display() + (f", cyclus {cycle.number}" if cycle else "")
    return format_html('<span class="status beeld-{}">{}</span>', regiobeeld.status, words)


@register.filter
def first_known(figures):
    """Answer the first of a theme's figures of which the value is known, or nothing."""
    return next((figure for figure in figures if figure["value"] is not None), None)


@register.simple_tag(takes_context=True)
def visible_beelden(context, region):
    """Answer the regiobeelden of a region that the person may see, the latest edition first; one query."""
    return list(Regiobeeld.objects.visible_to(context["request"].user).filter(region=region).order_by("-edition"))


@register.inclusion_tag("regiobeelden/_region_beelden.html", takes_context=True)
def region_beelden(context, region, beelden):
    """List these regiobeelden of a region, with a way to begin one for who may."""
    user = context["request"].user
    # A region makes one at a time, and what follows a published one is its herijking, which begins on its own page.
    is_free = all(beeld.status == BeeldStatus.HERIJKING for beeld in beelden)
    return {
        "region": region,
        "beelden": beelden,
        "may_start": is_free and user.is_authenticated and rules.may_start(user, region),
    }


@register.simple_tag(takes_context=True)
def beelden_unowned(context, beelden):
    """Answer those of these, with their `progress`, in which themes have no owner and the person may give them one."""
    user = context["request"].user
    return [
        beeld
        for beeld in beelden
        if (progress := getattr(beeld, "progress", None)) and progress.unowned and rules.may_arrange(user, beeld)
    ]


@register.filter
def owner(part):
    """Name the owner of a theme or point that `with_owner` answered."""
    return owner_of(part)


@register.simple_tag(takes_context=True)
def moves_waiting(context, beelden):
    """Answer those that wait for the person, each with the moves that they can make: none is to read it."""
    user = context["request"].user
    found = [(beeld, moves_open_to(user, beeld)) for beeld in beelden]
    # That a published one can be renewed some day is no work that waits.
    return [
        (beeld, moves)
        for beeld, moves in found
        if (moves and beeld.status != BeeldStatus.GEPUBLICEERD) or beeld.status == BeeldStatus.LEESVERSIE
    ]


@register.inclusion_tag("regiobeelden/_of_my_regions.html", takes_context=True)
def beelden_of(context, regions, beelden):
    """List the regiobeelden of the person's regions; where there is none, with a way to begin one for who may."""
    user = context["request"].user
    return {
        "regions": regions,
        "beelden": beelden,
        "may_start_in": [] if beelden else [region for region in regions if rules.may_start(user, region)],
    }
