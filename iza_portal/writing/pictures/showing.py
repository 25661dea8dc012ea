"""What a text needs to show its pictures, as data that can be kept with the text: on a page and in a dossier."""

from collections.abc import Iterable

from django.urls import reverse

from iza_portal.texts.html import Shown
from iza_portal.texts.tree import pictures_in
from iza_portal.writing.models import Picture

_FACTS = ("pk", "document", "sha256", "width", "height")


def pictures_of(bodies: Iterable[tuple[int | None, object]]) -> list[list[dict]]:
    """Answer for each text, given as the key of its document and its tree, what is to be known of the pictures in it.

    JSON-able, in the order of their keys: `pk`, `document`, `sha256`, `width`, `height`. A picture of another document is
    not among them. One query, and none where no text has a picture.
    """
    named = [(document, pictures_in(tree)) for document, tree in bodies]
    keys = {key for _, keys in named for key in keys}
    found = {}
    if keys:
        rows = Picture.objects.filter(document__in={document for document, _ in named if document}, pk__in=keys)
        found = {(row["document"], row["pk"]): row for row in rows.values(*_FACTS)}
    return [[found[document, key] for key in sorted(keys) if (document, key) in found] for document, keys in named]


def on_a_page(pictures: Iterable[dict]) -> dict[int, Shown]:
    """Answer how a page shows these pictures."""
    return {
        each["pk"]: Shown(reverse("picture", args=[each["document"], each["pk"]]), each["width"], each["height"])
        for each in pictures
    }


def in_print(pictures: Iterable[dict]) -> dict[int, Shown]:
    """Answer how a dossier shows these pictures: by what they are, so that what is made of them is named by that."""
    return {each["pk"]: Shown(f"picture:{each['sha256']}", each["width"], each["height"]) for each in pictures}


def contents_of(pictures: Iterable[dict]) -> dict[str, bytes]:
    """Answer the bytes of these pictures, by their SHA-256. Raises `LookupError` where one is not as it was any more."""
    wanted = {each["pk"]: each["sha256"] for each in pictures}
    if not wanted:
        return {}
    rows = Picture.objects.filter(pk__in=wanted).values_list("pk", "sha256", "content")
    found = {sha256: bytes(content) for pk, sha256, content in rows if wanted[pk] == sha256}
    if missing := set(wanted.values()) - found.keys():
        raise LookupError(f"pictures that are not there: {sorted(missing)}")
    return found
