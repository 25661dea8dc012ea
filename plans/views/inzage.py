from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.page.forms import ReasonForm
from iza_portal.page.templatetags.page import clock
from plans import rules
from plans.inzage import read_with_reason
from plans.models import Regioplan


@login_required
@require_safe
def closed_plans(request):
    """For an administrator of the portal: which plans there are that are not published; their titles are not shown."""
    if not request.user.is_portal_admin:
        raise PermissionDenied
    closed = Regioplan.objects.select_related("region").exclude(pk__in=Regioplan.objects.visible_to(request.user))
    page = Paginator(closed, 50).get_page(request.GET.get("pagina"))
    return render(request, "plans/closed.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_inzage(request, pk):
    if not request.user.is_portal_admin:
        raise Http404
    plan = get_object_or_404(Regioplan.objects.select_related("region"), pk=pk)
    if not rules.may_ask_inzage(request.user, plan):
        return redirect(plan)
    form = ReasonForm(posted(request))
    if form.is_valid():
        inzage = read_with_reason(plan, by=request.user, **form.cleaned_data)
        messages.success(request, f"U kunt dit plan lezen tot {clock(inzage.expires_at)}.")
        return redirect(plan)
    return render(request, "plans/inzage.html", {"plan": plan, "form": form}, status=422 if form.is_bound else 200)
