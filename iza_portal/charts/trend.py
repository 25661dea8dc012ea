"""Lines over the years: one that it is about, with its prognosis, and grey ones to compare it with."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from iza_portal.charts.lettering import LINE, fit, label, width
from iza_portal.charts.look import ACCENT, EDGE, GREY, INTERVAL, RULE, SOFT, WIDTH, svg
from iza_portal.charts.notation import figure, written, written_steps
from iza_portal.charts.scale import apart, linear, round_years, ticks

HEIGHT = 168
# Below the lines the years; at the right the names, at most so wide.
YEARS = 30
NAMES = 172
GAP = 10
PROGNOSIS = "prognose"

STRONG = f' font-weight="600" fill="{ACCENT}"'
QUIET = f' fill="{SOFT}"'


@dataclass(frozen=True)
class Line:
    """A line in years and figures: what was measured, in pieces without a gap, and what is expected after that."""

    name: str
    pieces: list[list[tuple[int, float]]]
    expected: list[tuple[int, float]]
    interval: list[tuple[int, float, float]]

    @property
    def measured_end(self):
        return self.pieces[-1][-1] if self.pieces else None

    @property
    def end(self):
        return self.expected[-1] if self.expected else self.measured_end

    @property
    def points(self):
        return [*(point for piece in self.pieces for point in piece), *self.expected]


def trend(*, title: str, line: dict, comparisons: list[dict] = (), unit: str = "", decimals: int = 0) -> SafeString:
    """Draw `line` and, in grey, `comparisons`; each ends at its name and its last figure.

    A line is `{"name": "ZHE-BAR", "values": [[2023, 22.1], [2024, 22.6]], "prognosis": [[2030, 25.0, 24.1, 25.9]]}`: a year
    and its figure, of a prognosis also the interval's low and high or none. A year without a figure breaks the line, as does
    one that is left out where others follow each other. A prognosis counts from the last measured year on. Where there
    are more comparisons than names fit, the last ones have no name. `unit` is `%`, `€`, or what is counted, which then
    stands above the axis. Empty where there is no figure.
    """
    main = _read(line)
    others = [other for other in map(_read, comparisons) if other.end]
    lines = [each for each in (main, *others) if each.end]
    if not lines:
        return SafeString("")
    figures = [value for each in lines for _, value in each.points]
    figures += [bound for each in lines for _, *bounds in each.interval for bound in bounds]
    steps, step_decimals = ticks(min(figures), max(figures))
    step_labels = written_steps(steps, unit, step_decimals)
    top = GAP + LINE * ((unit not in ("", "%", "€")) + any(each.expected for each in lines))
    bottom = top + HEIGHT
    ends = _end_labels(main, lines, unit, decimals)
    left = max(map(width, step_labels)) + GAP
    right = WIDTH - GAP - max(width(text) for _, text in ends)
    years = [year for each in lines for year, _ in each.points]
    first, last = min(years), max(years)
    # One year alone stands in the middle.
    across = linear(first, last, left + 4, right - 4) if first < last else lambda year: (left + right) / 2
    up = linear(steps[0], steps[-1], bottom, top)

    parts = _axes(steps, step_labels, first, last, across, up, left, right, bottom)
    if unit not in ("", "%", "€"):
        parts.append(label(0, LINE - 5, fit(unit, WIDTH), QUIET))
    starts = [each.measured_end[0] if each.measured_end else each.expected[0][0] for each in lines if each.expected]
    if starts:
        place = min(max(left, across(min(starts))), WIDTH - width(PROGNOSIS))
        parts.append(label(place, top - GAP - 3, PROGNOSIS, QUIET))
    for other in reversed(others):
        parts += _line(other, across, up, "chart-other", GREY, 1.75)
    if main.end:
        parts += _interval(main, across, up)
        parts += _line(main, across, up, "chart-own", ACCENT, 2.75)
        parts += _last_measured(main, across, up, left, top, bottom, unit, decimals)
    parts += _names(main, ends, across, up, right, top, bottom)
    return svg(title, bottom + YEARS, parts)


def _read(line) -> Line:
    values = sorted({int(year): figure(value) for year, value in line.get("values", ())}.items())
    known = [year for year, value in values if value is not None]
    distances = sorted(later - year for year, later in pairwise(known))
    usual = distances[len(distances) // 2] if distances else 0
    pieces, previous = [], None
    for year, value in values:
        if value is None:
            previous = None
            continue
        if previous is None or year - previous > usual:
            pieces.append([])
        pieces[-1].append((year, value))
        previous = year
    ahead = {}
    for year, value, *bounds in line.get("prognosis", ()):
        value = figure(value)
        if value is not None and (not known or year > known[-1]):
            bounds = [bound for bound in map(figure, bounds) if bound is not None]
            ahead[int(year)] = (value, sorted(bounds) if len(bounds) == 2 else None)
    ahead = sorted(ahead.items())
    interval = [(year, *bounds) for year, (_, bounds) in ahead if bounds]
    return Line(line["name"], pieces, [(year, value) for year, (value, _) in ahead], interval)


def _end_labels(main, lines, unit, decimals):
    """Answer the lines that get a name, and what it says; the line that it is about comes first."""
    room = HEIGHT // LINE
    labels = []
    for each in lines[:room]:
        value = written(each.end[1], unit, decimals)
        labels.append((each, f"{value} {fit(each.name, NAMES - width(f'{value} '))}"))
    return labels


def _axes(steps, step_labels, first, last, across, up, left, right, bottom):
    parts = [f'<path class="chart-rule" fill="none" stroke="{RULE}" d="']
    parts += [f"M{left:.1f} {up(step):.1f}H{right:.1f}" for step in steps]
    parts.append('"/>')
    anchored = f' text-anchor="end"{QUIET}'
    parts += [label(left - 8, up(step) + 5, text, anchored) for step, text in zip(steps, step_labels, strict=True)]
    year_width = max(width(str(first)), width(str(last)))
    fitting = int((right - left) / (year_width + 16))
    anchored = f' text-anchor="middle"{QUIET}'
    for year in round_years(first, last, fitting):
        place = min(max(across(year), year_width / 2), WIDTH - year_width / 2)
        parts.append(label(place, bottom + YEARS - 6, str(year), anchored))
    return parts


def _line(line, across, up, name, colour, thickness):
    drawn = [_path(piece, across, up) for piece in line.pieces if len(piece) > 1]
    parts = []
    if drawn:
        parts.append(
            f'<path class="chart-line {name}" fill="none" stroke="{colour}" stroke-width="{thickness}"'
            f' stroke-linejoin="round" stroke-linecap="round" d="{"".join(drawn)}"/>'
        )
    ahead = [line.measured_end, *line.expected] if line.measured_end else line.expected
    if line.expected and len(ahead) > 1:
        parts.append(
            f'<path class="chart-line {name}" fill="none" stroke="{colour}" stroke-width="{thickness}"'
            f' stroke-linejoin="round" stroke-dasharray="5 4" d="{_path(ahead, across, up)}"/>'
        )
    alone = [piece[0] for piece in line.pieces if len(piece) == 1]
    if len(ahead) == 1:
        alone += ahead
    parts += [_dot(point, across, up, name, colour, thickness + 0.5) for point in alone]
    return parts


def _path(points, across, up):
    return "M" + "L".join(f"{across(year):.1f} {up(value):.1f}" for year, value in points)


def _dot(point, across, up, name, colour, radius):
    year, value = point
    return f'<circle class="chart-shape {name}" cx="{across(year):.1f}" cy="{up(value):.1f}" r="{radius}" fill="{colour}"/>'


def _interval(line, across, up):
    bounds = line.interval
    if not bounds:
        return []
    if line.measured_end:
        year, value = line.measured_end
        bounds = [(year, value, value), *bounds]
    lows = [(year, low) for year, low, _ in bounds]
    highs = [(year, high) for year, _, high in bounds]
    return [
        f'<path class="chart-interval" fill="{INTERVAL}" d="{_path([*highs, *reversed(lows)], across, up)}Z"/>'
        f'<path class="chart-line chart-own" fill="none" stroke="{EDGE}" stroke-width="0.75"'
        f' d="{_path(highs, across, up)}{_path(lows, across, up)}"/>'
    ]


def _last_measured(line, across, up, left, top, bottom, unit, decimals):
    """Answer the dot at the last measured figure; where a prognosis follows, the figure stands there too."""
    if not line.measured_end:
        return []
    year, value = line.measured_end
    dot = _dot(line.measured_end, across, up, "chart-own", ACCENT, 4.5)
    if not line.expected:
        return [dot]
    text = written(value, unit, decimals)
    # At the side from which the line does not come.
    before = [earlier for piece in line.pieces for _, earlier in piece][-2:][0]
    below = before > value and up(value) + 20 <= bottom - 4
    place = max(across(year) + 4, left + width(text))
    above = min(up(value), _edge_at(place, line, across, up) + 4 if place > across(year) + 4 else up(value))
    height = up(value) + 20 if below else max(above - 10, top + 4)
    return [dot, label(place, height, text, f' text-anchor="end"{STRONG}')]


def _edge_at(place, line, across, up):
    """Answer how high the prognosis or its interval comes at this place, between the last measured year and the next one."""
    year, value = line.measured_end
    later, highest = line.expected[0]
    highest = max([highest, *(high for each, _, high in line.interval if each == later)])
    part = min((place - across(year)) / (across(later) - across(year)), 1)
    return up(value) + (up(highest) - up(value)) * part


def _names(main, ends, across, up, right, top, bottom):
    ends = sorted(ends, key=lambda end: up(end[0].end[1]))
    heights = apart([up(line.end[1]) for line, _ in ends], LINE, top, bottom)
    parts, leaders = [], []
    for (line, text), height in zip(ends, heights, strict=True):
        year, value = line.end
        parts.append(label(right + GAP, height + 5, text, STRONG if line is main else QUIET))
        if across(year) < right - 5 or abs(up(value) - height) > 4:
            leaders.append(f"M{across(year) + 4:.1f} {up(value):.1f}L{right + GAP - 4:.1f} {height:.1f}")
    if leaders:
        leader = f'<path class="chart-rule" fill="none" stroke="{GREY}" stroke-width="0.75" stroke-dasharray="1 3" d="'
        parts.append(f'{leader}{"".join(leaders)}"/>')
    return parts
