"""All regions as dots on one scale: where the own one stands among the others."""

from django.utils.safestring import SafeString

from iza_portal.charts.lettering import LINE, fit, label, width
from iza_portal.charts.look import ACCENT, GREY, INK, SOFT, WIDTH, svg
from iza_portal.charts.notation import written
from iza_portal.charts.rows import COUNTRY, OWN, read_rows
from iza_portal.charts.scale import SAME, linear

RADIUS, OWN_RADIUS = 4.5, 7
# Dots that would hide each other stand in the next of these lanes.
LANES = (0, -1, 1, -2, 2)
LANE = 2 * RADIUS + 1.5
MIDDLE = LINE + 6 + 2 * LANE + OWN_RADIUS
HEIGHT = MIDDLE + 2 * LANE + RADIUS + 2 * LINE + 10


def strip(*, title: str, rows: list[dict], unit: str = "", decimals: int = 0) -> SafeString:
    """Draw `rows` (see `read_rows`) as dots from the lowest at the left to the highest at the right, which are named.

    The own one is large and has its name above it, the country is a tick with its name below it. Rows without a figure
    are left out. Empty where no row has a figure.
    """
    rows = [row for row in read_rows(rows) if row.value is not None]
    if not rows:
        return SafeString("")
    low, high = min(row.value for row in rows), max(row.value for row in rows)
    is_flat = high - low <= SAME * max(abs(low), abs(high))
    across = (lambda value: WIDTH / 2) if is_flat else linear(low, high, OWN_RADIUS + 1, WIDTH - OWN_RADIUS - 1)
    dots = sorted((row for row in rows if row.part != COUNTRY), key=lambda row: row.value)
    parts = [f'<path class="chart-axis" fill="none" stroke="{GREY}" stroke-width="0.75" d="M0 {MIDDLE:.1f}H{WIDTH}"/>']
    taken = dict.fromkeys(LANES, -WIDTH)
    own = [row for row in dots if row.part == OWN]
    for row in dots:
        if row.part == OWN:
            continue
        place = across(row.value)
        lane = next((lane for lane in LANES if place - taken[lane] >= LANE), 0)
        taken[lane] = place
        parts.append(
            f'<circle class="chart-ring" cx="{place:.1f}" cy="{MIDDLE + lane * LANE:.1f}" r="{RADIUS}" fill="none"'
            f' stroke="{GREY}" stroke-width="1.5"/>'
        )
    below = MIDDLE + 2 * LANE + RADIUS
    for row in [row for row in rows if row.part == COUNTRY][:1]:
        place = across(row.value)
        parts.append(
            f'<path class="chart-line chart-country" fill="none" stroke="{INK}" stroke-width="2"'
            f' d="M{place:.1f} {MIDDLE - 2 * LANE - RADIUS:.1f}V{below + 2:.1f}"/>'
        )
        parts.append(_label(place, below + LINE - 3, row, unit, decimals, f' fill="{INK}"'))
    for row in own[:1]:
        place = across(row.value)
        parts.append(
            f'<circle class="chart-shape chart-own" cx="{place:.1f}" cy="{MIDDLE:.1f}" r="{OWN_RADIUS}" fill="{ACCENT}"/>'
        )
        parts.append(
            f'<path class="chart-line chart-own" fill="none" stroke="{ACCENT}" d="M{place:.1f} {MIDDLE:.1f}V{LINE}"/>'
        )
        parts.append(_label(place, LINE - 5, row, unit, decimals, f' font-weight="600" fill="{ACCENT}"'))
    if len(dots) > 1 and not is_flat:
        parts += _ends(dots, unit, decimals)
    return svg(title, HEIGHT, parts)


def _text(row, unit, decimals, room):
    value = written(row.value, unit, decimals)
    return f"{fit(row.name, room - width(f' {value}'))} {value}"


def _label(place, height, row, unit, decimals, look):
    """Answer name and figure of the row below or above its place, or as near as the drawing goes."""
    text = _text(row, unit, decimals, WIDTH)
    half = width(text) / 2
    place = min(max(place, half), WIDTH - half)
    return label(place, height, text, f' text-anchor="middle"{look}')


def _ends(dots, unit, decimals):
    room = (WIDTH - LINE) / 2
    quiet = f' fill="{SOFT}"'
    return [
        label(0, HEIGHT - 6, _text(dots[0], unit, decimals, room), quiet),
        label(WIDTH, HEIGHT - 6, _text(dots[-1], unit, decimals, room), f' text-anchor="end"{quiet}'),
    ]
