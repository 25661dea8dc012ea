"""What the world may read of a plan: its frozen content, at an address that lasts."""

from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.template.loader import render_to_string
from django.urls import reverse

from plans.models import Regioplan, Status, Vaststellingsversie

#: How long a process keeps the HTML of a plan, which never changes: memory is all that it costs.
KEPT_SECONDS = 3600
#: The states in which a plan has a public address: it stays, whatever becomes of the plan.
PUBLIC = [Status.GEPUBLICEERD, Status.INGETROKKEN]


def published(plans: QuerySet | None = None) -> QuerySet[Regioplan]:
    """Answer the plans that have a public page, that of which there is news last first: it came out, or was withdrawn.

    One of which nothing is frozen yet has none: that comes by itself, see `plans.vaststelling.catching_up`.
    """
    plans = Regioplan.objects.all() if plans is None else plans
    is_frozen = Exists(Vaststellingsversie.objects.filter(plan=OuterRef("pk")))
    return (
        plans.filter(Q(status=Status.INGETROKKEN) | Q(is_frozen), status__in=PUBLIC)
        .select_related("region")
        .order_by(Greatest("published_at", "withdrawn_at").desc(nulls_last=True), "-pk")
    )


def public_url(plan: Regioplan) -> str:
    """Answer the lasting address of the plan: its region, kind and edition, with the version where it is not the first."""
    edition = str(plan.edition) if plan.version == 1 else f"{plan.edition}-v{plan.version}"
    return reverse("plan-public", args=[plan.region.slug, plan.kind, edition])


@dataclass(frozen=True)
class PublicPlan:
    """A plan as everybody may read it: what was frozen of it, its title then, and the HTML of the rest."""

    plan: Regioplan
    versie: Vaststellingsversie
    title: str
    html: str


def public_plan(plan: Regioplan) -> PublicPlan | None:
    """Answer what everybody may read of the plan; None where nothing is frozen of it yet.

    The HTML of a content that never changes is made once in each process; the content itself is megabytes, and is only
    fetched for that.
    """
    versie = plan.vaststellingsversies.defer("content").order_by("-number").first()
    if versie is None:
        return None
    title, html = caches["fragments"].get_or_set(
        f"plan-{versie.content_hash}", lambda: _drawn(versie.content), timeout=KEPT_SECONDS
    )
    return PublicPlan(plan, versie, title, html)


def _drawn(content: dict) -> tuple[str, str]:
    return content["about"]["title"], render_to_string("plans/publicatie/_content.html", {"content": content})
