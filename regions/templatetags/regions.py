from django import template

from regions import tile_map as maps

register = template.Library()


@register.inclusion_tag("regions/_tile_map.html")
def tile_map(regions):
    """Draw the regions, which carry `population`, as tiles that lead to their pages."""
    return {"map": maps.tile_map(regions), "side": maps.SIDE}
