from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from iza_portal.accounts.models import Organisation
from iza_portal.page.access import get_visible_or_404, posted
from iza_portal.page.forms import DateInput
from regions import mandates, rules
from regions.models import Region
from regions.participation import organisations_of


class MandateForm(forms.Form):
    holder = forms.ModelChoiceField(
        Organisation.objects.none(), label="Wie mag het vastleggen", empty_label="Kies een organisatie"
    )
    ground = forms.CharField(
        label="Op grond van",
        max_length=200,
        help_text="Het besluit waarmee uw organisatie dit mandaat gaf, met de datum.",
    )
    started_on = forms.DateField(label="Vanaf", widget=DateInput, initial=timezone.localdate)

    def __init__(self, *args, region, giver, **kwargs):
        super().__init__(*args, **kwargs)
        others = organisations_of(region.pk).order_by().exclude(pk=giver.pk)
        self.fields["holder"].queryset = Organisation.objects.filter(pk__in=others.values("pk"))


def _region(request, slug) -> Region:
    region = get_visible_or_404(Region.objects, request.user, slug=slug)
    if not rules.may_read_history(request.user, region):
        raise PermissionDenied
    return region


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_list(request, slug):
    """Who may note decisions for whom in the region, with a form for a bestuurder to give such a mandate."""
    region = _region(request, slug)
    may_give = mandates.may_give(request.user, region)
    form = MandateForm(posted(request), region=region, giver=request.user.hat) if may_give else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid():
        try:
            given = mandates.give_mandate(region, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{given.holder} mag nu vastleggen wat {given.giver} besluit.")
            return redirect("region-mandates", slug=region.slug)
    rows = list(region.mandaten.select_related("giver", "holder"))
    context = {
        "region": region,
        "current": [row for row in rows if row.ended_on is None],
        "ended": [row for row in rows if row.ended_on],
        "own": request.user.hat if may_give else None,
        "form": form,
    }
    return render(request, "regions/mandates.html", context, status=422 if form is not None and form.is_bound else 200)


@login_required
@require_POST
def end_mandate(request, slug, pk):
    region = _region(request, slug)
    mandate = mandates.end_mandate(get_object_or_404(region.mandaten, pk=pk), by=request.user)
    messages.success(request, f"{mandate.holder} legt niet meer vast wat {mandate.giver} besluit.")
    return redirect("region-mandates", slug=region.slug)
