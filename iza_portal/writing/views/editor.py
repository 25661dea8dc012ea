"""The page on which any text is written, or read by who does not write in it now."""

from django.conf import settings
from django.shortcuts import render

from iza_portal.texts.schema import VERSION
from iza_portal.writing.homes import home_for
from iza_portal.writing.models import JointText
from iza_portal.writing.together.exchange import document_for


def show_editor(request, text: JointText, *, heading: str, template: str, context: dict):
    """Show the page on which the text is written, to somebody who may see its making.

    Who cannot write in it now reads why, and the text as it stands. `template` extends `writing/write.html`. A text that
    nobody opened while it could be changed has no document, and is shown as it is read.
    """
    home = home_for(text)
    obstacle = home.why_not_writable(request.user, text)
    is_talkable = not home.why_not_open_to_talk(request.user, text)
    document = text.document if obstacle and not is_talkable else document_for(text)
    return render(
        request,
        template,
        context
        | {
            "text": text,
            "heading": heading,
            "document": document,
            "obstacle": obstacle,
            "is_talkable": is_talkable,
            "saved_at": (document and document.changed_at) or text.edited_at,
            "schema": VERSION,
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
        },
    )
