"""Whatever is to be drawn: the drawing is whole, everything lies in it, and no words stand on others."""

import json
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from fontTools.ttLib import TTFont
from hypothesis import given

from iza_portal.charts import look
from iza_portal.charts.drawing import draw
from iza_portal.charts.lettering import SIZE, fit, width
from iza_portal.charts.notation import written
from iza_portal.charts.ramp import SHADES
from iza_portal.charts.scale import ticks
from iza_portal.dossiers.glyphs import FONTS
from tests.charts.specimens import ROWS, SPECIMENS, specs

SVG = "{http://www.w3.org/2000/svg}"
WHITE, GROUND = "#ffffff", "#fcfaf7"


def texts(svg) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def shapes(svg, name) -> list:
    return [shape for shape in ElementTree.fromstring(svg).iter() if name in shape.get("class", "").split()]  # noqa: S314


def box(text) -> tuple[float, float, float, float]:
    """Answer left, top, right and bottom of the words at most; capitals are 0.66 high, tails 0.2 deep."""
    x, y, length = float(text.get("x")), float(text.get("y")), width(text.text or "")
    left = x - length * {"end": 1, "middle": 0.5}.get(text.get("text-anchor"), 0)
    return left, y - 0.66 * SIZE, left + length, y + 0.2 * SIZE


def places(shape):
    """Answer the corners of a rectangle, circle or path."""
    at = {
        name: float(value)
        for name, value in shape.attrib.items()
        if name in ("x", "y", "cx", "cy", "r", "width", "height")
    }
    if shape.tag == f"{SVG}rect":
        return [(at["x"], at["y"]), (at["x"] + at["width"], at["y"] + at["height"])]
    if shape.tag == f"{SVG}circle":
        return [(at["cx"] + side * at["r"], at["cy"] + side * at["r"]) for side in (-1, 1)]
    found, here = [], (0, 0)
    for command, first, second in re.findall(r"([MLHV])(-?[\d.]+)(?: (-?[\d.]+))?", shape.get("d")):
        first = float(first)
        here = {"H": (first, here[1]), "V": (here[0], first)}.get(command) or (first, float(second))
        found.append(here)
    return found


def check(svg):
    root = ElementTree.fromstring(svg)  # noqa: S314
    _, _, wide, high = map(float, root.get("viewBox").split())
    assert root[0].tag == f"{SVG}title"
    assert root.get("role") == "img"
    for forbidden in (" style=", "<style", "<script", " id=", "href", "nan", "inf,", "inf "):
        assert forbidden not in re.sub(r">[^<]*<", "><", svg).lower()
    boxes = [box(text) for text in root.iter(f"{SVG}text")]
    for left, top, right, bottom in boxes:
        assert left >= -0.1
        assert top >= 0
        assert right <= wide + 0.1
        assert bottom <= high
    for shape in root.iter():
        if shape.tag in (f"{SVG}rect", f"{SVG}circle", f"{SVG}path"):
            for x, y in places(shape):
                assert -0.1 <= x <= wide + 0.1
                assert -0.1 <= y <= high + 0.1
    for one, other in combinations(boxes, 2):
        is_beside = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
        assert is_beside or one[3] <= other[1] + 0.1 or other[3] <= one[1] + 0.1, (one, other)


@given(spec=specs)
def test_any_chart_is_whole_lies_within_its_bounds_and_can_be_read(spec):
    svg = draw(spec)
    if svg:
        check(svg)


@pytest.mark.parametrize("spec", SPECIMENS, ids=lambda spec: spec["title"])
def test_a_chart_that_people_will_meet_is_drawn_from_json(spec):
    svg = draw(json.loads(json.dumps(spec)))
    check(svg)
    assert svg == draw(spec)
    assert Template("{% load charts %}{% chart spec %}").render(Context({"spec": spec})) == svg


