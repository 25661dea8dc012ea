"""Figures in a drawing, in Dutch notation and short enough to stand beside a line."""

from math import isfinite

from iza_portal.page.templatetags.page import number

# Figures beyond these are no figures of people, care or money, but mistakes.
LARGEST, SMALLEST = 1e15, 1e-6
SCALES = ((1e12, "bln"), (1e9, "mld"), (1e6, "mln"))


def figure(value) -> float | None:
    """Answer `value` as a number to draw; None where nothing is known, or what is not finite or beyond `LARGEST`."""
    if value is None:
        return None
    value = float(value)
    if not isfinite(value) or abs(value) > LARGEST:
        return None
    return value if abs(value) >= SMALLEST else 0.0


def written(value: float, unit: str = "", decimals: int = 0) -> str:
    """Write a figure: «22,6%», «€ 12.500», and from a million on in three digits, «1,23 mln».

    Any other `unit` than % and € is too long for a label; the chart's title names it.
    """
    for size, name in SCALES:
        if abs(value) >= size:
            scaled = value / size
            return _with_unit(_digits(scaled, max(0, 3 - len(f"{abs(scaled):.0f}"))), name, unit)
    return _with_unit(_digits(value, decimals), "", unit)


def written_steps(values: list[float], unit: str, decimals: int) -> list[str]:
    """Write the figures beside an axis, all in the same notation; `decimals` is what tells them apart."""
    largest = max(map(abs, values))
    for size, name in SCALES:
        if largest >= size:
            decimals = max(0, decimals + len(f"{size:.0f}") - 1)
            return [_with_unit(_digits(value / size, decimals), name if value else "", unit) for value in values]
    return [_with_unit(_digits(value, max(0, decimals)), "", unit) for value in values]


def _digits(value, decimals):
    # A nought that is left of a small negative figure has no sign.
    return number(round(value, decimals) + 0.0, decimals).replace("-", "\N{MINUS SIGN}")


def _with_unit(digits, scale, unit):
    scaled = f"{digits}\N{NO-BREAK SPACE}{scale}" if scale else digits
    if unit == "€":
        return f"€\N{NO-BREAK SPACE}{scaled}"
    return f"{scaled}%" if unit == "%" else scaled
