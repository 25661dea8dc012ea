"""What dossiers shows on the pages of others, and how the state of a dossier is drawn."""

from django import template
from django.utils.html import format_html

from iza_portal.dossiers.models import Dossier
from plans import rules

register = template.Library()

MOST_RECENT = 3


@register.simple_tag
def dossier_status(dossier):
    """Draw where the making of a dossier stands: a word and a shape."""
    return format_html('<span class="status {}">{}</span>', dossier.state, dossier.get_state_display())


@register.inclusion_tag("dossiers/_panel.html", takes_context=True)
def dossier_panel(context, plan):
    """Show the latest dossiers of `plan` that the person may see, and the button to make one; one query."""
    user = context["request"].user
    found = list(Dossier.objects.visible_to(user).filter(plan=plan).defer("content")[: MOST_RECENT + 1])
    return {
        "plan": plan,
        "dossiers": found[:MOST_RECENT],
        "has_more": len(found) > MOST_RECENT,
        "may_make": user.is_authenticated and rules.may_make_dossier(user, plan),
        "csrf_token": context.get("csrf_token"),
    }
