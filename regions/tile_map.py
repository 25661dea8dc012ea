"""The map on which each region is a tile near its place in the country, as a drawing that the server makes."""

from collections.abc import Iterable
from dataclasses import dataclass

from regions.models import Region

SIDE, GAP = 84, 6
# What fits beside each other in a tile, in characters.
LINE = 10


@dataclass(frozen=True)
class Tile:
    """One region on the map; `lines` is its short name as it fits the tile, `x` and `y` its corner in the drawing."""

    region: Region
    x: int
    y: int
    lines: list[str]


@dataclass(frozen=True)
class TileMap:
    tiles: list[Tile]
    width: int
    height: int


def tile_map(regions: Iterable[Region]) -> TileMap:
    """Place the regions, which carry `population`, row by row: the order in which the keyboard goes by them."""
    step = SIDE + GAP
    tiles = [
        Tile(region, region.tile_column * step, region.tile_row * step, _lines(region.short_name))
        for region in sorted(regions, key=lambda region: (region.tile_row, region.tile_column))
    ]
    return TileMap(
        tiles,
        width=max((tile.x for tile in tiles), default=0) + SIDE,
        height=max((tile.y for tile in tiles), default=0) + SIDE,
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
