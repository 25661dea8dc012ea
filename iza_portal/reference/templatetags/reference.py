from django import template
from django.utils.html import format_html

from iza_portal.reference.models import Certainty

register = template.Library()


@register.simple_tag
def certainty(row, where="#bronnen"):
    """Say how sure a row is, where it is not simply so; the word leads to the sources on the page, or to `where`."""
    if row.certainty == Certainty.VASTGESTELD:
        return ""
    return format_html('<a class="certainty" href="{}">{}</a>', where, row.get_certainty_display())


@register.inclusion_tag("reference/_sources.html")
def source_list(sources):
    """Show the sources of a page (`iza_portal.reference.sources.sources`), under the anchor `bronnen`."""
    return {"sources": sources}
