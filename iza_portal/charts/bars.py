"""Bars beside each other: a region, its municipalities and the country, each with its name and figure."""

from django.utils.safestring import SafeString

from iza_portal.charts.lettering import fit, label, width
from iza_portal.charts.look import ACCENT, GREY, INK, SOFT, WIDTH, svg
from iza_portal.charts.notation import written
from iza_portal.charts.rows import COUNTRY, OWN, read_rows
from iza_portal.charts.scale import linear

# From one bar to the next and how thick they are; the same in a long chart, which is to fit a page.
PITCH, THICKNESS = 26, 14
LONG, LONG_PITCH, LONG_THICKNESS = 24, 21, 12
# At most so wide are the names.
NAMES = 190
GAP = 10


def bars(*, title: str, rows: list[dict], unit: str = "", decimals: int = 0) -> SafeString:
    """Draw `rows` (see `read_rows`) as horizontal bars from nought, in the order given.

    The own one is in colour, the country is an outline, the others are grey. A row without a figure shows its word, or
    «onbekend». Empty where there is no row with a figure.
    """
    rows = read_rows(rows)
    values = [row.value for row in rows if row.value is not None]
    if not values:
        return SafeString("")
    texts = [row.word if row.value is None else written(row.value, unit, decimals) for row in rows]
    figures = [(row.value, width(text) + 6) for row, text in zip(rows, texts, strict=True) if row.value is not None]
    left = min(max(width(row.name) for row in rows), NAMES) + GAP
    low, high = min(0, *values, 0), max(0, *values, 0)
    start = left + max((room for value, room in figures if value < 0), default=0)
    end = WIDTH - max((room for value, room in figures if value >= 0), default=0)
    across = linear(low, high, start, end) if low < high else lambda value: start
    zero = across(0)

    pitch, thickness = (PITCH, THICKNESS) if len(rows) <= LONG else (LONG_PITCH, LONG_THICKNESS)
    parts = []
    for place, (row, text) in enumerate(zip(rows, texts, strict=True)):
        line = place * pitch + pitch / 2 + 5.5
        strong = f' font-weight="600" fill="{ACCENT}"' if row.part == OWN else ""
        parts.append(label(0, line, fit(row.name, NAMES), strong))
        if row.value is None:
            parts.append(label(left + 6, line, fit(text, WIDTH - left - 6), f' font-style="italic" fill="{SOFT}"'))
            continue
        tip = across(row.value)
        top = place * pitch + (pitch - thickness) / 2
        parts.append(_bar(row.part, min(zero, tip), top, abs(tip - zero), thickness))
        if row.value < 0:
            parts.append(label(tip - 6, line, text, f' text-anchor="end"{strong}'))
        else:
            parts.append(label(tip + 6, line, text, strong))
    height = len(rows) * pitch
    axis = f'<path class="chart-axis" fill="none" stroke="{INK}" d="M{zero:.1f} 0V{height}"/>'
    return svg(title, height, [*parts, axis])


def _bar(part, x, y, length, thickness):
    place = f'x="{x:.1f}" y="{y:.1f}" width="{length:.1f}" height="{thickness}"'
    if part == OWN:
        return f'<rect class="chart-shape chart-own" {place} fill="{ACCENT}"/>'
    if part == COUNTRY:
        inner = f'x="{x:.1f}" y="{y + 0.75:.2f}" width="{length:.1f}" height="{thickness - 1.5}"'
        return f'<rect class="chart-outline" {inner} fill="none" stroke="{SOFT}" stroke-width="1.5"/>'
    return f'<rect class="chart-shape chart-other" {place} fill="{GREY}"/>'
