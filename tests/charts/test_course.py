"""The course of a goal: what was measured against an even way from start to target."""

import re
from xml.etree import ElementTree

import pytest

from iza_portal.charts.drawing import draw

START, TARGET = ["2025-12-31", "5"], ["2028-12-31", "14"]
VALUES = [["2026-09-30", "8"], ["2026-06-30", "6.5"]]


def drawn(**said):
    return draw({"kind": "course", "title": "Valrisico", "unit": "%", "decimals": 1} | said)


def test_it_draws_what_was_measured_in_the_order_of_time():
    tree = ElementTree.fromstring(drawn(start=START, target=TARGET, values=VALUES))  # noqa: S314
    own = [each for each in tree.iter() if each.get("class") == "chart-line chart-own"]
    places = [float(place) for place in re.findall(r"[ML]([\d.]+)", own[0].get("d"))]
    assert places == sorted(places)
    assert len(places) == 3
    words = [each.text for each in tree.iter() if each.tag.endswith("text")]
    assert {"8,0%", "doel 14,0%", "2025", "2028"} <= set(words)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ({"start": START, "values": VALUES}, 1),
        ({"target": TARGET, "values": VALUES}, 1),
        ({"values": VALUES[:1]}, 0),
        ({"start": START}, 0),
        ({"start": START, "target": TARGET}, 1),
        ({"start": ["2026-01-01", "5"], "target": ["2026-01-01", "5"], "values": [["2026-01-01", "5"]]}, 2),
    ],
)
def test_it_draws_what_there_is(said, lines):
    tree = ElementTree.fromstring(drawn(**said))  # noqa: S314
    assert sum("chart-line" in (each.get("class") or "") for each in tree.iter()) == lines
    numbers = re.findall(r"-?\d+\.\d+", drawn(**said))
    assert all(-20 <= float(number) <= 460 for number in numbers)


def test_a_target_alone_is_no_course():
    assert drawn(target=TARGET) == ""
    assert drawn(values=[["2026-01-01", "inf"]]) == ""


def test_a_title_is_no_markup():
    assert "<script>" not in drawn(title="<script>", start=START, values=VALUES)
