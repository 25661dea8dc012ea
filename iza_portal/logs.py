"""The request log: one line a request, without addresses of people, names or query strings."""

import time

import structlog

log = structlog.get_logger("iza_portal.request")


class RequestLogMiddleware:
    """Logs method, route, status and duration; the route is the pattern, so no id of an object is in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request_handled",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            milliseconds=round((time.perf_counter() - start) * 1000, 1),
        )
        return response
