from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from iza_portal.page.access import get_visible_or_404
from iza_portal.reference.sources import sources
from regions.figures.blocks import NOT_SHOWN
from regions.figures.looking_up import of_municipality, version
from regions.figures.notation import short, unit_beside
from regions.models import FigureStatus, Indeling, Municipality, Participation, Purpose, RegionRole
from regions.search import MunicipalityFilter

MUNICIPALITIES_ON_A_PAGE = 50


class MunicipalityFigures:
    """The last figures of a municipality with their sources, looked up when the template asks."""

    def __init__(self, municipality):
        self.municipality = municipality

    @cached_property
    def _figures(self):
        return of_municipality(self.municipality)

    @property
    def rows(self) -> list[dict]:
        return [
            {
                "indicator": figure.indicator,
                "unit": unit_beside(figure.indicator),
                "text": NOT_SHOWN if figure.value is None else short(figure.indicator, figure.value),
                "year": figure.year,
                "is_estimate": figure.status == FigureStatus.GESCHAT,
            }
            for figure in self._figures
        ]

    @property
    def sources(self):
        return sources((figure.indicator.short_label, figure.batch) for figure in self._figures)


class MunicipalityListing:
    """A page of the list of municipalities with its filters, looked up when it is asked for: see the template."""

    def __init__(self, request):
        self.request = request

    @property
    def is_filtered(self) -> bool:
        return any(self.request.GET.values())

    @cached_property
    def filter(self) -> MunicipalityFilter:
        return MunicipalityFilter(self.request.GET, queryset=Municipality.objects.visible_to(self.request.user))

    @cached_property
    def page(self):
        areas = (
            Indeling.objects.current()
            .filter(purpose__in=[Purpose.STRUCTUUR, Purpose.ZORGKANTOOR])
            .select_related("region", "zorgkantoorregio")
        )
        found = self.filter.qs.prefetch_related(Prefetch("indelingen", areas, to_attr="areas"))
        page = Paginator(found, MUNICIPALITIES_ON_A_PAGE).get_page(self.request.GET.get("pagina"))
        for municipality in page:
            by_purpose = {row.purpose: row for row in municipality.areas}
            municipality.region = by_purpose.get(Purpose.STRUCTUUR)
            municipality.zorgkantoor = by_purpose.get(Purpose.ZORGKANTOOR)
        return page


@require_safe
def municipality_list(request):
    return render(request, "regions/municipality_list.html", {"listing": MunicipalityListing(request)})


@require_safe
def municipality_detail(request, cbs_code):
    municipality = get_visible_or_404(
        Municipality.objects.select_related("organisation"), request.user, cbs_code=cbs_code
    )
    rows = list(
        municipality.indelingen.select_related("region", "mandaatregio", "zorgkantoorregio__zorgkantoor").order_by(
            "-period"
        )
    )
    current = {row.purpose: row for row in reversed(rows) if row.period.upper is None}
    roles = (
        Participation.objects.current()
        .filter(organisation=municipality.organisation)
        .exclude(role=RegionRole.DEELNEMER)
        .select_related("region")
    )
    facts = [("Inwoners", municipality)]
    facts += [(capfirst(row.get_purpose_display()), row) for row in rows]
    facts += [(f"{capfirst(role.get_role_display())}: {role.region}", role) for role in roles]
    return render(
        request,
        "regions/municipality.html",
        {
            "municipality": municipality,
            "region": current.get(Purpose.STRUCTUUR) and current[Purpose.STRUCTUUR].region,
            "areas": [current[purpose] for purpose in Purpose if purpose in current],
            "earlier": [row for row in rows if row.period.upper],
            "roles": roles,
            "figures": MunicipalityFigures(municipality),
            "version": version(),
            "sources": sources(facts),
        },
    )
