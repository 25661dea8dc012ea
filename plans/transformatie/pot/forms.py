from decimal import Decimal

from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput
from plans.models.transformatie import Potsoort, Thema
from plans.opgaven.forms import NumberField

#: What can be noted: the kind of the change, whether it goes off, and what people choose.
CHANGES = {
    "erbij": (Potsoort.BESCHIKBAAR, False, "er komt geld bij"),
    "eraf": (Potsoort.ANDERS_BESTEED, True, "er gaat geld naar iets anders"),
    "reserveren": (Potsoort.RESERVERING, False, "reserveren voor een thema"),
    "loslaten": (Potsoort.RESERVERING, True, "een reservering loslaten"),
}


class PotChangeForm(forms.Form):
    """What is asked to note a change of the pot; amounts are typed without a sign."""

    change = forms.ChoiceField(
        label="Wat gebeurt er",
        choices=[(code, label) for code, (*_, label) in CHANGES.items()],
        widget=forms.RadioSelect,
    )
    amount = NumberField(label="Bedrag in euro’s", digits=14, decimals=2)
    theme = forms.ModelChoiceField(
        Thema.objects.all(), label="Thema", required=False, empty_label="Geen", help_text="Alleen bij een reservering."
    )
    what = forms.CharField(label="Waarvoor", max_length=200, help_text="Iedereen leest dit.")
    source = forms.CharField(label="Bron", max_length=200, help_text="De brief of het besluit, met de datum.")
    on = forms.DateField(label="Op", widget=DateInput, initial=timezone.localdate)

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError("Vul een bedrag in dat hoger is dan nul.")
        return amount

    def change_of(self) -> dict:
        """Answer what was filled in, as `changing.record_change` takes it."""
        kind, goes_off, _ = CHANGES[self.cleaned_data["change"]]
        amount = self.cleaned_data["amount"]
        said = {name: self.cleaned_data[name] for name in ("theme", "what", "source", "on")}
        return {**said, "kind": kind, "amount": -amount if goes_off else amount}
