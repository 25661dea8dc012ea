import structlog
from django import template
from django.utils.safestring import SafeString

from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.html import to_html

register = template.Library()
log = structlog.get_logger(__name__)

_UNREADABLE = SafeString(
    '<p class="panel attention">Deze tekst kan nu niet worden getoond. '
    "De tekst zelf is bewaard. Laat het de beheerder van het portaal weten.</p>"
)


@register.filter
def text_html(tree, heading_shift=0, **options):
    """Show a text: `{{ text|text_html }}`. A text that cannot be read is said to be so; the page stands.

    `options` are those of `to_html`, for one that has pictures or stands beside others.
    """
    try:
        return to_html(tree, heading_shift=heading_shift, has_frames=True, **options)
    except TextUnreadable as unreadable:
        log.error("text_unreadable", reason=str(unreadable))
        return _UNREADABLE


# For print: a document with a sentence in the place of a text is worse than none.
register.filter("text_html_or_fail", to_html)
