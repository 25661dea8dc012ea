"""How what is said in a margin reads."""

import re

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.inclusion_tag("writing/margin/_wording.html")
def wording(parts):
    """Show two wordings in one: what goes struck through, what comes underlined, and both said in words."""
    return {"parts": parts}


@register.simple_tag
def said(comment) -> SafeString:
    """Write a comment as HTML, with the names of who is mentioned in it; who is mentioned without a name comes below it."""
    names = sorted({person.name for person in comment.mentions.all()}, key=len, reverse=True)
    html = linebreaks(comment.text, autoescape=True)
    found = set()
    if names:
        pattern = re.compile("|".join(re.escape(escape(f"@{name}")) for name in names))

        def mark(match):
            found.add(match[0])
            return f"<b>{match[0]}</b>"

        html = pattern.sub(mark, html)
    rest = [escape(name) for name in sorted(names) if escape(f"@{name}") not in found]
    if rest:
        html += f'<p class="small">Genoemd: {", ".join(rest)}</p>'
    # All of it is escaped above, the names too.
    return mark_safe(html)  # noqa: S308


@register.simple_tag
def open_count(talks: dict[int, int], document: int | None) -> int:
    """Answer how many talks are open at this document, of what `iza_portal.writing.margin.reading.open_talks` answered."""
    return talks.get(document, 0)
