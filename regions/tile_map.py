"""The map on which each region is a tile near its place in the country, as a drawing that the server makes.

It joins strings, as the charts do: a template takes longer over 44 tiles than over the rest of a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from iza_portal.charts.ramp import Shade
from iza_portal.page.templatetags.page import number
from iza_portal.reference.models import Certainty
from regions.models import Region

SIDE, GAP = 84, 6
# What fits beside each other in a tile, in characters.
LINE = 10


@dataclass(frozen=True)
class Told:
    """What the tile of a region tells: its figure as it is written, all of it in words, and where it leads.

    `shade` is the colour that goes with the figure, where the map has any; `is_chosen` the one that the page is about.
    """

    figure: str
    title: str
    address: str
    shade: Shade | None = None
    is_chosen: bool = False


def tile_map(regions: Iterable[Region], told: Mapping[int, Told] | None = None) -> SafeString:
    """Draw the regions row by row: the order in which the keyboard goes by them.

    `told` says what each tells, by its key; without it they carry `population`, and lead to their pages.
    """
    regions = sorted(regions, key=lambda region: (region.tile_row, region.tile_column))
    tiles = [_inhabitants(region) if told is None else _figure(region, told[region.pk]) for region in regions]
    width, height = (
        max((place * (SIDE + GAP) for place in places), default=0) + SIDE + GAP
        for places in ([region.tile_column for region in regions], [region.tile_row for region in regions])
    )
    # Outlines reach a little beyond the tiles. Colours stand in attributes of the drawing, as in a chart.
    kind = "tile-map" if told is None else "tile-map coloured"
    head = f'<svg class="{kind}" viewBox="-3 -3 {width} {height}" role="group" aria-label="Kaart van de regio’s">'
    return SafeString("\n".join([head, *tiles, "</svg>"]))


def _inhabitants(region):
    # The title begins with the short name, so that the link can be spoken by what one sees.
    name = region.short_name if region.short_name == region.name else f"{region.short_name}: {region.name}"
    figure = number(region.population)
    mark = ' class="reconstructed"' if region.certainty == Certainty.RECONSTRUCTIE else ""
    return _tile(region, Told(figure, f"{name}, {figure} inwoners", region.get_absolute_url()), mark)


def _figure(region, told):
    return _tile(region, told, ' class="chosen" aria-current="true"' if told.is_chosen else "")


def _tile(region, told, mark):
    x, y = region.tile_column * (SIDE + GAP), region.tile_row * (SIDE + GAP)
    look = ink = ""
    if shade := told.shade:
        look = f' fill="{shade.fill}" stroke="{shade.stroke}" stroke-dasharray="{shade.dash}"'
        ink = f' fill="{shade.ink}"'
    lines = "".join(
        f'<text x="{x + 8}" y="{y + 22 + 16 * place}"{ink}>{escape(line)}</text>'
        for place, line in enumerate(_lines(region.short_name))
    )
    return (
        f'<a href="{escape(told.address)}"{mark}><title>{escape(told.title)}</title>'
        f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" rx="4"{look}/>{lines}'
        f'<text class="figure" x="{x + 8}" y="{y + 70}"{ink}>{escape(told.figure)}</text></a>'
    )


def _lines(name: str) -> list[str]:
    """Break a name that is too long for one line, after a hyphen or at a space."""
    if len(name) <= LINE:
        return [name]
    for mark in ("-", " "):
        first, found, last = name.partition(mark)
        if found:
            return [f"{first}{mark}".strip(), last]
    return [name]
