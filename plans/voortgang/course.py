"""How far a goal is on its way from start value to target, set against a straight line between the two."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices

from iza_portal.page.templatetags.page import long_date
from plans.models import Doel, Meting
from plans.opgaven.wording import in_dutch, with_unit

#: A goal that lacks no more than this part of its way stands on its line: measuring is never that precise.
_MARGIN = Decimal("0.1")


class Gang(TextChoices):
    """Where a goal stands by what was measured last."""

    GEHAALD = "gehaald", "gehaald"
    OP_SCHEMA = "op_schema", "op schema"
    ACHTER = "achter", "achter op schema"
    TERUG = "terug", "verder weg dan bij de start"
    NIET_GEHAALD = "niet_gehaald", "niet op tijd gehaald"
    GEMETEN = "gemeten", "gemeten, maar het doel is niet volledig"
    ONGEMETEN = "ongemeten", "nog niet gemeten"


@dataclass(frozen=True)
class Course:
    """Where a goal stands: what was measured last, which part of the way that is (0 to 1, more or less is possible)."""

    gang: Gang
    last: Meting | None
    part: Decimal | None

    @property
    def percent(self) -> int | None:
        """The part of the way in whole percents, rounded down: only what is reached is 100."""
        return None if self.part is None else int((self.part * 100).to_integral_value(rounding="ROUND_FLOOR"))


def course_of(doel: Doel, metingen: list[Meting], on: date) -> Course:
    """Answer where the goal stands on the day `on`; `metingen` are those until then, earliest first."""
    last = metingen[-1] if metingen else None
    if last is None:
        return Course(Gang.ONGEMETEN, None, None)
    if doel.start_value is None or doel.target_value is None:
        return Course(Gang.GEMETEN, last, None)
    part = (last.value - doel.start_value) / (doel.target_value - doel.start_value)
    return Course(_gang(doel, part, last.on, on), last, part)


def _gang(doel: Doel, part: Decimal, measured_on: date, on: date) -> Gang:
    if part >= 1:
        return Gang.GEHAALD
    if doel.target_on and on > doel.target_on:
        return Gang.NIET_GEHAALD
    if part < 0:
        return Gang.TERUG
    if not (doel.start_on and doel.target_on and doel.start_on < doel.target_on):
        return Gang.GEMETEN
    expected = Decimal((measured_on - doel.start_on).days) / (doel.target_on - doel.start_on).days
    return Gang.OP_SCHEMA if part >= expected - _MARGIN else Gang.ACHTER


def chart_of(doel: Doel, metingen: list[Meting]) -> dict:
    """Answer the drawing of the goal as `iza_portal.charts.drawing.draw` takes it; JSON throughout."""
    values = [each.value for each in metingen]
    values += [value for value in (doel.start_value, doel.target_value) if value is not None]
    decimals = max((max(0, -value.normalize().as_tuple().exponent) for value in values), default=0)
    return {
        "kind": "course",
        "title": in_sentence(doel, metingen),
        "start": _point(doel.start_on, doel.start_value),
        "target": _point(doel.target_on, doel.target_value),
        "values": [_point(each.on, each.value) for each in metingen],
        "unit": doel.counted_in,
        "decimals": decimals,
    }


def _point(on: date | None, value: Decimal | None) -> list[str] | None:
    return None if on is None or value is None else [on.isoformat(), str(value)]


def in_sentence(doel: Doel, metingen: list[Meting]) -> str:
    """Say start, last measurement and target in a sentence: what the drawing shows, for who does not see it."""
    told = []
    for name, value, on in (
        ("start", doel.start_value, doel.start_on),
        ("laatst gemeten", metingen[-1].value if metingen else None, metingen[-1].on if metingen else None),
        ("streefwaarde", doel.target_value, doel.target_on),
    ):
        if value is not None:
            told.append(f"{name} {measured(value, doel.counted_in)}{f' ({long_date(on)})' if on else ''}")
    return f"{doel.title}: {', '.join(told)}"


def measured(value: Decimal, unit: str) -> str:
    """Write a value with its unit."""
    return with_unit(in_dutch(value), unit)
