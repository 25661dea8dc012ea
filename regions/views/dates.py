"""The dates that a region sets for itself: seen by its people, set by the regiocoördinator."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from iza_portal.agenda.dates import Wanted
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import get_visible_or_404, posted, reposted
from iza_portal.page.forms import DateInput, TimeInput, VersionedForm
from regions.agenda import editing, showing
from regions.agenda.regional import region_dates
from regions.agreements import Domein
from regions.models import Doelpubliek, Regiodatum, Region

_YEARS = "Kies een dag tussen 1 januari 2022 en 31 december 2100."


class RegiodatumForm(VersionedForm):
    """What is said of a date of the region."""

    what = forms.CharField(label="Wat", max_length=200)
    on = forms.DateField(label="Datum", widget=DateInput)
    is_provisional = forms.BooleanField(label="De datum is voorlopig", required=False)
    starts_at = forms.TimeField(label="Van", widget=TimeInput, required=False, help_text="Leeg: de hele dag.")
    ends_at = forms.TimeField(label="Tot", widget=TimeInput, required=False)
    place = forms.CharField(label="Waar", max_length=200, required=False)
    note = forms.CharField(
        label="Toelichting", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.MultipleChoiceField(
        label="Voor wie",
        choices=[choice for choice in Doelpubliek.choices if choice[0] not in {"regio", "landelijk"}],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Niets aangekruist: voor iedereen in de regio. Iedereen in de regio ziet de datum.",
    )
    domeinen = forms.MultipleChoiceField(
        label="Onderdelen", choices=Domein.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not showing.FIRST <= day <= showing.LAST:
            raise ValidationError(_YEARS)
        return day


def _region(request, slug) -> Region:
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    if not editing.may_read(request.user, region):
        raise Http404
    return region


def _said(form) -> dict:
    return {name: form.cleaned_data[name] for name in editing.FIELDS}


def _place(region, datum=None) -> str:
    return reverse("region-dates", args=[region.slug]) + (f"#datum-{datum.pk}" if datum else "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def date_list(request, slug):
    """The dates of the region, what is to come first, with a form for the regiocoördinator to set one."""
    region = _region(request, slug)
    may_set = editing.may_set(request.user, region)
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    form = RegiodatumForm(posted(request), initial={"version": 1}) if may_set else None
    if form is not None and form.is_valid():
        try:
            datum = editing.add_date(region, by=request.user, **_said(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{datum.what}” staat in de agenda van de regio.")
            return redirect(_place(region, datum))
    today = timezone.localdate()
    entries = sorted(
        region_dates(Wanted(request.user, showing.FIRST, showing.LAST, region.pk)), key=lambda entry: entry.on
    )
    rows = [(int(entry.thing.partition(":")[2]), entry) for entry in entries]
    context = {
        "region": region,
        "coming": [row for row in rows if row[1].on >= today],
        "past": [row for row in reversed(rows) if row[1].on < today],
        "may_set": may_set,
        "form": form,
        "today": today,
    }
    return render(request, "agenda/dates.html", context, status=422 if form is not None and form.is_bound else 200)


def _arranged(request, slug) -> Region:
    region = _region(request, slug)
    if not editing.may_set(request.user, region):
        raise PermissionDenied
    return region


def _datum(region, pk) -> Regiodatum:
    datum = get_object_or_404(region.dates, pk=pk)
    datum.region = region
    return datum


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_date(request, slug, pk):
    """Change a date; one that somebody else changed meanwhile is shown beside what was typed, and nothing is lost."""
    region = _arranged(request, slug)
    if request.method == "POST" and not region.dates.filter(pk=pk).exists():
        return _removed_meanwhile(request, region)
    datum = _datum(region, pk)
    initial = {name: getattr(datum, name) for name in ("version", *editing.FIELDS)}
    form = RegiodatumForm(posted(request), initial=initial)
    theirs = None
    if form.is_valid():
        try:
            changed = editing.change_date(datum, by=request.user, version=form.cleaned_data["version"], **_said(form))
        except OutdatedVersion as outdated:
            theirs = [(label.capitalize(), value) for label, value in editing.facts_of(outdated.current).items()]
            # Whoever saves again has seen what stands now.
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{changed.what}” is aangepast.")
            return redirect(_place(datum.region, changed))
    context = {"region": datum.region, "datum": datum, "form": form, "theirs": theirs}
    return render(request, "agenda/date.html", context, status=422 if form.is_bound else 200)


def _removed_meanwhile(request, region):
    """Show the words that were typed for a date that a colleague took away, to set it anew."""
    form = RegiodatumForm(request.POST)
    form.add_error(None, "Deze datum is intussen weggehaald. Sla op om haar opnieuw in de agenda te zetten.")
    context = {"region": region, "form": form, "action": _place(region)}
    return render(request, "agenda/date.html", context, status=422)


@login_required
@require_POST
def remove_date(request, slug, pk):
    datum = _datum(_arranged(request, slug), pk)
    editing.remove_date(datum, by=request.user)
    messages.success(request, f"“{datum.what}” is uit de agenda gehaald.")
    return redirect(_place(datum.region))
