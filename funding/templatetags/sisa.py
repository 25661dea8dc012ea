"""How the pages of accounts write amounts."""

from django import template

from funding.sisa.values import money

register = template.Library()
register.filter("money", money)
