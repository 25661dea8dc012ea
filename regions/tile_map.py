"""The map on which each region is a tile near its place in the country, as a drawing that the server makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iza_portal.charts.ramp import Shade
from iza_portal.page.templatetags.page import number
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


@dataclass(frozen=True)
class Tile:
    """One region on the map; `lines` is its short name as it fits the tile, `x` and `y` its corner in the drawing."""

    region: Region
    x: int
    y: int
    lines: list[str]
    told: Told


@dataclass(frozen=True)
class TileMap:
    tiles: list[Tile]
    width: int
    height: int


def tile_map(regions: Iterable[Region], told: Mapping[int, Told] | None = None) -> TileMap:
    """Place the regions row by row: the order in which the keyboard goes by them.

    `told` says what each tells, by its key; without it they carry `population`, and lead to their pages.
    """
    step = SIDE + GAP
    tiles = [
        Tile(
            region,
            region.tile_column * step,
            region.tile_row * step,
            _lines(region.short_name),
            told[region.pk] if told is not None else _inhabitants(region),
        )
        for region in sorted(regions, key=lambda region: (region.tile_row, region.tile_column))
    ]
    return TileMap(
        tiles,
        width=max((tile.x for tile in tiles), default=0) + SIDE,
        height=max((tile.y for tile in tiles), default=0) + SIDE,
    )


def _inhabitants(region):
    # The title begins with the short name, so that the link can be spoken by what one sees.
    name = region.short_name if region.short_name == region.name else f"{region.short_name}: {region.name}"
    figure = number(region.population)
    return Told(figure, f"{name}, {figure} inwoners", region.get_absolute_url())


def _lines(name: str) -> list[str]:
    """Break a name that is too long for one line, after a hyphen or at a space."""
    if len(name) <= LINE:
        return [name]
    for mark in ("-", " "):
        first, found, last = name.partition(mark)
        if found:
            return [f"{first}{mark}".strip(), last]
    return [name]
