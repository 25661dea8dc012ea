from functools import cached_property

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from iza_portal.page.access import get_visible_or_404
from iza_portal.sheets.writing import CONTENT_TYPES
from regions.figures.blocks import BlocksOnDemand, blocks, lines
from regions.figures.downloads import Download, of_indicator, of_region
from regions.figures.indicator_page import IndicatorPage
from regions.figures.looking_up import name_of, of_country, version
from regions.figures.notation import short, unit_beside
from regions.models import Figure, FigureTheme, Indicator, Region


def _by_theme(items, theme_of=lambda item: item.theme) -> list[tuple[FigureTheme, list]]:
    """Answer the items of each theme that has any, in the order of the themes."""
    found = [(theme, [item for item in items if theme_of(item) == theme]) for theme in FigureTheme]
    return [(theme, members) for theme, members in found if members]


class IndicatorListing:
    """All indicators by theme, looked up when the template asks: most requests find the page kept."""

    @cached_property
    def themes(self) -> list[dict]:
        """The themes, each with lines of what is known of the country, and the indicators of which nothing is."""
        figures = Figure.objects.current().filter(indicator=OuterRef("pk"))
        country = of_country()
        found = []
        for theme, members in _by_theme(Indicator.objects.annotate(has_figures=Exists(figures))):
            known = [_line(indicator, country.get(indicator.pk)) for indicator in members if indicator.has_figures]
            unknown = [indicator for indicator in members if not indicator.has_figures]
            found.append({"value": theme.value, "label": theme.label, "known": known, "unknown": unknown})
        return found


def _line(indicator, value) -> dict:
    return {
        "indicator": indicator,
        "country": value and short(indicator, value.value),
        "unit": unit_beside(indicator),
        "year": value and value.year,
        "is_prognosis": bool(value and value.scenario),
    }


@require_safe
def indicator_list(request):
    """The indicators by theme, and of which there are figures."""
    return render(request, "figures/list.html", {"listing": IndicatorListing(), "version": version()})


@require_safe
def indicator(request, code):
    """One indicator in all regions, for the year, scenario and region that the address asks for."""
    found = get_object_or_404(Indicator, code=code)
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("regio", "jaar", "scenario")}
    context = {"page": IndicatorPage(found, asked), "indicator": found, "asked": asked, "version": version()}
    return render(request, "figures/indicator.html", context)


class RegionOverview:
    """Of one region a line for each indicator, by theme, looked up when the template asks."""

    def __init__(self, region):
        self.region = region

    @cached_property
    def themes(self) -> list[tuple[FigureTheme, list[dict]]]:
        return _by_theme(lines(self.region, Indicator.objects.all()), lambda line: line["indicator"].theme)


def _theme(slug) -> FigureTheme:
    """Answer the theme of an address; 404 for one that does not exist."""
    try:
        return FigureTheme(slug)
    except ValueError:
        raise Http404 from None


def _in_region(request, slug) -> dict:
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    return {"region": region, "place": name_of(region.name), "version": version(), "all_themes": FigureTheme}


@require_safe
def region_figures(request, slug):
    """The figures of one region: a line for each, by theme."""
    context = _in_region(request, slug)
    return render(request, "figures/region.html", context | {"overview": RegionOverview(context["region"])})


@require_safe
def region_theme(request, slug, theme):
    """The figures of one theme in a region, each with its charts."""
    theme = _theme(theme)
    context = _in_region(request, slug)
    told = BlocksOnDemand(lambda: blocks(context["region"], Indicator.objects.filter(theme=theme)))
    return render(request, "figures/theme.html", context | {"theme": theme, "told": told})


@require_safe
def indicator_download(request, code, form):
    """All figures of one indicator, as a table to take along."""
    return _answer(of_indicator(get_object_or_404(Indicator, code=code)), form)


@require_safe
def region_download(request, slug, form, theme=None):
    """The figures of a region and its municipalities, of one theme or of all."""
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    indicators = Indicator.objects.all()
    title, name = f"Cijfers van {name_of(region.name)}", f"cijfers-{region.slug}"
    if theme:
        theme = _theme(theme)
        indicators, title, name = indicators.filter(theme=theme), f"{title}, {theme.label}", f"{name}-{theme}"
    return _answer(of_region(region, indicators, title, name), form)


def _answer(download: Download, form):
    content = download.as_csv() if form == "csv" else download.as_xlsx()
    headers = {"Content-Disposition": f'attachment; filename="{download.name}.{form}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[form], headers=headers)
