"""How pages say what stands in the rows of an opgave."""

from django import template

from iza_portal.quarters import in_short
from plans.opgaven import wording

register = template.Library()


@register.filter
def said(row, name):
    """Say what the field `name` of a row holds, in words and in Dutch notation."""
    return wording.said(row, name)


@register.filter
def total(opgave):
    """Add up the money of an opgave, in whole euros."""
    return wording.in_dutch(sum(dekking.amount for dekking in opgave.dekkingen.all()))


@register.filter
def quarter(row, name):
    """Say in short which quarter the field `name` of a row holds."""
    return in_short(getattr(row, name))
