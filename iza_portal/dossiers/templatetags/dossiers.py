"""What dossiers shows on the pages of others, and how the state of a dossier is drawn."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from iza_portal.dossiers import rules
from iza_portal.dossiers.kinds import Kind, latest_papers, region_of
from iza_portal.dossiers.models import Dossier
from plans.models import Regioplan
from plans.models.transformatie import Transformatieplan
from regions.models import Regiobeeld

register = template.Library()

MOST_RECENT = 3


@register.simple_tag
def dossier_status(dossier):
    """Draw where the making of a dossier stands: a word and a shape."""
    return format_html('<span class="status {}">{}</span>', dossier.state, dossier.get_state_display())


@register.inclusion_tag("dossiers/_panel.html", takes_context=True)
def dossier_panel(context, owner, beelden=(), plans=()):
    """Show the latest dossiers of a plan, a regiobeeld or a region that the person may see, and the button to make one.

    Of a region `beelden` and `plans` are those that the person may see, the latest first; who may make a dossier of it sees
    all. One query.
    """
    user = context["request"].user
    region = region_of(owner)
    sees_all = rules.may_see_all_of(user, owner)
    dossiers = Dossier.objects.of(owner) if sees_all else Dossier.objects.of_visible_to(owner, user)
    found = list(dossiers.defer("content")[: MOST_RECENT + 1])
    panel = {
        "dossiers": found[:MOST_RECENT],
        "has_more": len(found) > MOST_RECENT,
        "may_make": rules.may_make_of(user, owner),
        "region": region,
        "csrf_token": context.get("csrf_token"),
    }
    if isinstance(owner, Regioplan):
        return panel | {"kind": Kind.REGIOPLAN, "action": reverse("dossier-request", args=[owner.pk])}
    if isinstance(owner, Transformatieplan):
        action = reverse("dossier-request-transformatieplan", args=[owner.pk])
        return panel | {"kind": Kind.TRANSFORMATIEPLAN, "action": action}
    if isinstance(owner, Regiobeeld):
        return panel | {"kind": Kind.REGIOBEELD, "action": reverse("dossier-request-regiobeeld", args=[owner.pk])}
    latest, public = (latest_papers(owner, beelden, plans, only_public=only_public) for only_public in (False, True))
    return panel | {
        "kind": Kind.REGIO,
        "may_make": panel["may_make"] and bool(latest),
        "has_choice": bool(public) and public != latest,
        "action": reverse("dossier-request-region", args=[owner.slug]),
    }
