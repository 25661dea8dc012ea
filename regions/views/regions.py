from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iza_portal.page.access import get_visible_or_404
from iza_portal.trail.recording import history
from regions import rules
from regions.facts import RegionFacts
from regions.models import Participation, Region, RegionRole
from regions.search import RegionFilter

LEADING = [RegionRole.MANDAATHOUDER, RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2]
# Tells one state of who takes part in a region from the next: the key of the pieces of its page that are kept.
CURRENT_PARTS = ArraySubquery(Participation.objects.current().filter(region=OuterRef("pk")).order_by("pk").values("pk"))


class RegionListing:
    """The list of regions with its filters, looked up when it is asked for: see the template."""

    def __init__(self, request):
        self.request = request

    @property
    def is_filtered(self) -> bool:
        return any(self.request.GET.values())

    @cached_property
    def filter(self) -> RegionFilter:
        leading = Participation.objects.current().filter(role__in=LEADING).select_related("organisation")
        return RegionFilter(
            self.request.GET,
            queryset=Region.objects.visible_to(self.request.user)
            .with_population()
            .prefetch_related(Prefetch("participations", leading.order_by("role"), to_attr="leading")),
        )

    @cached_property
    def regions(self) -> list[Region]:
        regions = list(self.filter.qs)
        for region in regions:
            region.mandaathouders = [part for part in region.leading if part.role == RegionRole.MANDAATHOUDER]
            region.marktleiders = [part for part in region.leading if part.role != RegionRole.MANDAATHOUDER]
        return regions


@require_safe
def region_list(request):
    return render(request, "regions/list.html", {"listing": RegionListing(request)})


@require_safe
def region_detail(request, slug):
    regions = Region.objects.annotate(parts=CURRENT_PARTS).select_related(
        "mandaatregio__mandaathouder", "zorgkantoorregio"
    )
    region = get_visible_or_404(regions, request.user, slug=slug)
    context = {
        "region": region,
        "facts": RegionFacts(region),
        "version": "-".join(map(str, region.parts)),
        "may_arrange": rules.may_arrange_participants(request.user, region),
        "may_read_history": rules.may_read_history(request.user, region),
    }
    return render(request, "regions/region.html", context)


@require_safe
def region_history(request, slug):
    """Who changed the participants; whoever may not read it finds no such page."""
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    if not rules.may_read_history(request.user, region):
        raise Http404
    return render(request, "regions/history.html", {"region": region, "events": history(region)})
