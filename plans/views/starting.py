from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from iza_portal.page.access import posted
from plans import rules
from plans.forms import StartForm
from plans.starting import start_regioplan, template_sections
from regions.models import Region


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_plan(request, slug):
    region = get_object_or_404(Region, slug=slug)
    if not rules.may_start(request.user, region):
        raise PermissionDenied
    form = StartForm(posted(request), region=region)
    if form.is_valid():
        try:
            plan = start_regioplan(region, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het regioplan is begonnen. De onderdelen staan klaar.")
            return redirect(plan)
    context = {"region": region, "form": form, "sections": template_sections()}
    return render(request, "plans/start.html", context, status=422 if form.is_bound else 200)
