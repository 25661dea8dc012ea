from django import template

from regions import tile_map as maps

register = template.Library()


@register.inclusion_tag("regions/_tile_map.html")
def tile_map(regions, told=None):
    """Draw the regions as tiles: what is `told` of them, or their inhabitants and the way to their pages."""
    return {"map": maps.tile_map(regions, told), "side": maps.SIDE, "is_coloured": told is not None}
