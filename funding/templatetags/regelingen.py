"""How a page says what a source tells of a regeling."""

from django import template

from funding.models import Eenheid, Regelingfeit
from iza_portal.page.templatetags.page import euros, number

register = template.Library()


@register.filter
def said(fact: Regelingfeit | None) -> str:
    """Say what a fact tells: «€ 352.973.325», «13 weken», «100%», «42», or its words; a dash where there is none."""
    if fact is None:
        return "–"
    if fact.number is None:
        return fact.text
    words = {
        Eenheid.EURO: euros(fact.number),
        Eenheid.WEKEN: f"{number(fact.number)} weken",
        Eenheid.PROCENT: f"{number(fact.number)}%",
    }.get(fact.unit, number(fact.number))
    return f"{words}. {fact.text}" if fact.text else words
