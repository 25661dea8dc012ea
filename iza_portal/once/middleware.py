from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.encoding import escape_uri_path

from iza_portal.once.models import HandledForm


class OnceMiddleware:
    """A form that is posted more than once acts once; the later posts get the answer of the first.

    A form carries a key (`{% form_key %}`). The first post inserts it and runs in the same transaction; the database
    makes the others wait for that insert, after which they find the key and are sent where the first was sent. A form
    that is refused (no redirect), or that only led to the sign-in page, gives its key free, so that it can be mended
    and sent again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        key = self._key(request)
        if key is None:
            return None
        user = request.user if request.user.is_authenticated else None
        path = escape_uri_path(request.path)
        with transaction.atomic():
            handled, is_first = HandledForm.objects.get_or_create(key=key, defaults={"user": user, "path": path})
            if not is_first:
                is_same_form = (handled.user, handled.path) == (user, path)
                return HttpResponseRedirect(handled.location if is_same_form else path)
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response = response.render()
            if 300 <= response.status_code < 400 and not _leads_to_sign_in(response):
                handled.location = response["Location"]
                handled.save(update_fields=["location"])
            else:
                handled.delete()
        return response

    @staticmethod
    def _key(request):
        if request.method != "POST":
            return None
        try:
            return UUID(request.POST.get("form_key", ""))
        except ValueError:
            return None


def _leads_to_sign_in(response) -> bool:
    return response["Location"].partition("?")[0] == resolve_url(settings.LOGIN_URL)
