from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from iza_portal.page.access import get_visible_or_404
from regions.models import Regiobeeld
from regions.regiobeelden.readiness import mark_ready


@login_required
@require_POST
def theme_ready(request, pk, theme_pk):
    regiobeeld = get_visible_or_404(Regiobeeld.objects, request.user, pk=pk)
    theme = get_object_or_404(regiobeeld.themes.defer("body"), pk=theme_pk)
    is_ready = request.POST.get("klaar") == "ja"
    try:
        mark_ready(theme, by=request.user, is_ready=is_ready)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(regiobeeld)
    messages.success(request, f"“{theme.title}” staat {'nu' if is_ready else 'niet meer'} op klaar.")
    return redirect(theme)
