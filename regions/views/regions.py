from collections import defaultdict

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from iza_portal.page.access import get_visible_or_404
from iza_portal.reference.models import Certainty
from iza_portal.reference.sources import sources
from iza_portal.trail.recording import history
from regions import rules
from regions.models import Indeling, Participation, Purpose, Region, RegionRole, RoazRegion
from regions.search import RegionFilter

LEADING = [RegionRole.MANDAATHOUDER, RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2]


@require_safe
def region_list(request):
    leading = Participation.objects.current().filter(role__in=LEADING).select_related("organisation").order_by("role")
    region_filter = RegionFilter(
        request.GET,
        queryset=Region.objects.visible_to(request.user)
        .with_population()
        .prefetch_related(Prefetch("participations", leading, to_attr="leading")),
    )
    regions = list(region_filter.qs)
    for region in regions:
        region.mandaathouders = [part for part in region.leading if part.role == RegionRole.MANDAATHOUDER]
        region.marktleiders = [part for part in region.leading if part.role != RegionRole.MANDAATHOUDER]
    return render(
        request,
        "regions/list.html",
        {"filter": region_filter, "regions": regions, "is_filtered": any(request.GET.values())},
    )


@require_safe
def region_detail(request, slug):
    region = get_visible_or_404(
        Region.objects.select_related("mandaatregio__mandaathouder", "zorgkantoorregio__zorgkantoor"),
        request.user,
        slug=slug,
    )
    places, guests, zorgkantoorregios = _municipalities(region)
    participations = list(
        Participation.objects.current().filter(region=region).select_related("organisation").order_by("organisation")
    )
    by_role = {role: [part for part in participations if part.role == role] for role in RegionRole}
    roaz_regions = (
        RoazRegion.objects.filter(Q(regions=region) | Q(partial_regions=region))
        .annotate(is_partial=Exists(RoazRegion.objects.filter(pk=OuterRef("pk"), partial_regions=region)))
        .distinct()
    )
    context = {
        "region": region,
        "is_reconstruction": region.certainty == Certainty.RECONSTRUCTIE,
        "places": places,
        "guests": guests,
        "has_deviations": any(place["deviations"] for place in places),
        "population": sum(place["municipality"].population for place in places),
        "zorgkantoorregios": zorgkantoorregios,
        "roaz_regions": roaz_regions,
        "marktleiders": by_role[RegionRole.MARKTLEIDER_1] + by_role[RegionRole.MARKTLEIDER_2],
        "roles": _shown_roles(by_role, {place["municipality"].organisation_id for place in places}),
        "may_arrange": rules.may_arrange_participants(request.user, region),
        "may_read_history": rules.may_read_history(request.user, region),
        "sources": sources(_facts(region, places, guests, zorgkantoorregios, participations, roaz_regions)),
    }
    return render(request, "regions/region.html", context)


def _municipalities(region):
    """Answer the region's municipalities with where their other areas deviate, those that count along in practice, and
    the zorgkantoorregio's with their inhabitants; in one query."""
    here = Indeling.objects.current().filter(region=region, purpose=Purpose.STRUCTUUR)
    rows = (
        Indeling.objects.current()
        .filter(
            Q(municipality__in=here.values("municipality"))
            | Q(purpose=Purpose.MANDAAT_PRAKTIJK, mandaatregio=region.mandaatregio)
        )
        .select_related("municipality", "region", "mandaatregio", "zorgkantoorregio__zorgkantoor")
        .order_by("municipality")
    )
    by_municipality = defaultdict(dict)
    for row in rows:
        by_municipality[row.municipality][row.purpose] = row

    expected = {
        Purpose.MANDAAT: region.mandaatregio,
        Purpose.MANDAAT_PRAKTIJK: region.mandaatregio,
        Purpose.ZORGKANTOOR: region.zorgkantoorregio,
    }
    places, guests = [], []
    inhabitants = defaultdict(int)
    for municipality, areas in by_municipality.items():
        if Purpose.STRUCTUUR not in areas:
            guests.append(areas[Purpose.MANDAAT_PRAKTIJK])
            continue
        if Purpose.ZORGKANTOOR in areas:
            inhabitants[areas[Purpose.ZORGKANTOOR].zorgkantoorregio] += municipality.population
        deviations = [
            areas[purpose] for purpose, area in expected.items() if purpose in areas and areas[purpose].area != area
        ]
        places.append({"municipality": municipality, "areas": areas, "deviations": deviations})
    zorgkantoorregios = sorted(inhabitants.items(), key=lambda entry: -entry[1])
    return places, guests, zorgkantoorregios


def _shown_roles(by_role, own_organisations):
    """Answer who has which role; of the region's own municipalities, which stand in the table, only the number."""
    shown = []
    for role in RegionRole:
        if role == RegionRole.DEELNEMER:
            others = [part for part in by_role[role] if part.organisation_id not in own_organisations]
            shown.append((role.label, others, len(by_role[role]) - len(others)))
        elif by_role[role] or role in LEADING:
            shown.append((role.label, by_role[role], 0))
    return shown


def _facts(region, places, guests, zorgkantoorregios, participations, roaz_regions):
    yield "De regio", region
    for place in places:
        yield "Inwoners van de gemeenten", place["municipality"]
        for purpose, row in place["areas"].items():
            yield FACT_OF_PURPOSE[purpose], row
    for row in guests:
        yield FACT_OF_PURPOSE[Purpose.MANDAAT_PRAKTIJK], row
    for zorgkantoorregio, _ in zorgkantoorregios:
        yield "Zorgkantoor", zorgkantoorregio
    for part in participations:
        if not (part.role == RegionRole.DEELNEMER and part.follows_data):
            yield f"{capfirst(part.get_role_display())}: {part.organisation}", part
    for roaz in roaz_regions:
        yield "ROAZ-regio", roaz


FACT_OF_PURPOSE = {
    Purpose.STRUCTUUR: "Gemeenten in de regio",
    Purpose.MANDAAT: "Mandaatregio van de gemeenten",
    Purpose.MANDAAT_PRAKTIJK: "Mandaatregio in de praktijk",
    Purpose.ZORGKANTOOR: "Zorgkantoorregio van de gemeenten",
}


@require_safe
def region_history(request, slug):
    """Who changed the participants; whoever may not read it finds no such page."""
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    if not rules.may_read_history(request.user, region):
        raise Http404
    return render(request, "regions/history.html", {"region": region, "events": history(region)})
