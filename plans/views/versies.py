"""The versions of a plan: which there are, what differs, and beginning the next one."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.page.forms import DateInput
from plans.models import Aard, Regioplan
from plans.publicatie.differences import differences, text_differences
from plans.publicatie.next_version import may_continue, start_next
from plans.vaststelling.standing import standings_of
from plans.views.finding import plan_inside


class NextForm(forms.Form):
    """What a next version begins with."""

    aard = forms.ChoiceField(
        label="Wat wordt het",
        widget=forms.RadioSelect,
        choices=[
            (Aard.AANVULLING, "Een aanvulling: het plan blijft, er komt iets bij of er verandert iets"),
            (Aard.HERIJKING, "Een herijking: het plan wordt opnieuw tegen het licht gehouden"),
        ],
        error_messages={"required": "Kies een van de twee."},
    )
    edition = forms.IntegerField(
        label="Editie", min_value=2023, max_value=2100, help_text="Het jaar van de nieuwe versie."
    )
    title = forms.CharField(label="Titel", max_length=200)
    due_on = forms.DateField(
        label="Af op", required=False, widget=DateInput, help_text="De datum waarop de tekst klaar is."
    )


@login_required
@require_safe
def show_versions(request, pk):
    """All versions of the region's plan of this kind, and what differs from the one that this one builds on."""
    plan = plan_inside(request.user, pk)
    family = Regioplan.objects.filter(region=plan.region, kind=plan.kind).order_by("-edition", "-version")
    others = list(family.inside(request.user).select_related("region"))
    standings = standings_of(others)
    asked = request.GET.get("deel", "")
    only = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    context = {
        "plan": plan,
        "versions": [(other, standings[other.pk]) for other in others],
        "differences": differences(plan.based_on, plan) if plan.based_on_id else [],
        "texts": text_differences(plan.based_on, plan, only=only) if plan.based_on_id else [],
        "is_one": only is not None,
        "may_continue": may_continue(request.user, plan),
        "current_page": "plan-versions",
    }
    return render(request, "plans/publicatie/versions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin_next(request, pk):
    plan = plan_inside(request.user, pk)
    if not may_continue(request.user, plan):
        raise PermissionDenied
    edition = max(plan.edition, timezone.localdate().year)
    initial = {"edition": edition, "title": f"{plan.title}, aanvulling {edition}"[:200], "aard": Aard.AANVULLING}
    form = NextForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            following = start_next(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = f"De nieuwe versie is begonnen, met alle onderdelen en {plan.nouns} van het plan."
            messages.success(request, said)
            return redirect(following)
    context = {"plan": plan, "form": form}
    return render(request, "plans/publicatie/next.html", context, status=422 if form.is_bound else 200)
