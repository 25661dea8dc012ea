from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput
from plans.transformatie.workflow import Stap

#: What the desk can do, with whether it is open and whether the clock stands still.
STATES = {
    "open": (True, False, "open"),
    "dicht": (False, False, "dicht, en termijnen lopen door"),
    "stil": (False, True, "dicht, en termijnen staan stil"),
}


class DeskForm(forms.Form):
    """What is asked to open or close the desk of a step."""

    step = forms.ChoiceField(label="Stap", choices=[("", "Kies een stap"), *Stap.choices])
    state = forms.ChoiceField(
        label="Het loket is dan",
        choices=[(code, label) for code, (*_, label) in STATES.items()],
        widget=forms.RadioSelect,
        help_text="Staan termijnen stil, dan krijgt alles wat al is ingediend die dagen er later bij.",
    )
    from_on = forms.DateField(
        label="Vanaf", widget=DateInput, initial=timezone.localdate, help_text="Vandaag of een latere dag."
    )
    reason = forms.CharField(
        label="Waarom",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="Iedereen leest dit. Noem het besluit waar dit op rust.",
    )
    exception = forms.CharField(
        label="Uitzondering", max_length=300, required=False, help_text="Wie toch nog kan indienen, en tot wanneer."
    )
