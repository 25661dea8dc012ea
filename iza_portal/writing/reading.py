"""Texts as HTML, kept for a while: a text of one version reads the same to everybody, as long as its figures stay."""

from collections.abc import Sequence

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from iza_portal.texts import figures
from iza_portal.texts.templatetags.texts import text_html
from iza_portal.writing.homes import home_for
from iza_portal.writing.models import JointText
from iza_portal.writing.pictures.showing import on_a_page, pictures_of

KEPT_FOR = 60 * 60


def texts_as_html(texts: Sequence[JointText], *, tells_newer: bool = False) -> dict[int, SafeString]:
    """Answer the HTML of each of these texts of one model by its key; see `to_html` for `tells_newer`.

    Bodies are fetched, in one query, only for texts not read lately; what is to be known of their pictures in another, and
    of their figures in a few.
    """
    if not texts:
        return {}
    cache = caches["fragments"]
    # A key of a cache has no spaces.
    told_as = f"{tells_newer:d}-{'-'.join(figures.version().split())}"
    keys = {text.pk: _key(text, told_as) for text in texts}
    kept = cache.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in kept]
    if missing:
        kind = home_for(texts[0]).kind
        found = list(type(texts[0]).objects.filter(pk__in=missing).values_list("pk", "document", "body"))
        pictures = pictures_of([(document, body) for _, document, body in found])
        told = figures.tell_in(body for _, _, body in found)
        made = {
            keys[pk]: str(
                text_html(
                    body,
                    pictures=on_a_page(own_pictures),
                    figures=own_figures,
                    tells_newer=tells_newer,
                    prefix=f"{kind}-{pk}-",
                )
            )
            for (pk, _, body), own_pictures, own_figures in zip(found, pictures, told, strict=True)
        }
        cache.set_many(made, KEPT_FOR)
        kept |= made
    # What is kept was made by `text_html`, from the tree through the allow-list.
    return {pk: mark_safe(kept[key]) for pk, key in keys.items() if key in kept}  # noqa: S308


def _key(text: JointText, told_as: str) -> str:
    # The moment of the last edit stands beside the version, so that a text put back by hand is read anew.
    edited = text.edited_at.timestamp() if text.edited_at else 0
    return f"text-{text._meta.label_lower}-{text.pk}-{text.version}-{edited}-{told_as}"
