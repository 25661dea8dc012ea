"""Pictures of a text that begins as a copy of another: each document has its own, so that who may read it may see them."""

from django.db import connection

from iza_portal.texts.tree import pictures_in
from iza_portal.writing.models import Document, JointText, Picture
from iza_portal.writing.together.exchange import document_for


def copy_pictures(text: JointText, *, source: Document) -> None:
    """Give a new text, whose body is that of the text of `source`, the pictures in it as its own.

    For use in the transaction that made the text. It gets its document here, where there is a picture in it.
    """
    pictures = list(source.pictures.filter(pk__in=pictures_in(text.body)))
    if not pictures:
        return
    # The text names its pictures, and these have its document, which is made of the text: so their keys come first.
    keys = dict(zip([picture.pk for picture in pictures], _new_keys(len(pictures)), strict=True))
    text.body = renamed(text.body, keys)
    text.save(update_fields=["body"])
    document = document_for(text)
    for picture in pictures:
        picture.pk, picture.document, picture._state.adding = keys[picture.pk], document, True
    Picture.objects.bulk_create(pictures)


def _new_keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        table = Picture._meta.db_table
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [key for (key,) in cursor.fetchall()]


def renamed(body: dict, keys: dict[int, int]) -> dict:
    """Answer the tree with other keys for its pictures; one that is not among `keys` stays."""
    return body | {"content": [_renamed(block, keys) for block in body["content"]]}


def _renamed(block: dict, keys: dict[int, int]) -> dict:
    if block["type"] != "picture":
        return block
    attrs = block["attrs"]
    return block | {"attrs": attrs | {"picture": keys.get(attrs["picture"], attrs["picture"])}}
