"""The form of the message on a quarter."""

from django import forms

from plans.koers import Koers
from plans.opgaven.forms import NumberField

_TEXT = 4000


def _text(label: str, help_text: str, *, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget, max_length=_TEXT)


class MonitorForm(forms.Form):
    """The message on a quarter; `version` is 0 where there is none yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    koers = forms.ChoiceField(label="Hoe staat het ervoor", widget=forms.RadioSelect, choices=Koers.choices)
    moved = _text("Wat kwam in beweging", "Nodig om in te dienen. In een paar zinnen.", rows=4)
    stuck = _text("Wat zit vast", "Nodig als het plan niet op koers is.", rows=3)
    needed = _text("Wat is er nodig", "Van wie, en wanneer.", rows=3)
    spent = NumberField(
        label="Besteed door de partijen, tot nu toe, in euro’s",
        required=False,
        digits=14,
        decimals=2,
        help_text="Alles bij elkaar sinds het begin. Wat is betaald, telt het portaal zelf.",
    )
