from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from iza_portal.page.access import get_visible_or_404
from regions.models import Regiobeeld
from regions.regiobeelden import involvement, reading, rules
from regions.regiobeelden.forms import InvolvedForm, NotInvolvedForm


def _regiobeeld(request, pk) -> Regiobeeld:
    return get_visible_or_404(Regiobeeld.objects.select_related("region"), request.user, pk=pk)


def _page(request, regiobeeld, *, involved=None, not_involved=None):
    context = {
        "regiobeeld": regiobeeld,
        "groups": reading.involvement_of(regiobeeld) or involvement.groups_of(regiobeeld),
        "may_arrange": rules.may_arrange(request.user, regiobeeld),
        "involved": involved or InvolvedForm(regiobeeld=regiobeeld, auto_id="id_wel_%s"),
        "not_involved": not_involved or NotInvolvedForm(auto_id="id_niet_%s"),
    }
    return render(request, "regiobeelden/involvement.html", context, status=422 if involved or not_involved else 200)


@require_safe
def involved_parties(request, pk):
    """Who took part in making the regiobeeld, and which groups did not."""
    return _page(request, _regiobeeld(request, pk))


def _arranged(request, pk) -> Regiobeeld:
    regiobeeld = _regiobeeld(request, pk)
    if not rules.may_arrange(request.user, regiobeeld):
        raise PermissionDenied
    return regiobeeld


@login_required
@require_POST
def add_involved(request, pk):
    regiobeeld = _arranged(request, pk)
    form = InvolvedForm(request.POST, regiobeeld=regiobeeld, auto_id="id_wel_%s")
    if form.is_valid():
        try:
            row = involvement.say_involved(regiobeeld, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{row.name or row.organisation} staat nu bij {row.get_group_display()}.")
            return redirect("regiobeeld-involvement", pk=pk)
    return _page(request, regiobeeld, involved=form)


@login_required
@require_POST
def add_not_involved(request, pk):
    regiobeeld = _arranged(request, pk)
    form = NotInvolvedForm(request.POST, auto_id="id_niet_%s")
    if form.is_valid():
        try:
            row = involvement.say_not_involved(regiobeeld, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Bij {row.get_group_display()} staat nu dat niemand meedeed.")
            return redirect("regiobeeld-involvement", pk=pk)
    return _page(request, regiobeeld, not_involved=form)


@login_required
@require_POST
def remove_involved(request, pk, row_pk):
    regiobeeld = _arranged(request, pk)
    row = get_object_or_404(regiobeeld.involvements.select_related("organisation"), pk=row_pk)
    involvement.take_back(row, by=request.user)
    messages.success(request, f"Weggehaald bij {row.get_group_display()}.")
    return redirect("regiobeeld-involvement", pk=pk)
