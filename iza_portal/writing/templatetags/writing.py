import structlog
from django import template

from iza_portal.texts import compared_html
from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.comparing import compare_words
from iza_portal.texts.html import SECTION_LEVEL, to_html
from iza_portal.texts.templatetags.texts import text_html
from iza_portal.writing.homes import home_of_whole
from iza_portal.writing.pictures.showing import in_print, on_a_page

register = template.Library()
log = structlog.get_logger(__name__)


@register.simple_tag
def joint_text(body, pictures, figures, tells_newer=False, prefix=""):
    """Show a text: `{% joint_text theme.body theme.pictures theme.cited may_see_work %}`.

    `pictures` is what `pictures_of` tells of its pictures, `figures` what `texts.figures.tell_in` tells of its figures. Its
    footnotes have ids that begin with `prefix`. A text that cannot be read is said to be so; the page stands.
    """
    return text_html(
        body,
        pictures=on_a_page(pictures or []),
        figures=figures or [],
        tells_newer=bool(tells_newer),
        prefix=prefix,
    )


@register.simple_tag
def printed_text(body, pictures, figures, prefix):
    """Write a text for a dossier, where its pictures are named by their content and figures lead nowhere.

    Raises TextUnreadable.
    """
    told = [each | {"address": ""} for each in figures or []]
    return to_html(body, pictures=in_print(pictures or []), figures=told, prefix=prefix)


@register.simple_tag
def compared_text(comparison, pictures=(), heading=3):
    """Show what `iza_portal.texts.comparing` found between two texts, below a heading of the level `heading`."""
    shift = int(heading or 3) - SECTION_LEVEL
    try:
        return compared_html.to_html(
            comparison, heading_shift=shift, has_frames=True, pictures=on_a_page(pictures or [])
        )
    except TextUnreadable as unreadable:
        log.error("text_unreadable", reason=str(unreadable))
        return "Wat er veranderde, kan nu niet worden getoond."


@register.simple_tag
def words_compared(before, after):
    """Show what differs between two strings, word by word."""
    return compared_html.words_to_html(compare_words(before or "", after or ""))


@register.inclusion_tag("writing/history/_adopted.html")
def compare_adopted(whole):
    """Lead from the page of a whole to what differs between what was adopted and now, in one click."""
    home = home_of_whole(whole)
    return {"whole": whole, "kind": home.whole_kind, "adopted": home.adopted(whole)}
