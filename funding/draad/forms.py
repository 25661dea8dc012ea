"""The form by which a line of a budget is tied to an opgave."""

from uuid import UUID

from django import forms

from funding.models import Budgetregel


class TieForm(forms.Form):
    """Which opgave a line pays for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    opgave = forms.TypedChoiceField(
        label="Waarvoor dit geld is",
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text="Uit de plannen die de regio nu volgt.",
    )

    def __init__(self, *args, regel: Budgetregel, opgaven, **kwargs):
        initial = {"version": regel.version, "opgave": regel.opgave_key or ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["opgave"].choices = [("", "Geen opgave")] + [
            (str(opgave.key), f"{opgave.title} ({opgave.plan.title})") for opgave in opgaven
        ]
        now = regel.opgave_key
        if now and now not in {opgave.key for opgave in opgaven}:
            # Without it, who saves the form as it came would untie the line.
            self.fields["opgave"].choices += [(str(now), "De opgave van nu, uit een ander plan")]
