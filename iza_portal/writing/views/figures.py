"""Figures for who writes: finding one, choosing its area and year, and what its source says now of those in the text."""

import json
from functools import wraps

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from iza_portal.page.scripts import for_scripts
from iza_portal.texts.figures import Cited, as_cited, book, tell
from iza_portal.texts.schema import LIMITS
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document

LONGEST_SEARCH = 200


def _of_a_text(view):
    """Hand the view the text of the document and its home; 404 where this person may not see its making."""

    @wraps(view)
    @never_cache
    def wrapped(request, pk, **more):
        home = home_of(get_object_or_404(Document.objects.only("pk", "kind"), pk=pk))
        text = get_object_or_404(home.visible_to(request.user).defer("body", "plain_text"), document=pk)
        try:
            return view(request, text, home, **more)
        except PermissionDenied as denied:
            return JsonResponse({"code": "closed", "reason": str(denied)}, status=403)

    return wrapped


def _require_writer(request, text, home):
    if reason := home.why_not_writable(request.user, text):
        raise PermissionDenied(reason)


@for_scripts("GET")
@_of_a_text
def search(request, text, home):
    """Answer the indicators that go with the words in `q`, as `FigureBook.search` does."""
    _require_writer(request, text, home)
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH]
    return JsonResponse(book().search(asked, home.place(text)))


@for_scripts("GET")
@_of_a_text
def choices(request, text, home, code):
    """Answer the areas and years of which there are figures of one indicator, as `FigureBook.choices` does."""
    _require_writer(request, text, home)
    found = book().choices(code.replace("\x00", ""), home.place(text))
    if found is None:
        raise Http404
    return JsonResponse(found)


@for_scripts("POST")
@_of_a_text
def told(request, text, home):
    """Answer what the source says now of each of the `figures` that are posted, each once, as `FigureBook.tell` does.

    The browser says which, because what was just written is not in the kept text yet. 422 for what is no list of figures.
    """
    figures = _posted(request)
    if figures is None:
        return JsonResponse({"code": "malformed", "message": "De cijfers zijn niet goed aangekomen."}, status=422)
    return JsonResponse({"figures": tell(figures)})


def _posted(request) -> list[Cited] | None:
    """Answer the figures that were posted, as many as a text can have; None for what is no list of figures."""
    if request.content_type != "application/json":
        return None
    try:
        figures = [as_cited(each) for each in json.loads(request.body)["figures"][: LIMITS.figures]]
    except (ValueError, RecursionError, KeyError, TypeError, RequestDataTooBig):
        return None
    return None if None in figures else figures
