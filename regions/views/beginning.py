"""Beginning a regiobeeld, and moving it from state to state."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from iza_portal.moves.views import ask_to_move
from iza_portal.page.access import get_visible_or_404, posted
from regions.models import BeeldStatus, Regiobeeld, Region
from regions.regiobeelden import adoption, rules
from regions.regiobeelden.forms import BeginForm
from regions.regiobeelden.starting import start_herijking, start_regiobeeld, template_themes
from regions.regiobeelden.workflow import MOVES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_beeld(request, slug):
    region = get_object_or_404(Region, slug=slug)
    if not rules.may_start(request.user, region):
        raise PermissionDenied
    form = BeginForm(posted(request), region=region)
    if form.is_valid():
        try:
            regiobeeld = start_regiobeeld(region, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het regiobeeld is begonnen. De thema’s en hun cijfers staan klaar.")
            return redirect(regiobeeld)
    context = {"region": region, "form": form, "themes": template_themes()}
    return render(request, "regiobeelden/start.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_beeld(request, pk, source, target):
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    if (regiobeeld.status, source, target) == (
        BeeldStatus.GEPUBLICEERD,
        BeeldStatus.GEPUBLICEERD,
        BeeldStatus.HERIJKING,
    ):
        return redirect("regiobeeld-renew", pk=pk)
    return ask_to_move(
        request,
        regiobeeld,
        source,
        target,
        moves=MOVES,
        may_move=rules.may_move,
        move=adoption.move,
        template="regiobeelden/move.html",
        context={"regiobeeld": regiobeeld},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew_beeld(request, pk):
    """Ask which edition the herijking makes, and begin it."""
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)
    move = MOVES.find(BeeldStatus.GEPUBLICEERD, BeeldStatus.HERIJKING)
    if not rules.may_move(request.user, regiobeeld, move):
        raise PermissionDenied
    if regiobeeld.status != BeeldStatus.GEPUBLICEERD:
        messages.warning(request, f"De status is “{regiobeeld.get_status_display()}”.")
        return redirect(regiobeeld)
    form = BeginForm(posted(request), region=regiobeeld.region, edition=regiobeeld.edition + 5)
    if form.is_valid():
        try:
            following = start_herijking(regiobeeld, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"De herijking is begonnen, met wat er in de editie van {regiobeeld.edition} staat."
            )
            return redirect(following)
    context = {"regiobeeld": regiobeeld, "move": move, "form": form}
    return render(request, "regiobeelden/renew.html", context, status=422 if form.is_bound else 200)
