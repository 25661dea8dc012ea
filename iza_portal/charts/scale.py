"""From figures to places in a drawing."""

from collections.abc import Callable
from math import ceil, floor, log10

# Figures that differ by less than this part of their size stand at the same height.
SAME = 1e-5


def linear(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Answer the function that puts `low` at `start` and `high` at `end`; both must differ."""
    factor = (end - start) / (high - low)
    return lambda value: start + (value - low) * factor


def ticks(low: float, high: float, most: int = 5) -> tuple[list[float], int]:
    """Answer two to `most` round figures around `low` and `high`, and how many decimals tell them apart.

    Fewer than none means that they end in so many noughts. Where both are the same, there is some room around them.
    """
    if high - low <= SAME * max(abs(low), abs(high)):
        around = max(abs(low), abs(high)) / 10
        low, high = (low - around, high + around) if around else (0, 1)
    power = floor(log10((high - low) / (most - 1)))
    while True:
        for digit in (1, 2, 5):
            first, last = floor(low / digit / 10.0**power), ceil(high / digit / 10.0**power)
            if last - first < most:
                steps = range(first * digit, last * digit + 1, digit)
                return [step * 10**power if power >= 0 else step / 10**-power for step in steps], -power
        power += 1


def round_years(first: int, last: int, room: int) -> list[int]:
    """Answer at most `room` years from `first` to `last`, counted back from the last one in steps of 1, 2, 5, 10, …"""
    power = 1
    while True:
        for digit in (1, 2, 5):
            years = range(last, first - 1, -digit * power)
            if len(years) <= max(room, 1):
                return list(years)
        power *= 10


def apart(places: list[float], distance: float, top: float, bottom: float) -> list[float]:
    """Answer `places`, which go down, moved as little as need be to stand `distance` apart from `top` to `bottom`."""
    moved = []
    for place in places:
        moved.append(max(place, moved[-1] + distance if moved else top))
    limit = bottom
    for number in range(len(moved) - 1, -1, -1):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - distance
    return moved
