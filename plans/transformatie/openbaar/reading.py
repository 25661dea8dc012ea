"""What everybody reads of approved plans: the public page of one, and those of a region."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

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
class PublicPage:
    """The public page of a plan: the summary that is shown, and all that came out, the last one first.

    `gone` is the summary that was withdrawn last, where nothing is public any more: its reason is what the page says.
    """

    plan: Transformatieplan
    shown: Samenvatting | None
    published: list[Samenvatting]

    @property
    def is_gone(self) -> bool:
        return self.shown is None

    @property
    def is_latest(self) -> bool:
        return self.shown == self.published[0]

    @property
    def fields(self) -> list[tuple[str, str]]:
        return [(label, getattr(self.shown, name)) for name, label in FIELDS.items()]


def public_page(pk: int, number: int | None = None) -> PublicPage | None:
    """Answer the public page of a plan, with the version of its summary that is asked or the last; None where it has none.

    Of a plan that its applicants withdrew, or of which the last summary was withdrawn, nothing is shown, not even an earlier
    version. Three queries.
    """
    plan = (
        Transformatieplan.objects.select_related("region", "theme", "insurer")
        .prefetch_related("regions")
        .annotate(granted=granted())
        .filter(pk=pk)
        .first()
    )
    if plan is None:
        return None
    published = list(plan.samenvattingen.filter(published_at__isnull=False).order_by("-number"))
    if not published:
        return None
    if plan.status not in APPROVED or published[0].withdrawn_at is not None:
        return PublicPage(plan, None, published)
    asked = [each for each in published if number in (None, each.number) and each.withdrawn_at is None]
    return PublicPage(plan, asked[0], published) if asked else None
