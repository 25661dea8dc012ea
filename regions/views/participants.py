from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from iza_portal.page.access import get_visible_or_404, posted
from regions import participation, rules
from regions.forms import GiveRoleForm
from regions.models import Participation, Region, RegionRole


def _region(request, slug) -> Region:
    """Answer the region whose participants this person arranges; 403 for who may not."""
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    if not rules.may_arrange_participants(request.user, region):
        raise PermissionDenied
    return region


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def participants(request, slug):
    """Who takes part in the region, with a form to give a role."""
    region = _region(request, slug)
    form = GiveRoleForm(posted(request), roles=rules.givable_roles(request.user, region))
    if form.is_valid():
        try:
            given = participation.give_role(region, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{given.organisation} is nu {given.get_role_display()} in deze regio.")
            return redirect("region-participants", slug=region.slug)
    rows = (
        Participation.objects.filter(region=region)
        .select_related("organisation")
        .order_by("organisation", "started_on")
    )
    current = []
    for role in RegionRole:
        parts = [row for row in rows if row.role == role and row.ended_on is None]
        for part in parts:
            part.region = region
            part.may_end = rules.may_end(request.user, part)
        current.append((role.label, parts))
    context = {
        "region": region,
        "form": form,
        "current": current,
        "ended": sorted((row for row in rows if row.ended_on), key=lambda row: row.ended_on, reverse=True),
    }
    return render(request, "regions/participants.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request, slug, pk):
    """Ask whether the role is to end, saying what that means, and end it."""
    region = _region(request, slug)
    part = get_object_or_404(
        Participation.objects.select_related("organisation", "region"), region=region, ended_on=None, pk=pk
    )
    if not rules.may_end(request.user, part):
        raise PermissionDenied
    if request.method == "POST":
        try:
            participation.end_role(part, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"{part.organisation} is geen {part.get_role_display()} meer in deze regio.")
        return redirect("region-participants", slug=region.slug)
    return render(request, "regions/end_role.html", {"region": region, "participation": part})
