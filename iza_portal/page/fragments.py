"""Pages of which a piece is swapped in place, by htmx: the same addresses answer the piece to who asks for it so."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

GONE = "Dit is er niet meer: iemand anders haalde het intussen weg."
REFUSED = "U mag dit niet (meer)."


def asks_fragment(request) -> bool:
    """Is it a piece of the page that is asked, to put in its place?"""
    return request.headers.get("HX-Request") == "true"


def with_fragments(view: Callable) -> Callable:
    """Let this view answer pieces as well (`asks_fragment`): refusals then are a line of plain text, with their status."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not asks_fragment(request):
            response = view(request, *args, **kwargs)
        else:
            response = _answer(view, request, *args, **kwargs)
            add_never_cache_headers(response)
            # The address of the window stays that of the page around it.
            response["HX-Push-Url"] = "false"
        # Who goes back in the browser must not find a piece where a page was.
        patch_vary_headers(response, ["HX-Request"])
        return response

    return answer


def _answer(view, request, *args, **kwargs):
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return _line(GONE, 404)
    except PermissionDenied as refused:
        return _line(str(refused) or REFUSED, 403)


def _line(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
