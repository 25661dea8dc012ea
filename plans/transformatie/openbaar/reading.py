"""What everybody reads of approved plans: the public page of one, and those of a region."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from iza_portal.rows import one
from plans.models.transformatie import Potmutatie, Potsoort, Samenvatting, Transformatieplan
from plans.transformatie.openbaar.prefilling import FIELDS
from plans.transformatie.workflow import APPROVED
from regions.models import Region


def granted() -> Subquery:
    """Answer what the pot gave to a plan, in euros, as a part of a query of plans; None where nothing was given yet."""
    given = Potmutatie.objects.filter(plan=OuterRef("pk"), kind=Potsoort.TOEKENNING)
    return Subquery(given.annotate(given=-F("amount")).values("given")[:1])


def concerning(regions) -> Q:
    """Answer the condition that a plan is filed under one of these regions, or concerns one."""
    through = Transformatieplan.regions.through.objects.filter(region__in=regions)
    return Q(region__in=regions) | Q(pk__in=through.values("transformatieplan"))


def public_plans_of(region: Region) -> QuerySet[Transformatieplan]:
    """Answer the approved plans that concern the region, the last approved first; one query."""
    return (
        Transformatieplan.objects.public().with_told().filter(concerning([region.pk])).order_by("-approved_at", "-pk")
    )


@dataclass(frozen=True)
class Standing:
    """What the public page of a plan comes down to: of which plan it is, which summary is the last, and whether it is gone.

    `withdrawn` counts the versions that were withdrawn: a page that is kept is another one after the next.
    """

    title: str
    status: str
    number: int
    withdrawn: int
    is_gone: bool


def standing_of(pk: int) -> Standing | None:
    """Answer how the public page of a plan stands; None where no summary of it ever came out. One query."""
    found = one(_STANDING, pk)
    if found is None:
        return None
    title, status, number, withdrawn, last_withdrawn = found
    return Standing(title, status, number, withdrawn, last_withdrawn or status not in APPROVED)


_STANDING = """
    SELECT plan.title, plan.status, max(summary.number), count(summary.withdrawn_at),
        (array_agg(summary.withdrawn_at ORDER BY summary.number DESC))[1] IS NOT NULL
    FROM plans_transformatieplan plan JOIN plans_samenvatting summary ON summary.plan_id = plan.id
    WHERE plan.id = %s AND summary.published_at IS NOT NULL GROUP BY plan.id
"""


@dataclass(frozen=True)
class PublicPage:
    """The public page of a plan: the summary that is shown, and all that came out, the last one first."""

    plan: Transformatieplan
    shown: Samenvatting
    published: list[Samenvatting]

    @property
    def is_latest(self) -> bool:
        return self.shown == self.published[0]

    @property
    def fields(self) -> list[tuple[str, str]]:
        return [(label, getattr(self.shown, name)) for name, label in FIELDS.items()]


def public_page(pk: int, number: int) -> PublicPage:
    """Answer the public page of a plan with this version of its summary, which can be read; three queries."""
    plans = Transformatieplan.objects.select_related("region", "theme", "insurer").prefetch_related("regions")
    plan = plans.annotate(granted=granted()).get(pk=pk)
    published = list(plan.samenvattingen.filter(published_at__isnull=False).order_by("-number"))
    return PublicPage(plan, next(each for each in published if each.number == number), published)
