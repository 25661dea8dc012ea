"""What a script in the browser asks, it is answered in JSON, whatever goes wrong: no page, and nowhere else to go."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, JsonResponse

SIGNED_OUT = "U bent uitgelogd."
NOT_THERE = "Dit is er niet, of niet voor u."


def for_scripts(*methods: str) -> Callable:
    """Let this view answer a script of somebody who is signed in, by these methods.

    Otherwise it is answered for the view, as {"reason"}: 401 signed out, 404 not there, 405 another method. Middleware
    does so too (`answers_in_json`), with 401 for who has still to set up a second factor and 403 {"code": "csrf"}.
    """
    # Whatever may be asked may be asked for its headers alone.
    allowed = [*methods, *(["HEAD"] if "GET" in methods else [])]

    def declare(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            if request.method not in allowed:
                headers = {"Allow": ", ".join(allowed)}
                return JsonResponse({"reason": "Dit kan hier niet."}, status=405, headers=headers)
            if not request.user.is_authenticated:
                return JsonResponse({"reason": SIGNED_OUT}, status=401)
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return JsonResponse({"reason": NOT_THERE}, status=404)

        answer.answers_in_json = True
        return answer

    return declare


def answers_in_json(view) -> bool:
    """Is what this view answers read by a script?"""
    return getattr(view, "answers_in_json", False)
