from django import template
from django.utils.html import format_html

from regions import tile_map as maps
from regions.models import BeeldStatus, Regiobeeld
from regions.regiobeelden import rules
from regions.regiobeelden.adoption import moves_open_to

register = template.Library()


@register.inclusion_tag("regions/_tile_map.html")
def tile_map(regions):
    """Draw the regions, which carry `population`, as tiles that lead to their pages."""
    return {"map": maps.tile_map(regions), "side": maps.SIDE}


@register.simple_tag
def beeld_status(regiobeeld, cycle=None):
    """Draw the state of a regiobeeld: a word and a shape; with the cycle that is open."""
    words = regiobeeld.get_status_display() + (f", cyclus {cycle['number']}" if cycle else "")
    return format_html('<span class="status beeld-{}">{}</span>', regiobeeld.status, words)


@register.inclusion_tag("regiobeelden/_region_beelden.html", takes_context=True)
def region_beelden(context, region):
    """List the regiobeelden of a region that the person may see, with a way to begin one for who may."""
    user = context["request"].user
    return {
        "region": region,
        "beelden": Regiobeeld.objects.visible_to(user).filter(region=region),
        "may_start": user.is_authenticated and rules.may_start(user, region),
    }


@register.simple_tag(takes_context=True)
def waiting_beelden(context):
    """Answer the regiobeelden that wait for the person, each with the moves that they can make: none is to read it."""
    user = context["request"].user
    going_on = Regiobeeld.objects.inside(user).exclude(status=BeeldStatus.HERIJKING).select_related("region")
    found = [(beeld, moves_open_to(user, beeld)) for beeld in going_on]
    # That a published one can be renewed some day is no work that waits.
    return [
        (beeld, moves)
        for beeld, moves in found
        if (moves and beeld.status != BeeldStatus.GEPUBLICEERD) or beeld.status == BeeldStatus.LEESVERSIE
    ]
