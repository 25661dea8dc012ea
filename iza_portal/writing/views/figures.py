"""Figures for who writes: finding one, choosing its area and year, and what its source says now of those in the text."""

import json
from functools import wraps

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from iza_portal.texts.figures import as_cited, book, tell
from iza_portal.texts.schema import LIMITS
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document

LONGEST_SEARCH = 200


def _of_a_text(view):
    """Hand the view the text of the document and its home: 401 to who is signed out, 404 where they may not see it."""

    @wraps(view)
    @never_cache
    def wrapped(request, pk, **more):
        if not request.user.is_authenticated:
            return JsonResponse({"reason": "U bent uitgelogd."}, status=401)
        home = home_of(document) if (document := Document.objects.filter(pk=pk).first()) else None
        text = home and home.visible_to(request.user).filter(document=document).first()
        if text is None:
            raise Http404
        try:
            return view(request, text, home, **more)
        except PermissionDenied as denied:
            return JsonResponse({"code": "closed", "reason": str(denied)}, status=403)

    return wrapped


def _require_writer(request, text, home):
    if reason := home.why_not_writable(request.user, text):
        raise PermissionDenied(reason)


@require_safe
@_of_a_text
def search(request, text, home):
    """Answer the indicators that go with the words in `q`, as `FigureBook.search` does."""
    _require_writer(request, text, home)
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH]
    return JsonResponse(book().search(asked, home.place(text)))


@require_safe
@_of_a_text
def choices(request, text, home, code):
    """Answer the areas and years of which there are figures of one indicator, as `FigureBook.choices` does."""
    _require_writer(request, text, home)
    found = book().choices(code.replace("\x00", ""), home.place(text))
    if found is None:
        raise Http404
    return JsonResponse(found)


@require_POST
@_of_a_text
def told(request, text, home):
    """Answer what the source says now of each of the `figures` that are posted, each once, as `FigureBook.tell` does.

    The browser says which, because what was just written is not in the kept text yet. 422 for what is no list of figures.
    """
    try:
        posted = json.loads(request.body)
        attrs = posted["figures"]
        figures = [as_cited(each) for each in attrs[: LIMITS.figures]]
    except (ValueError, RecursionError, KeyError, TypeError, RequestDataTooBig):
        figures = [None]
    if None in figures:
        return JsonResponse({"code": "malformed", "message": "De cijfers zijn niet goed aangekomen."}, status=422)
    return JsonResponse({"figures": tell(figures)})
