"""Draws a chart from a plain description, for pages and dossiers alike."""

from django.utils.safestring import SafeString

from iza_portal.charts.bars import bars
from iza_portal.charts.course import course
from iza_portal.charts.ramp import legend
from iza_portal.charts.strip import strip
from iza_portal.charts.trend import trend

KINDS = {"trend": trend, "bars": bars, "strip": strip, "legend": legend, "course": course}


def draw(spec: dict) -> SafeString:
    """Answer the SVG of `spec`: its `kind` (see `KINDS`), and what the function of that kind is given by name.

    `{"kind": "bars", "title": "…", "rows": […]}`. It is JSON throughout, so that a chapter of a dossier can keep it.
    Empty where there is no figure to draw. Raises KeyError at a kind that is not there.
    """
    return KINDS[spec["kind"]](**{name: value for name, value in spec.items() if name != "kind"})
