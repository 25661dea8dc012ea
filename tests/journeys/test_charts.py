"""Charts in a page of the portal, with its typeface, its styles and its Content-Security-Policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from iza_portal.charts.drawing import draw
from tests.charts.specimens import SPECIMENS

pytestmark = pytest.mark.django_db(transaction=True)

# Words that run out of their drawing, or over others in it.
MISPLACED = """
() => [...document.querySelectorAll(".chart")].flatMap((chart) => {
  const frame = chart.getBoundingClientRect();
  const words = [...chart.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const outside = words.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1);
  // A line of words is higher than its letters.
  const over = words.filter(([, one], place) => words.slice(0, place).some(([, other]) =>
    one.left < other.right && other.left < one.right && Math.abs(one.bottom - other.bottom) < 0.6 * one.height));
  return [...outside, ...over].map(([text]) => text);
})
"""


@pytest.mark.parametrize("width", [1320, 320])
def test_charts_can_be_read_in_a_page_of_any_width(open_page, width):
    page = open_page(None, "/toegankelijkheid/", viewport={"width": width, "height": 900})
    charts = "".join(f"<h2>{spec['title']}</h2>{draw(spec)}" for spec in SPECIMENS)
    page.evaluate("(charts) => { document.querySelector('main').innerHTML = '<h1>Cijfers</h1>' + charts }", charts)
    page.evaluate("document.fonts.ready")
    assert page.get_by_role("img", name=SPECIMENS[0]["title"]).count() == 1
    assert page.evaluate("document.fonts.check('600 16px \"Source Sans 3\"')")
    assert page.evaluate(MISPLACED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert Axe().run(page).response["violations"] == []
