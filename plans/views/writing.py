from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from iza_portal.page.access import get_visible_or_404
from iza_portal.page.templatetags.page import clock, moment
from iza_portal.texts.check import TextRefused, parse
from plans.models import Regioplan
from plans.outline import outline
from plans.writing import OutdatedVersion, save_text, why_not_writable


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request, pk, section_pk):
    """The page where a section is written (GET), and the saves that it sends as its writer goes on (POST)."""
    if request.method == "POST":
        return _save(request, pk, section_pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    plan = get_visible_or_404(Regioplan.objects.select_related("region"), request.user, pk=pk)
    entries = outline(plan, with_bodies=False)
    entry = next((entry for entry in entries if entry.section.pk == section_pk), None)
    if entry is None:
        raise Http404
    context = {"plan": plan, "entry": entry, "section": entry.section}
    if reason := why_not_writable(request.user, entry.section):
        return render(request, "plans/write_refused.html", context | {"reason": reason}, status=403)
    context |= {
        "entries": [(each, not why_not_writable(request.user, each.section)) for each in entries],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "plans/write.html", context)


def _save(request, pk, section_pk):
    """Answer a save in JSON: what is kept, or why it is not, in words that the writer sees.

    200 {version, saved_at}; 401 signed out; 403 {reason} no right or no concept; 409 {version, saved_at, body, by, at}
    somebody else saved meanwhile; 413 and 422 {message, path} too large, or no text of ours.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"reason": "U bent uitgelogd."}, status=401)
    plan = get_visible_or_404(Regioplan.objects, request.user, pk=pk)
    section = get_object_or_404(plan.sections.defer("body", "search"), pk=section_pk)
    try:
        version, body = _posted(request)
        section = save_text(section, by=request.user, body=body, version=version)
    except RequestDataTooBig:
        return JsonResponse({"message": "De tekst is te groot om te bewaren. Deel hem op.", "path": []}, status=413)
    except TextRefused as refused:
        return JsonResponse({"message": refused.message, "path": refused.path}, status=422)
    except PermissionDenied as denied:
        return JsonResponse({"reason": str(denied)}, status=403)
    except OutdatedVersion as outdated:
        return JsonResponse(_theirs(outdated.current, request.user), status=409)
    return JsonResponse(_saved(section))


def _posted(request) -> tuple[int, object]:
    posted = parse(request.body)
    version = posted.get("version") if isinstance(posted, dict) else None
    if type(version) is not int:
        raise TextRefused("De tekst is niet goed aangekomen.")
    return version, posted.get("body")


def _saved(section) -> dict:
    # A text that came with the plan was never edited; it is as well kept as any.
    return {"version": section.version, "saved_at": clock(section.edited_at or timezone.now())}


def _theirs(section, user) -> dict:
    by = "u, in een ander venster" if section.edited_by == user else str(section.edited_by or "het portaal")
    return _saved(section) | {"body": section.body, "by": by, "at": moment(section.edited_at)}