def trend(values, **more):
    return draw({"kind": "trend", "title": "t", "line": {"name": "ZHE-BAR", "values": values, **more}, "decimals": 1})


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "trend", "title": "t", "line": {"name": "ZHE-BAR", "values": [[2020, None]]}},
        {"kind": "trend", "title": "t", "line": {"name": "ZHE-BAR"}, "comparisons": [{"name": "Nederland"}]},
        {"kind": "bars", "title": "t", "rows": [{"name": "ZHE-BAR", "word": "minder dan 5"}]},
        {"kind": "strip", "title": "t", "rows": []},
        {"kind": "bars", "title": "t", "rows": [{"name": "ZHE-BAR", "value": float("nan")}]},
    ],
)
def test_without_a_figure_there_is_nothing_to_draw(spec):
    assert draw(spec) == ""


def test_what_people_typed_is_shown_as_it_is():
    name = '</text><script>alert("1")</script>'
    svg = draw({"kind": "bars", "title": f"{name}\x00\x1b", "rows": [{"name": name[:12], "value": 1}]})
    assert "<script" not in svg
    assert texts(svg)[0] == name[:12]
    assert f"<title>{name}" in svg.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


def test_one_year_is_a_dot_with_its_figure():
    svg = trend([[2024, 22.6]])
    assert "22,6 ZHE-BAR" in texts(svg)
    assert "2024" in texts(svg)
    assert shapes(svg, "chart-line") == []
    assert shapes(svg, "chart-shape")


def test_a_year_without_a_figure_breaks_the_line_and_a_rhythm_of_four_years_does_not():
    def pieces(values):
        return sum(shape.get("d").count("M") for shape in shapes(trend(values), "chart-line"))

    assert pieces([[2019, 1], [2020, 2], [2021, 3], [2022, 4]]) == 1
    assert pieces([[2018, 1], [2019, 1], [2020, 2], [2022, 3], [2023, 4]]) == 2
    assert pieces([[2019, 1], [2020, 2], [2021, None], [2022, 3], [2023, 4]]) == 2
    assert pieces([[2012, 1], [2016, 2], [2020, 3]]) == 1


def test_a_prognosis_is_a_dashed_line_that_goes_on_with_its_interval():
    svg = trend([[2023, 20], [2024, 22.6]], prognosis=[[2024, 99], [2030, 25, 24, 26]])
    measured, expected = (shape for shape in shapes(svg, "chart-line") if float(shape.get("stroke-width")) > 2)
    assert measured.get("stroke-dasharray") is None
    assert expected.get("stroke-dasharray")
    assert places(measured)[-1] == places(expected)[0]
    assert len(shapes(svg, "chart-interval")) == 1
    assert {"22,6", "25,0 ZHE-BAR", "prognose"} <= {*texts(svg)}


def test_a_figure_at_the_axis_stands_clear_of_the_prognosis_that_goes_up_from_it():
    svg = trend([[2024, 22.6]], prognosis=[[2030, 25, 24, 26], [2040, 28, 26, 29]])
    figure = next(text for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if text.text == "22,6")  # noqa: S314
    _, _, right, bottom = box(figure)
    (left, low), (later, high), *_ = places(shapes(svg, "chart-interval")[0])
    assert bottom <= low + (high - low) * (right - left) / (later - left)


def test_lines_that_end_at_the_same_height_have_their_names_below_each_other():
    others = [{"name": f"Regio {number}", "values": [[2020, 5], [2021, 5]]} for number in range(20)]
    svg = draw({"kind": "trend", "title": "t", "line": others[0], "comparisons": others[1:]})
    check(svg)
    assert sum("Regio" in text for text in texts(svg)) == 8
    assert len(shapes(svg, "chart-line")) == 20


def test_large_figures_are_written_in_millions():
    svg = trend([[2023, 1_034_567], [2024, 1_234_567]])
    assert {"1,0\N{NO-BREAK SPACE}mln", "1,2\N{NO-BREAK SPACE}mln", "1,23\N{NO-BREAK SPACE}mln ZHE-BAR"} <= {
        *texts(svg)
    }


