"""Figures in Dutch notation with the unit of their indicator, for sentences, tables and charts."""

from decimal import ROUND_HALF_UP, Decimal

from iza_portal.page.templatetags.page import number
from regions.models import Aggregation, Indicator

NO_BREAK = "\N{NO-BREAK SPACE}"
EURO_UNITS = {"euro": 1, "duizend euro": 1000}
# Units whose noun stands in the indicator's own sentence.
SILENT_UNITS = {"aantal", "score", "klasse"}
# Units that one measures in; all others count people or things.
MEASURES = {"%", "jaar", "weken", "km", "score", "klasse", *EURO_UNITS}


def rounded(indicator: Indicator, value) -> Decimal:
    """Answer `value` as it is shown: rounded to the indicator's decimals, halves away from nought."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    # A nought that is left of a small negative figure has no sign.
    return exact.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP) + 0


def bare(indicator: Indicator, value) -> str:
    """Write a figure without its unit, where a heading says it: «22,6», «2.941»; nothing known is a dash."""
    if value is None:
        return "–"
    factor = EURO_UNITS.get(indicator.unit, 1)
    shown = rounded(indicator, value) * factor
    return number(shown, 0 if factor > 1 else indicator.decimals).replace("-", "\N{MINUS SIGN}")


def short(indicator: Indicator, value) -> str:
    """Write a figure with a unit of one sign only: «22,6%», «€ 2.941», «7,9»."""
    text = bare(indicator, value)
    if value is None or indicator.unit not in {"%", *EURO_UNITS}:
        return text
    return f"{text}%" if indicator.unit == "%" else f"€{NO_BREAK}{text}"


def full(indicator: Indicator, value) -> str:
    """Write a figure with its whole unit: «22,6%», «€ 2.941», «7,9 per 1.000 inwoners»; «426.905» of an «aantal»."""
    unit = unit_beside(indicator)
    return f"{short(indicator, value)}{NO_BREAK}{unit}" if unit and value is not None else short(indicator, value)


def unit_beside(indicator: Indicator) -> str:
    """Answer the unit that has to stand beside a figure as `short` writes it; empty where that says it all."""
    return "" if indicator.unit in {"%", *EURO_UNITS, *SILENT_UNITS} else indicator.unit


def chart_unit(indicator: Indicator) -> dict:
    """Answer the unit and the decimals that the indicator's charts are drawn with; see `chart_value`."""
    if indicator.unit in EURO_UNITS:
        return {"unit": "€", "decimals": 0 if indicator.unit != "euro" else indicator.decimals}
    return {"unit": "" if indicator.unit in SILENT_UNITS else indicator.unit, "decimals": indicator.decimals}


def chart_value(indicator: Indicator, value) -> float | None:
    """Answer the figure to draw, as it is shown: rounded, and in whole euros."""
    if value is None:
        return None
    return float(rounded(indicator, value) * EURO_UNITS.get(indicator.unit, 1))


def is_count(indicator: Indicator) -> bool:
    """Does the figure count people or things, so that one says «zijn dat er»?"""
    return indicator.unit not in MEASURES


def is_total(indicator: Indicator) -> bool:
    """Is the figure a number that adds up, which says more of the size of an area than of how it is there?"""
    return indicator.aggregation == Aggregation.SOM


def gap(indicator: Indicator, value, other) -> Decimal:
    """Answer the difference between two figures as they are shown."""
    return rounded(indicator, value) - rounded(indicator, other)


def gap_words(indicator: Indicator, value, other) -> str:
    """Say how `value` differs from `other`: «2,1 procentpunt hoger», «€ 41 lager», «12 meer», «even hoog»."""
    difference = gap(indicator, value, other)
    if not difference:
        return "even veel" if is_total(indicator) else "even hoog"
    ways = ("meer", "minder") if is_total(indicator) else ("hoger", "lager")
    way = ways[difference < 0]
    if indicator.unit == "%":
        return f"{bare(indicator, abs(difference))}{NO_BREAK}procentpunt {way}"
    return f"{short(indicator, abs(difference))} {way}"


def share_words(part, whole) -> str:
    """Say which part of the country's number an area has; empty where that can't be said."""
    return f"{number(100 * part / whole, 1)}% van het landelijke aantal" if whole > 0 and part >= 0 else ""
