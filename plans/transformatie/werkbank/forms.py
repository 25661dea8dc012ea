from django import forms

from plans.models.transformatie import Weergave


class WeergaveForm(forms.Form):
    name = forms.CharField(
        label="Naam van de weergave",
        max_length=Weergave._meta.get_field("name").max_length,
        help_text="Zoals “Te laat, ouderenzorg”.",
    )
