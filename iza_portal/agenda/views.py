"""The feed that a person's own calendar reads, and the page on which they make and revoke its address."""

from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.agenda import feeds, reading
from iza_portal.agenda.models import FeedScope
from iza_portal.page.access import posted

#: Calendars come a few times a day. Those counts are kept where those of signing in are.
LIMITS = {"read": "30/10m/key", "missed": "30/10m/ip"}
WAIT_SECONDS = 600
SHOWN_ONCE = "agenda_key"


class FeedForm(forms.Form):
    scope = forms.ChoiceField(
        label="Wat komt er in uw agenda", choices=FeedScope.choices, widget=forms.RadioSelect, initial=FeedScope.ASKED
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed_page(request):
    """Whether the person's own calendar reads along, and since when; makes an address, which is shown once."""
    feed = feeds.feed_of(request.user)
    form = FeedForm(posted(request), initial={"scope": feed.scope} if feed else None)
    if form.is_valid():
        request.session[SHOWN_ONCE] = feeds.make_feed(by=request.user, **form.cleaned_data)
        messages.success(request, "Uw adres is gemaakt.")
        return redirect("agenda-feed")
    key = request.session.pop(SHOWN_ONCE, None) if request.method == "GET" else None
    address = settings.PORTAL_URL + reverse("agenda-calendar", args=[key]) if key and feed else ""
    context = {
        "feed": feed,
        "form": form,
        "address": address,
        # A calendar program that knows this scheme subscribes to it, where https would give it a file once.
        "subscribe": address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1),
    }
    return render(request, "agenda/feed.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def choose(request):
    """Let the feed hold more or less, at the address that the calendar has."""
    form = FeedForm(request.POST)
    if form.is_valid() and feeds.choose_scope(by=request.user, **form.cleaned_data):
        messages.success(request, "Uw keuze is opgeslagen. Uw agenda neemt haar over als zij weer komt kijken.")
    return redirect("agenda-feed")


@login_required
@require_POST
def revoke(request):
    if feeds.revoke_feed(by=request.user):
        messages.success(request, "Het adres werkt niet meer.")
    return redirect("agenda-feed")


def _is_within(request, limit: str, key: str) -> bool:
    return bool(ratelimit.consume(request, app="agenda", action=limit, config=LIMITS, key=key, limit_get=True))


def _said(words: str, status: int) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def calendar(request, key):
    """The feed at its secret address; one that was revoked says so (410), and what never was is not there (404)."""
    feed = reading.find(key)
    if not _is_within(request, "read" if feed else "missed", str(feed.pk) if feed else ""):
        answer = _said("Dit adres is te vaak gelezen. Probeer het over tien minuten opnieuw.", 429)
        answer["Retry-After"] = str(WAIT_SECONDS)
        return answer
    if feed is None:
        raise Http404
    if feed.revoked_at:
        return _said("Dit adres is ingetrokken. Maak in het portaal een nieuw adres.", 410)
    written = reading.read(feed)
    answer = HttpResponse(written.content, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = written.tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="iza-portaal.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=written.tag, response=answer)
