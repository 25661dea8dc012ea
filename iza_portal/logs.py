"""The logs: one line a request, and nothing in any line that is somebody's: no name, no address, no text, no secret."""

import logging
import time
import traceback

import structlog
from django.db import OperationalError

log = structlog.get_logger("iza_portal.request")


class RequestLogMiddleware:
    """Logs method, route, status and duration; the route is the pattern, so no id of an object is in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        log.info(
            "request_handled",
            method=request.method,
            route=_route(request),
            status=response.status_code,
            milliseconds=round((time.perf_counter() - start) * 1000, 1),
        )
        return response


def _route(request) -> str:
    match = getattr(request, "resolver_match", None)
    return match.route if match else ""


class InOurWords(logging.Filter):
    """Says what Django and Celery tell of a request or a task that went wrong in words that hold nothing of it.

    Django tells the path, which in an invitation or a link for a password is a secret; Celery tells what the failure said.
    """

    def filter(self, record):
        if request := getattr(record, "request", None):
            record.msg, record.args = "%s %s", (getattr(record, "status_code", ""), _route(request))
        elif "exc" in (data := getattr(record, "data", None) or {}):
            record.msg, record.args = "task %s: %s", (data["name"], data.get("description", "is tried again"))
        return True


def trace_without_words(exc_info) -> str:
    """Answer where it went wrong and with which exceptions, the cause first, without what they say.

    A database tells which row it refuses and Python which text is no number; only of a database that is away, or two
    that wait for each other, the words are kept.
    """
    told, error = [], exc_info[1]
    while error is not None:
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        words = f": {error}" if isinstance(error, OperationalError) else ""
        told.append("".join(traceback.format_tb(error.__traceback__)) + name + words)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(reversed(told))
