from django import template

from iza_portal.charts.drawing import draw

register = template.Library()
register.simple_tag(draw, name="chart")
