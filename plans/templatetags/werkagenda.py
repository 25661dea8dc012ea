"""What a werkagenda shows on the page of one of its aanpakken."""

from django import template as templates

from plans.models import PlanKind
from plans.werkagenda import template
from plans.werkagenda.inzet import YEARS, lines_of
from plans.werkagenda.reading import texts_of

register = templates.Library()


@register.inclusion_tag("plans/werkagenda/_aanpak.html")
def aanpak_of(opgave, may_write=False):
    """Draw what an opgave is in the national format, with its texts and streefwaarden; nothing in a regioplan."""
    if opgave.plan.kind != PlanKind.WERKAGENDA or not opgave.aanpak:
        return {}
    return {
        "opgave": opgave,
        "plan": opgave.plan,
        "asked": template.aanpakken().get(opgave.aanpak),
        "texts": texts_of(opgave),
        "lines": lines_of(opgave, opgave.inzetten.all()),
        "years": YEARS,
        "may_write": may_write,
    }
