"""The cells of a row of how money stands, of which a page has hundreds: an include for each row takes ten times as long."""

from django import template
from django.utils.html import format_html

from funding.grootboek.standing import Saldo
from iza_portal.page.templatetags.page import euro

register = template.Library()


def _cells(*labels: str) -> str:
    return "".join(f'<td class="numeric" data-label="{label}">{{}}</td>' for label in labels)


_OF_YEAR = _cells("Verleend", "Beschikbaar", "Verdeeld", "Verplicht", "Betaald", "Besteed", "Over")
_OF_LINE = _cells("Verdeeld", "Verplicht", "Betaald", "Besteed", "Nog vrij")


@register.simple_tag
def year_cells(saldo: Saldo):
    """Write how a year of a budget stands, from what was granted to what is left."""
    sums = (
        saldo.verleend,
        saldo.beschikbaar,
        saldo.verdeeld,
        saldo.verplicht,
        saldo.betaald,
        saldo.besteed,
        saldo.over,
    )
    return format_html(_OF_YEAR, *map(euro, sums))


@register.simple_tag
def line_cells(saldo: Saldo):
    """Write how a line, a part or a municipality stands, from what was divided to what is not spoken for."""
    sums = (saldo.verdeeld, saldo.verplicht, saldo.betaald, saldo.besteed, saldo.vrij)
    return format_html(_OF_LINE, *map(euro, sums))
