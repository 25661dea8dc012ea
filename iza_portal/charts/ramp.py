"""Figures in five steps from light to dark, for a map whose tiles show the figure itself."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from django.utils.safestring import SafeString

from iza_portal.charts.lettering import label, width
from iza_portal.charts.look import GREY, INK, SOFT, WIDTH, svg
from iza_portal.charts.notation import figure, written_steps
from iza_portal.charts.scale import SAME

STEPS = 5
# An edge is rounded by no more than this part of all that lies between the lowest and the highest figure.
ROUNDING = 0.02
SWATCH, PITCH = 18, 26


@dataclass(frozen=True)
class Shade:
    """How a tile looks: its step from 0 to 4, or None without a figure; its colour, that of words on it, its outline."""

    step: int | None
    fill: str
    ink: str
    stroke: str = "none"
    dash: str = "none"


SHADES = (
    Shade(0, "#e3efef", INK),
    Shade(1, "#b9d8d9", INK),
    Shade(2, "#84bbbd", INK),
    Shade(3, "#2a787f", "#ffffff"),
    Shade(4, "#08464b", "#ffffff"),
)
# Never by colour alone: a tile without a figure is empty and has a dashed outline.
NO_FIGURE = Shade(None, "none", SOFT, stroke=GREY, dash="4 3")


def edges(values: list[float | None], by: str = "quantile") -> list[float]:
    """Answer the figures at which a next step begins: at most four, rounded, none where all figures are the same.

    `by` is `quantile`, for about as many figures in each step, or `interval`, for steps of the same width.
    """
    known = sorted(value for value in map(figure, values) if value is not None)
    if not known or known[-1] - known[0] <= SAME * max(abs(known[0]), abs(known[-1])):
        return []
    low, span = known[0], known[-1] - known[0]
    if by == "interval":
        exact = [low + span * step / STEPS for step in range(1, STEPS)]
    else:
        exact = sorted({known[len(known) * step // STEPS] for step in range(1, STEPS)} - {low})
    for decimals in range(-floor(log10(span)), 16):
        rounded = [round(edge, decimals) for edge in exact]
        is_near = all(abs(edge - other) <= ROUNDING * span for edge, other in zip(exact, rounded, strict=True))
        if is_near and len(set(rounded)) == len(rounded) and all(low < edge <= known[-1] for edge in rounded):
            return rounded
    return exact


def shade(value: float | None, edges: list[float]) -> Shade:
    """Answer how the tile of `value` looks. Fewer than five steps are taken from all over the range."""
    value = figure(value)
    return NO_FIGURE if value is None else _shades(edges)[bisect_right(edges, value)]


def legend(*, title: str, edges: list[float], unit: str = "") -> SafeString:
    """Draw what each step stands for, in words, and what a tile without a figure looks like."""
    parts, x, y = [], 0.0, 0
    for each, words in zip([*_shades(edges), NO_FIGURE], [*_words(edges, unit), "geen cijfer"], strict=True):
        taken = SWATCH + 6 + width(words)
        if x and x + taken > WIDTH:
            x, y = 0.0, y + PITCH
        outline = GREY if each.step == 0 else each.stroke
        parts.append(
            f'<rect x="{x + 1:.1f}" y="{y + 4}" width="{SWATCH - 2}" height="{SWATCH - 2}" rx="2" fill="{each.fill}"'
            f' stroke="{outline}" stroke-dasharray="{each.dash}"/>'
        )
        parts.append(label(x + SWATCH + 6, y + 17.5, words))
        x += taken + SWATCH
    return svg(title, y + PITCH, parts)


def _shades(edges):
    if not edges:
        return [SHADES[STEPS // 2]]
    return [SHADES[round(step * (STEPS - 1) / len(edges))] for step in range(len(edges) + 1)]


def _words(edges, unit):
    if not edges:
        return ["overal gelijk"]
    texts = written_steps(edges, unit, _decimals(edges))
    between = [f"{low} tot {high}" for low, high in pairwise(texts)]
    return [f"minder dan {texts[0]}", *between, f"{texts[-1]} of meer"]


def _decimals(edges):
    """Answer how many decimals the edges have; fewer than none where all end in noughts."""
    for decimals in range(-15, 10):
        if all(abs(round(edge, decimals) - edge) <= SAME * abs(edge) * 1e-3 for edge in edges):
            return decimals
    return 10
