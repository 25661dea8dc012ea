from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from iza_portal.page.access import get_visible_or_404
from plans.models import Regioplan
from plans.readiness import mark_ready


@login_required
@require_POST
def section_ready(request, pk, section_pk):
    plan = get_visible_or_404(Regioplan.objects, request.user, pk=pk)
    section = get_object_or_404(plan.sections.present(), pk=section_pk)
    is_ready = request.POST.get("klaar") == "ja"
    mark_ready(section, by=request.user, is_ready=is_ready)
    messages.success(request, f"“{section.title}” staat {'nu' if is_ready else 'niet meer'} op klaar.")
    return redirect(plan)
