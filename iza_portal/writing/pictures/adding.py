"""Adding a picture to a text: it is kept with the document, and the text names it where its writer puts it."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length

from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document, Picture
from iza_portal.writing.pictures.decoding import Decoded, PictureRefused

#: What the pictures of one text may come to: how many there are, and their bytes as they are kept.
MOST_PICTURES = 100
MOST_BYTES = 20 * 1024 * 1024


@transaction.atomic
def add_picture(document: Document, *, by, decoded: Decoded) -> Picture:
    """Keep a decoded picture with `document`; answer it. The same picture is kept once, however often it is sent.

    Raises `PermissionDenied` with the reason, and PictureRefused where the document has pictures enough.
    """
    home = home_of(document)
    text = home.hold(document)
    if reason := home.why_not_writable(by, text):
        raise PermissionDenied(reason)
    # Two who send a picture at once come after one another, so that the limits hold.
    document = Document.objects.select_for_update(no_key=True).only("pk", "kind").get(pk=document.pk)
    sha256 = hashlib.sha256(decoded.content).hexdigest()
    if same := document.pictures.defer("content").filter(sha256=sha256).first():
        return same
    held = document.pictures.aggregate(count=Count("pk"), total=Sum(Length("content"), default=0))
    if held["count"] >= MOST_PICTURES:
        raise PictureRefused(f"In één tekst passen hoogstens {MOST_PICTURES} afbeeldingen.")
    if held["total"] + len(decoded.content) > MOST_BYTES:
        raise PictureRefused("De afbeeldingen van deze tekst zijn samen te groot. Maak deze afbeelding kleiner.")
    picture = document.pictures.create(
        content=decoded.content,
        media_type=decoded.media_type,
        width=decoded.width,
        height=decoded.height,
        sha256=sha256,
        uploaded_by=by,
    )
    home.note_writing(text, by=by)
    return picture
