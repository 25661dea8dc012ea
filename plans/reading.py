"""The texts of sections as HTML, kept for a while: a text of one version reads the same to everybody."""

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from iza_portal.texts.templatetags.texts import text_html
from plans.models import Section

KEPT_FOR = 60 * 60


def texts_as_html(sections: list[Section]) -> dict[int, SafeString]:
    """Answer the HTML of each section by its key. Bodies are fetched, in one query, only for texts not read lately."""
    cache = caches["fragments"]
    keys = {section.pk: _key(section) for section in sections}
    kept = cache.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in kept]
    if missing:
        made = {
            keys[pk]: str(text_html(body))
            for pk, body in Section.objects.filter(pk__in=missing).values_list("pk", "body")
        }
        cache.set_many(made, KEPT_FOR)
        kept |= made
    # What is kept was made by `text_html`, from the tree through the allow-list.
    return {pk: mark_safe(kept[key]) for pk, key in keys.items() if key in kept}  # noqa: S308


def _key(section: Section) -> str:
    # The moment of the last edit stands beside the version, so that a text put back by hand is read anew.
    edited = section.edited_at.timestamp() if section.edited_at else 0
    return f"text-{section.pk}-{section.version}-{edited}"
