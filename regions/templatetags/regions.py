from django import template

from regions.tile_map import tile_map

register = template.Library()
register.simple_tag(tile_map)