def test_bars_show_a_word_where_there_is_no_figure_and_begin_at_nought():
    svg = draw({"kind": "bars", "title": "t", "rows": [*ROWS, {"name": "Gouda", "value": None}], "decimals": 1})
    assert {"minder dan 5", "onbekend", "26,1"} <= {*texts(svg)}
    lengths = {part: float(shapes(svg, part)[0].get("width")) for part in ("chart-own", "chart-other", "chart-outline")}
    assert lengths["chart-own"] / lengths["chart-other"] == pytest.approx(22.6 / 26.1, rel=0.01)
    assert lengths["chart-outline"] / lengths["chart-other"] == pytest.approx(20.5 / 26.1, rel=0.01)


def test_a_bar_below_nought_goes_to_the_left():
    svg = draw({"kind": "bars", "title": "t", "rows": [{"name": "a", "value": -5}, {"name": "b", "value": 5}]})
    (left, _), (zero, _) = places(shapes(svg, "chart-other")[0])
    assert places(shapes(svg, "chart-other")[1])[0][0] == pytest.approx(zero, abs=0.1)
    assert left < zero
    assert "−5" in texts(svg)


def test_on_a_strip_each_region_with_a_figure_is_a_dot_and_the_own_one_has_its_name():
    rows = [*ROWS, *({"name": f"Regio {number}", "value": 20 + number / 10} for number in range(40))]
    svg = draw({"kind": "strip", "title": "t", "rows": rows, "unit": "%", "decimals": 1})
    assert len(shapes(svg, "chart-ring")) == 42
    assert {"ZHE-BAR 22,6%", "Nederland 20,5%", "Regio 0 20,0%", "Goeree-Overflakkee 26,1%"} == {*texts(svg)}


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (22.64, "%", 1, "22,6%"),
        (12500, "€", 0, "€ 12.500"),
        (1234567, "", 0, "1,23 mln"),
        (123456789, "€", 0, "€ 123 mln"),
        (999_999_999, "", 0, "1.000 mln"),
        (-3427099000, "€", 0, "€ −3,43 mld"),
        (-0.04, "%", 1, "0,0%"),
    ],
)
def test_figures_are_short_and_dutch(value, unit, decimals, said):
    assert written(value, unit, decimals).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (17.8, 22.6, [16, 18, 20, 22, 24]),
        (0, 1, [0, 0.5, 1]),
        (-310, 220, [-400, -200, 0, 200, 400]),
        (5, 5, [4.5, 5, 5.5]),
        (0, 0, [0, 0.5, 1]),
        (1034567, 1234567, [1000000, 1100000, 1200000, 1300000]),
    ],
)
def test_an_axis_has_few_round_steps_around_its_figures(low, high, found):
    assert ticks(low, high)[0] == found


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_no_letter_is_wider_than_it_is_taken_to_be(weight):
    with TTFont(FONTS / f"SourceSans3-{weight}.ttf", lazy=True) as font:
        for code, name in font.getBestCmap().items():
            assert font["hmtx"][name][0] <= width(chr(code)) * 1000 / SIZE + 1e-6, chr(code)


def test_a_name_that_does_not_fit_ends_in_an_ellipsis():
    assert fit("Nissewaard", 200) == "Nissewaard"
    shortened = fit("Zuid-Hollandse Eilanden en BAR-gemeenten", 100)
    assert shortened.endswith("…")
    assert width(shortened) <= 100


def contrast(one, other):
    def luminance(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [WHITE, GROUND])
def test_words_and_shapes_stand_out_from_what_they_stand_on(ground):
    assert min(contrast(colour, ground) for colour in (look.INK, look.SOFT, look.ACCENT)) >= 4.5
    assert min(contrast(colour, ground) for colour in (look.GREY, look.EDGE)) >= 3
    assert contrast(look.ACCENT, look.INTERVAL) >= 4.5
    assert min(contrast(shade.fill, shade.ink) for shade in SHADES) >= 4.5
