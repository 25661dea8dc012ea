"""What the page of any text that is written comes down to: the editor, and what it hears of its saves."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import clock, moment
from iza_portal.texts.check import TextRefused, parse
from iza_portal.writing.models import JointText


def show_editor(request, text: JointText, *, heading: str, obstacle: str, templates: str, context: dict):
    """Show the page on which the text is written, or `obstacle`, the reason why this person cannot write in it now.

    `templates` is the folder with `write.html` and `write_refused.html`, which extend those of `texts/`.
    """
    context = context | {"text": text, "heading": heading}
    if obstacle:
        return render(request, f"{templates}/write_refused.html", context | {"reason": obstacle}, status=403)
    return render(request, f"{templates}/write.html", context | {"csrf_cookie": settings.CSRF_COOKIE_NAME})


def answer_save(request, *, find: Callable[[], JointText], save: Callable[..., JointText]) -> JsonResponse:
    """Answer a save in JSON: what is kept, or why it is not, in words that the writer sees.

    `find` answers the text, or raises 404; `save` is the operation that keeps it. 200 {version, saved_at}; 401 signed out;
    403 {reason} not now or not by this person; 409 {version, saved_at, body, by, at} somebody else saved meanwhile; 413 and
    422 {message, path} too large, or no text of ours.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"reason": "U bent uitgelogd."}, status=401)
    text = find()
    try:
        version, body = _posted(request)
        text = save(text, by=request.user, body=body, version=version)
    except RequestDataTooBig:
        return JsonResponse({"message": "De tekst is te groot om te bewaren. Deel hem op.", "path": []}, status=413)
    except TextRefused as refused:
        return JsonResponse({"message": refused.message, "path": refused.path}, status=422)
    except PermissionDenied as denied:
        return JsonResponse({"reason": str(denied)}, status=403)
    except OutdatedVersion as outdated:
        return JsonResponse(_theirs(outdated.current, request.user), status=409)
    return JsonResponse(_saved(text))


def _posted(request) -> tuple[int, object]:
    posted = parse(request.body)
    version = posted.get("version") if isinstance(posted, dict) else None
    if type(version) is not int:
        raise TextRefused("De tekst is niet goed aangekomen.")
    return version, posted.get("body")


def _saved(text) -> dict:
    # A text that came with its document was never edited; it is as well kept as any.
    return {"version": text.version, "saved_at": clock(text.edited_at or timezone.now())}


def _theirs(text, user) -> dict:
    by = "u, in een ander venster" if text.edited_by == user else str(text.edited_by or "het portaal")
    return _saved(text) | {"body": text.body, "by": by, "at": moment(text.edited_at)}
