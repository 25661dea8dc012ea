"""The agenda: the dates of the agreements for everybody, with the dates of the own regions for who takes part in one."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iza_portal.agenda.dates import Wanted, dates_of, kinds
from iza_portal.page.access import get_visible_or_404
from iza_portal.quarters import in_words, next_quarter, quarter_of
from regions.agenda import showing
from regions.agenda.editing import may_read
from regions.agreements import Domein
from regions.models import Region
from regions.roles import roles_of

QUARTERS_BACK, QUARTERS_AHEAD = 8, 12
IN_A_PANEL = 6


class AgendaForm(forms.Form):
    """What of the agenda is shown."""

    periode = forms.ChoiceField(label="Wanneer", required=False)
    voor = forms.ChoiceField(
        label="Voor wie", required=False, choices=[("", "Iedereen"), ("mij", "U en uw organisaties")]
    )
    onderdeel = forms.ChoiceField(label="Onderdeel", required=False, choices=[("", "Alle onderdelen"), *Domein.choices])
    soort = forms.ChoiceField(label="Soort", required=False)
    regio = forms.ChoiceField(label="Regio", required=False)
    per = forms.ChoiceField(
        label="Bij elkaar per", required=False, choices=[("", "Kwartaal"), ("onderdeel", "Onderdeel")]
    )

    def __init__(self, *args, user, regions, **kwargs):
        super().__init__(*args, **kwargs)
        now = quarter_of(timezone.localdate())
        quarters = [next_quarter(now, steps) for steps in range(-QUARTERS_BACK, QUARTERS_AHEAD + 1)]
        self.fields["periode"].choices = [
            ("", "Vanaf vandaag"),
            ("voorbij", "Voorbij"),
            ("alles", "Alles"),
            *((quarter.isoformat(), in_words(quarter).capitalize()) for quarter in quarters),
        ]
        self.fields["soort"].choices = [("", "Alle soorten"), *kinds().items()]
        self.fields["regio"].choices = [("", "Alle regio’s"), *((region.slug, region.name) for region in regions)]
        if not regions:
            # Who has no region sees the national dates and no others.
            del self.fields["soort"], self.fields["regio"]
        if not user.is_authenticated:
            del self.fields["voor"]


@require_safe
def agenda(request):
    """The dates that this person may see, narrowed to what they ask for; a wrong wish narrows nothing, and is told."""
    regions = list(Region.objects.filter(pk__in={role.region_id for role in roles_of(request.user)}))
    form = AgendaForm(request.GET or {}, user=request.user, regions=regions)
    form.is_valid()
    wish = form.cleaned_data.get
    today = timezone.localdate()
    period = wish("periode") or "komend"
    region = next((region for region in regions if region.slug == wish("regio")), None)
    region_id = region.pk if region else None
    looks_ahead = period == "komend"
    # What is late lies behind, and stands before all that comes.
    first, last = showing.span("alles" if looks_ahead else period, today)
    fitting = [
        entry
        for entry in dates_of(Wanted(request.user, first, last, region_id))
        if (not wish("voor") or entry.is_asked)
        and (not wish("onderdeel") or wish("onderdeel") in entry.subjects)
        and wish("soort") in {None, "", entry.kind}
    ]
    late = showing.late_in(fitting, today) if looks_ahead else []
    shown = [entry for entry in fitting if entry.on >= today] if looks_ahead else fitting
    if period == "voorbij":
        shown.reverse()
    context = {
        "form": form,
        # Tells what the form offers this person from what it offers another.
        "offered": [*form.fields, *(region.pk for region in regions)],
        "is_filtered": any(request.GET.values()),
        "late": late,
        "groups": showing.by_domein(shown) if wish("per") == "onderdeel" else showing.by_quarter(shown),
        "count": len(shown),
        "chosen": _chosen(form),
        "today": today,
    }
    return render(request, "agenda/agenda.html", context)


@login_required
@require_safe
def soon(request):
    """The first of the coming dates that are asked of the person: what the panel on «Mijn werk» fetches after the page."""
    entries, has_more = showing.soon(request.user, only_asked=True, most=IN_A_PANEL)
    return render(request, "agenda/_soon.html", {"entries": entries, "has_more": has_more})


@login_required
@require_safe
def region_soon(request, slug):
    """The first of the coming dates of a region, for its people: what its page fetches afterwards."""
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    if not may_read(request.user, region):
        raise Http404
    entries, _ = showing.soon(request.user, region_id=region.pk, most=IN_A_PANEL)
    return render(request, "agenda/_list.html", {"entries": entries})


def _chosen(form) -> list[str]:
    """Answer what was chosen, as words: on paper the form itself is not there."""
    return [
        str(dict(form.fields[name].choices)[value])
        for name, value in form.cleaned_data.items()
        if value and name != "per"
    ]
