"""How every chart looks: its measures and colours, and the frame of the drawing.

Colours and letters stand in attributes of the SVG: WeasyPrint gives no rule of a document's stylesheet to an SVG in it, and
our Content-Security-Policy allows no styles inside. A browser puts a stylesheet above such an attribute, which forced
colours make use of (`charts.css`). A chart has no `id`, so any number can stand on a page.

The drawing is narrow and its letters are large: the same drawing serves a phone, a column of a page, and paper.
"""

from html import escape

from django.utils.safestring import SafeString

from iza_portal.charts.lettering import SIZE, plain

WIDTH = 440

# On white and on the ground of a page, words have a contrast of at least 4.5 to 1, and shapes that say something of 3 to 1.
INK = "#1b2733"
SOFT = "#4b5a66"
ACCENT = "#0b5d63"
GREY = "#87919a"
# The edge of an interval, and what lies in it.
EDGE, INTERVAL = "#3f8d92", "#e3efef"
# Lines that only lead the eye.
RULE = "#dcd8d0"


def svg(title: str, height: float, parts: list[str]) -> SafeString:
    """Answer the whole drawing of `height`; `title` says in words what it shows, and is read aloud in its place."""
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" role="img" font-family="\'Source Sans 3\',sans-serif" font-size="{SIZE}" fill="{INK}">'
        f"<title>{escape(plain(title))}</title>{''.join(parts)}</svg>"
    )
