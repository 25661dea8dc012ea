from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from iza_portal.page.access import get_visible_or_404
from iza_portal.writing.views.editor import answer_save, show_editor
from plans.models import Regioplan
from plans.outline import outline
from plans.writing import save_text, why_not_writable


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request, pk, section_pk):
    """The page where a section is written (GET), and the saves that it sends as its writer goes on (POST)."""
    if request.method == "POST":
        return answer_save(request, find=lambda: _section(request, pk, section_pk), save=save_text)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    plan = get_visible_or_404(Regioplan.objects.select_related("region"), request.user, pk=pk)
    entries = outline(plan, with_bodies=False)
    entry = next((entry for entry in entries if entry.section.pk == section_pk), None)
    if entry is None:
        raise Http404
    return show_editor(
        request,
        entry.section,
        heading=entry.title,
        obstacle=why_not_writable(request.user, entry.section),
        templates="plans",
        context={
            "plan": plan,
            "entry": entry,
            "section": entry.section,
            "entries": [(each, not why_not_writable(request.user, each.section)) for each in entries],
        },
    )


def _section(request, pk, section_pk):
    plan = get_visible_or_404(Regioplan.objects, request.user, pk=pk)
    return get_object_or_404(plan.sections.defer("body", "search"), pk=section_pk)
