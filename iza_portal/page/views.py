"""Pages about the portal itself: its statement, its contact for weaknesses, its health, and its errors."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from iza_portal.page import health
from iza_portal.page.scripts import answers_in_json


@require_safe
def accessibility(request):
    return render(request, "page/accessibility.html", {"contact": settings.ACCESSIBILITY_CONTACT})


@require_safe
def security_txt(request):
    """Where a weakness can be reported (RFC 9116); the term is a year at most and renews itself."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0).isoformat()
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.PORTAL_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def healthz(request):
    """The process is alive; asks nothing of anything else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request):
    """The portal can work: database, broker, and a worker heard within 30 seconds. 503 when one of them fails."""
    checks = health.check()
    is_ready = all(checks.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "checks": checks}, status=200 if is_ready else 503
    )


def csrf_failure(request, reason=""):
    match = request.resolver_match
    if match and answers_in_json(match.func):
        return JsonResponse({"code": "csrf", "reason": "Dit venster is te oud. Laad de pagina opnieuw."}, status=403)
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def server_error(request):
    """Answer without the database and without the person: either may be what failed."""
    return render(None, "500.html", status=500)
