"""How far the work of a plan is: the milestones, and noting what became of one."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.forms import DateInput
from iza_portal.page.uploads import takes_file, too_large
from iza_portal.quarters import in_words, next_quarter, quarter_of
from plans.models import Mijlpaal, MijlpaalStand, Stand
from plans.papers import MOST_BYTES
from plans.views.finding import plan_inside
from plans.views.opening import opened
from plans.voortgang import following
from plans.voortgang.followed import why_not_followed

QUARTERS_AHEAD = 16


class StandForm(forms.Form):
    """What became of a milestone."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    status = forms.ChoiceField(label="Hoe staat het ervoor", widget=forms.RadioSelect, choices=MijlpaalStand.choices)
    done_on = forms.DateField(
        label="Gereed op",
        required=False,
        widget=DateInput,
        help_text="Alleen als de mijlpaal gereed is. Leeg is vandaag.",
    )
    expected = forms.TypedChoiceField(
        label="Nu verwacht in",
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
        help_text="Alleen als het later wordt dan was afgesproken.",
    )
    note = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Waaruit blijkt het, wat houdt het op, of waarom vervalt het?",
    )
    evidence_url = forms.URLField(label="Bewijs op het web", required=False, max_length=300, assume_scheme="https")
    paper = forms.FileField(
        label="Bewijs als PDF",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Ten hoogste 15 MB, zonder wachtwoord.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = quarter_of(timezone.localdate())
        quarters = [next_quarter(now, steps) for steps in range(QUARTERS_AHEAD)]
        self.fields["expected"].choices = [("", "Zoals afgesproken")] + [(q.isoformat(), in_words(q)) for q in quarters]


@login_required
@require_safe
def show_progress(request, pk):
    """How far each opgave is, with its milestones and who may note them; many opgaven are opened one by one."""
    plan = plan_inside(request.user, pk)
    opgaven = list(plan.opgaven.present())
    counts = following.counts_of_each([opgave.pk for opgave in opgaven])
    told = [(opgave, counts[opgave.pk]) for opgave in opgaven if counts[opgave.pk].has_any]
    keys = opened(request, [opgave.pk for opgave, _ in told])
    reason = why_not_followed(plan)
    rows = _rows(request.user, plan, keys, is_followed=not reason)
    context = {
        "plan": plan,
        "why_not": reason,
        "counts": sum(counts.values(), start=following.Counts()),
        "told": [(opgave, own, rows.get(opgave.pk)) for opgave, own in told],
        "is_folded": len(keys) < len(told),
        "current_page": "plan-progress",
    }
    return render(request, "plans/voortgang/progress.html", context)


@dataclass(frozen=True)
class Row:
    """A milestone on the page, with what is noted of it, where it stands, and where this person notes that, or nothing."""

    mijlpaal: Mijlpaal
    stand: Stand | None
    progress: following.Voortgang
    note_url: str


def _rows(user, plan, opgaven: list[int], *, is_followed: bool) -> dict[int, list[Row]]:
    """Answer the milestones of each of these opgaven, in the order of their quarters; one query."""
    if not opgaven:
        return {}
    everything, own = following.noted_by(user, plan) if is_followed else (False, None)
    today, rows = timezone.localdate(), {opgave: [] for opgave in opgaven}
    page = reverse("plan-progress", args=[plan.pk])
    mijlpalen = Mijlpaal.objects.filter(actie__opgave__in=opgaven).order_by("quarter", "pk")
    for mijlpaal in mijlpalen.select_related("actie", "organisation", "stand"):
        may_note = everything or (own is not None and following.answers_for(mijlpaal) == own)
        row = Row(
            mijlpaal,
            getattr(mijlpaal, "stand", None),
            following.progress_of(mijlpaal, today),
            f"{page}{mijlpaal.pk}/" if may_note else "",
        )
        rows[mijlpaal.actie.opgave_id].append(row)
    return rows


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def note_milestone(request, pk, mijlpaal_pk):
    """Note what became of a milestone; where somebody else noted something meanwhile, both are shown."""
    plan = plan_inside(request.user, pk)
    rows = Mijlpaal.objects.select_related("actie__opgave", "stand", "organisation")
    mijlpaal = get_object_or_404(rows, pk=mijlpaal_pk, actie__opgave__plan=plan, actie__opgave__position__isnull=False)
    if not following.may_note(request.user, plan, mijlpaal):
        raise PermissionDenied
    back = f"{reverse('plan-progress', args=[pk])}?opgave={mijlpaal.actie.opgave_id}#mijlpaal-{mijlpaal.pk}"
    stand = getattr(mijlpaal, "stand", None)
    names = ("version", "status", "done_on", "expected", "note", "evidence_url")
    initial = {name: getattr(stand, name) for name in names} if stand else {"version": 0, "status": MijlpaalStand.OPEN}
    form = StandForm(posted(request), request.FILES if request.method == "POST" else None, initial=initial)
    theirs = None
    if too_large(request):
        form.is_valid()
        form.add_error("paper", "Dit bestand is te groot. Stuur een PDF van ten hoogste 15 MB.")
    elif form.is_valid():
        said = form.cleaned_data | {"upload": form.cleaned_data["paper"]}
        del said["paper"]
        try:
            following.note(mijlpaal, by=request.user, **said)
        except OutdatedVersion as outdated:
            theirs = list(following.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De voortgang is vastgelegd.")
            return redirect(back)
    context = {
        "plan": plan,
        "back": back,
        "mijlpaal": mijlpaal,
        "stand": stand,
        "form": form,
        "theirs": theirs,
        "why_not": why_not_followed(plan),
    }
    return render(request, "plans/voortgang/note.html", context, status=422 if form.is_bound else 200)
