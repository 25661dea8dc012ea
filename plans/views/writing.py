from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from iza_portal.writing.margin.reading import open_talks
from iza_portal.writing.views.editor import show_editor
from plans.models import Regioplan
from plans.outline import Entry, outline
from plans.toetsing.beside import is_shown_beside


@login_required
@require_safe
def edit_section(request, pk, section_pk):
    """The page where a section is written; who sees how the plan is made sees it too, and reads why it cannot be written."""
    plan = get_object_or_404(Regioplan.objects.inside(request.user).select_related("region"), pk=pk)
    entries = outline(plan, with_bodies=False)
    entry = next((entry for entry in entries if entry.section.pk == section_pk), None)
    if entry is None:
        # It was taken out, perhaps while somebody had it open.
        section = get_object_or_404(plan.sections.defer("search", "body"), pk=section_pk)
        section.plan = plan
        entry = Entry(section, "", list(section.assignees.all()))
    return show_editor(
        request,
        entry.section,
        heading=entry.title,
        template="plans/write.html",
        context={
            "plan": plan,
            "entry": entry,
            "section": entry.section,
            "shows_check": is_shown_beside(request.user, plan),
            "entries": entries,
            "talks": open_talks(each.section.document_id for each in entries),
        },
    )
