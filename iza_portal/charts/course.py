"""The course of one goal, drawn small: what was measured, against a straight line from start value to target."""

from datetime import date

from django.utils.safestring import SafeString

from iza_portal.charts.lettering import LINE, fit, label, width
from iza_portal.charts.look import ACCENT, GREY, RULE, SOFT, WIDTH, svg
from iza_portal.charts.notation import figure, written, written_steps
from iza_portal.charts.scale import apart, linear, ticks

HEIGHT = 96
# Below the lines the years; at the right what the ends are.
YEARS = 26
GAP = 10
MOST_WORDS = 130
_STRONG = f' font-weight="600" fill="{ACCENT}"'
_QUIET = f' fill="{SOFT}"'


def course(
    *,
    title: str,
    start: list | None = None,
    target: list | None = None,
    values: list[list] = (),
    unit: str = "",
    decimals: int = 0,
) -> SafeString:
    """Draw what was measured as a line with dots, and as a dashed grey line the even way from `start` to `target`.

    A point is a day in ISO notation and a figure, `["2026-09-30", "7.5"]`. Without a start the line begins at what was
    measured first. Empty where there is no more than a target.
    """
    begin, end = _read(start), _read(target)
    measured = sorted(point for point in map(_read, values) if point)
    known = [*([begin] if begin else []), *measured]
    if not known:
        return SafeString("")
    points = [*known, *([end] if end else [])]
    figures = [value for _, value in points]
    steps, step_decimals = ticks(min(figures), max(figures), most=4)
    step_labels = written_steps(steps, unit, step_decimals)
    ends = [(known[-1], written(known[-1][1], unit, decimals), _STRONG)]
    if end:
        ends.append((end, fit(f"doel {written(end[1], unit, decimals)}", MOST_WORDS), _QUIET))
    left = max(map(width, step_labels)) + GAP
    right = WIDTH - GAP - max(width(text) for _, text, _ in ends)
    first, last = min(day for day, _ in points), max(day for day, _ in points)
    across = linear(first, last, left + 6, right - 6) if first < last else lambda day: (left + right) / 2
    top, bottom = GAP, GAP + HEIGHT
    up = linear(steps[0], steps[-1], bottom, top)

    rules = "".join(f"M{left:.1f} {up(step):.1f}H{right:.1f}" for step in steps)
    parts = [f'<path class="chart-rule" fill="none" stroke="{RULE}" d="{rules}"/>']
    anchored = f' text-anchor="end"{_QUIET}'
    parts += [label(left - 8, up(step) + 5, text, anchored) for step, text in zip(steps, step_labels, strict=True)]
    parts += _years(first, last, across, left, right, bottom)
    if begin and end:
        parts.append(
            f'<path class="chart-line chart-other" fill="none" stroke="{GREY}" stroke-width="1.75"'
            f' stroke-dasharray="5 4" d="{_path([begin, end], across, up)}"/>'
        )
    if len(known) > 1:
        parts.append(
            f'<path class="chart-line chart-own" fill="none" stroke="{ACCENT}" stroke-width="2.75"'
            f' stroke-linejoin="round" stroke-linecap="round" d="{_path(known, across, up)}"/>'
        )
    parts += [_dot(point, across, up, "chart-own", ACCENT, 4.5 if point == known[-1] else 3) for point in known]
    if end:
        parts.append(_dot(end, across, up, "chart-other", GREY, 4.5))
    ends.sort(key=lambda each: up(each[0][1]))
    heights = apart([up(point[1]) for point, _, _ in ends], LINE, top, bottom)
    parts += [label(right + GAP, high + 5, text, look) for (_, text, look), high in zip(ends, heights, strict=True)]
    return svg(title, bottom + YEARS, parts)


def _read(point) -> tuple[int, float] | None:
    if point is None or (value := figure(point[1])) is None:
        return None
    return date.fromisoformat(point[0]).toordinal(), value


def _years(first, last, across, left, right, bottom):
    names = {day: str(date.fromordinal(day).year) for day in (first, last)}
    if len(set(names.values())) == 1:
        names = {first: names[first]}
    parts = []
    for day, name in names.items():
        half = width(name) / 2
        place = min(max(across(day), left + half), right - half)
        parts.append(label(place, bottom + YEARS - 6, name, f' text-anchor="middle"{_QUIET}'))
    return parts


def _path(points, across, up) -> str:
    return "M" + "L".join(f"{across(day):.1f} {up(value):.1f}" for day, value in points)


def _dot(point, across, up, name, colour, radius) -> str:
    day, value = point
    return (
        f'<circle class="chart-shape {name}" cx="{across(day):.1f}" cy="{up(value):.1f}" r="{radius}" fill="{colour}"/>'
    )
