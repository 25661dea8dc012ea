"""The floor of a page: a bare Django view with a session and a table of 50 rows, as large as the page it stands beside.

Its rows have what any list has: words, a number and a date in Dutch notation, written by Django's own filters.
"""

from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import override_settings
from django.urls import path

from regions.models import Municipality

ROWS = 50
BARE = [
    "iza_portal.bench.floor.own_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TABLE = (
    "<!doctype html><title>Floor</title><p>{{ user }}</p><table>"
    "{% for row in rows %}<tr><td>{{ row.cbs_code }}</td><td>{{ row.name }}</td><td>{{ row.province }}</td>"
    "<td>{{ row.population|floatformat:'0g' }}</td><td>{{ row.peildatum|date:'j F Y' }}</td><td>{{ filling }}</td></tr>"
    "{% endfor %}</table>"
)


def _view(request):
    rows = Municipality.objects.order_by("cbs_code")[:ROWS]
    filling = "x" * int(request.GET["filling"])
    template = _view.template
    return HttpResponse(template.render({"rows": rows, "user": request.user.email, "filling": filling}))


urlpatterns = [path("floor/", _view)]


def own_addresses(get_response):
    """A middleware that looks addresses up here, not among the portal's."""

    def handle(request):
        request.urlconf = __name__
        return get_response(request)

    return handle


class Floor:
    """Asks for the bare page as `user`, as large as `size` bytes."""

    def __init__(self, user):
        _view.template = engines["django"].from_string(TABLE)
        self.client = Client()
        self.client.handler = ClientHandler(enforce_csrf_checks=False)
        with override_settings(MIDDLEWARE=BARE):
            self.client.handler.load_middleware()
        self.client.force_login(user)

    def call(self, size: int):
        """Answer the call that is measured, for a page of `size` bytes."""
        empty = len(self._get(0).content)
        filling = max(0, (size - empty) // ROWS)
        return lambda: self._get(filling)

    def _get(self, filling: int):
        return self.client.get("/floor/", {"filling": filling}, secure=True)
