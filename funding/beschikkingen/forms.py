"""The form by which a decision on a grant is noted."""

from django import forms
from django.utils import timezone

from funding.models import Beschikkingsoort, Budget
from iza_portal.page.forms import DateInput
from plans.opgaven.forms import NumberField


class BeschikkingForm(forms.Form):
    """What stands in the decision."""

    kind = forms.ChoiceField(label="Soort beschikking", choices=Beschikkingsoort.choices, widget=forms.RadioSelect)
    year = forms.TypedChoiceField(label="Voor het jaar", coerce=int)
    total = NumberField(
        label="Bedrag voor dat jaar",
        digits=14,
        decimals=2,
        help_text="In euro’s, zoals het na deze beschikking is. Bij een wijziging dus het nieuwe bedrag, niet het verschil.",
    )
    number = forms.CharField(label="Kenmerk", max_length=80, help_text="Zoals het op de beschikking staat.")
    on = forms.DateField(label="Datum van de beschikking", widget=DateInput, initial=timezone.localdate)
    note = forms.CharField(
        label="Toelichting", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    paper = forms.FileField(
        label="De beschikking als PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Ten hoogste 15 MB, zonder wachtwoord.",
    )

    def __init__(self, *args, budget: Budget, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in budget.regeling.years]

    def decision(self) -> dict:
        """Answer what was filled in as the arguments of `register`: the amount in eurocents."""
        given = dict(self.cleaned_data)
        return {"upload": given.pop("paper"), "total": int(given.pop("total") * 100), **given}
