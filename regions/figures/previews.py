"""What reading a file comes down to, as plain data for people: the numbers, examples, and what is refused with its place."""

from collections import Counter

from django.db.models import Model

from regions.figures import storing
from regions.figures.statements import MOST_REFUSALS, Reading, Refusal
from regions.models import FigureStatus, Indicator, Municipality, Region, Zorgkantoorregio

MOST_EXAMPLES = 50
MOST_NAMED = 20


def preview_of(reading: Reading) -> tuple[dict, storing.Comparison, list[Refusal]]:
    """Answer what the staged reading comes down to, as JSON; beside it the comparison, and everything that is refused."""
    refusals = list(reading.refusals)
    refused = reading.refused
    indicators = Indicator.objects.in_bulk()
    places: dict[type[Model], dict] = {Municipality: {}, Region: {}, Zorgkantoorregio: {}}

    def area(municipality, region, zorgkantoorregio) -> str:
        for model, key in ((Municipality, municipality), (Region, region), (Zorgkantoorregio, zorgkantoorregio)):
            if key is not None:
                places[model] = places[model] or model.objects.in_bulk()
                return places[model][key].name
        return "Nederland"

    for indicator, *areas, year, scenario, rows in storing.conflicts():
        refused += 1
        if len(refusals) < MOST_REFUSALS:
            thing = f"{indicators[indicator].short_label} van {area(*areas)} in {year}{f' ({scenario})' if scenario else ''}"
            there = " en ".join(map(str, rows[:5]))
            refusals.append(
                Refusal(rows[-1], "", f"{thing} staat er meer dan één keer in, met verschillende waarden: rij {there}.")
            )
    refusals.sort(key=lambda refusal: refusal.row or 0)
    comparison = storing.compare()

    def shown(row) -> dict:
        number, indicator, *areas, year, scenario, old, new, old_status, new_status = row
        decimals = indicators[indicator].decimals
        return {
            "row": number,
            "indicator": indicators[indicator].short_label,
            "unit": indicators[indicator].unit,
            "area": area(*areas),
            "year": year,
            "scenario": scenario,
            "old": _value(old, old_status, decimals),
            "new": _value(new, new_status, decimals),
        }

    preview = {
        "rows": reading.rows,
        "new": comparison.new,
        "changed": comparison.changed,
        "unchanged": comparison.unchanged,
        "refused": refused,
        "missing": reading.missing,
        "open_end": reading.open_end,
        "suppressed": reading.suppressed,
        "years": [comparison.first_year, comparison.last_year],
        "indicators": sorted(indicators[key].code for key in comparison.indicators),
        "left_out": {kind: _counted(names) for kind, names in reading.left_out.items() if names},
        "merged": [
            {"name": name, "of": list(parts), "figures": count}
            for (name, parts), count in sorted(reading.merged.items())
        ],
        "unknown_indicators": sorted(reading.unknown_indicators),
        "changes": list(map(shown, storing.changes(MOST_EXAMPLES))) if comparison.changed else [],
        "examples": list(map(shown, storing.examples(MOST_EXAMPLES // 5))) if comparison.new else [],
    }
    return preview, comparison, refusals


def refused(reason: str, row: int | None = None, column: str = "") -> tuple[dict, list[Refusal]]:
    """Answer the preview of a file that cannot be read at all."""
    return {"refused": 1, "new": 0, "changed": 0, "unchanged": 0}, [Refusal(row, column, reason)]


def _counted(names: Counter) -> dict:
    return {"rows": names.total(), "names": sorted(names)[:MOST_NAMED], "more": max(0, len(names) - MOST_NAMED)}


def _value(value, status, decimals) -> dict | None:
    if status is None:
        return None
    return {"value": None if value is None else str(value), "status": FigureStatus(status).label, "decimals": decimals}
