from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from iza_portal.page.access import posted
from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.kaders import kader_on
from plans.transformatie.starten.forms import StartForm
from plans.transformatie.starten.starting import (
    NOT_STARTED,
    opgaven_to_start_from,
    parties_of,
    start,
    template_parts,
)
from plans.transformatie.workflow import Stap
from regions.models import Region
from regions.roles import roles_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_transformatieplan(request):
    """Begin a plan; `opgave` in the address is the key of the opgave that it comes from, `regio` the name of a region."""
    user = request.user
    if not rules.may_start(user):
        raise PermissionDenied(NOT_STARTED)
    opgave = _opgave(request)
    form = StartForm(posted(request), initial=_initial(request, opgave))
    if form.is_valid():
        try:
            plan = start(by=user, opgave=opgave, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, "Het transformatieplan is begonnen. De onderdelen van de snelle toets staan klaar."
            )
            return redirect(plan)
    context = {
        "form": form,
        "opgave": opgave,
        "parties": _coming_along(user, opgave),
        "begun": Transformatieplan.objects.visible_to(user).filter(opgave=opgave) if opgave else [],
        "parts": [part for part in template_parts() if part["step"] == Stap.SNELLE_TOETS],
        "kader": kader_on(timezone.localdate()),
        "here": request.get_full_path(),
        "back": opgave.plan.get_absolute_url() if opgave else reverse("my-work"),
    }
    return render(request, "plans/transformatie/starten/start.html", context, status=422 if form.is_bound else 200)


def _opgave(request):
    said = request.GET.get("opgave", "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise Http404
    return get_object_or_404(opgaven_to_start_from(request.user), pk=int(said))


def _initial(request, opgave) -> dict:
    """Answer what the form begins with: of the opgave, of the region that was asked, of one's only region."""
    if opgave is not None:
        return {"title": opgave.title, "scale": opgave.scale, "regions": [opgave.plan.region_id]}
    user, slug = request.user, request.GET.get("regio", "")
    own = {role.region_id for role in roles_of(user) if role.organisation_id == user.hat.pk}
    asked = list(Region.objects.filter(slug=slug).values_list("pk", flat=True)) if "\x00" not in slug else []
    return {"regions": asked or (own if len(own) == 1 else [])}


def _coming_along(user, opgave) -> list[tuple[str, str]]:
    """Answer the parties of the opgave that come along, each with what it becomes; one's own is the lead anyway."""
    if opgave is None:
        return []
    return [(str(each), part.label) for each, part in parties_of(opgave).items() if each != user.hat]
