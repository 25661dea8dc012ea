"""The forms with which a municipality gives a mandate and ends it."""

from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput


class GiveForm(forms.Form):
    from_on = forms.DateField(
        label="Vanaf",
        widget=DateInput,
        initial=timezone.localdate,
        help_text="De eerste dag waarop de kassier namens de gemeente geld mag uitgeven.",
    )
    paper = forms.FileField(
        label="Het besluit als PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Ten hoogste 15 MB, zonder wachtwoord.",
    )


class EndForm(forms.Form):
    until_on = forms.DateField(
        label="Laatste dag",
        widget=DateInput,
        initial=timezone.localdate,
        help_text="Wat tot en met deze dag is uitgegeven, blijft staan.",
    )
