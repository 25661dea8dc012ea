"""The forms of the execution: evidence, decisions, payments, and changes of a milestone."""

from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput
from plans.models.transformatie import Mijlpaaluitkomst
from plans.opgaven.forms import NumberField

_TEXT = 4000


def _text(label: str, help_text: str = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget, max_length=_TEXT)


class EvidenceForm(forms.Form):
    """What shows that a milestone was reached."""

    text = _text("Waaruit blijkt dat de mijlpaal is behaald", "Kort. De coördinerend verzekeraar beslist hierop.")
    paper = forms.FileField(
        label="Bewijs als PDF",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Ten hoogste 15 MB, zonder wachtwoord. Zet er geen gegevens van patiënten in.",
    )


class DecisionForm(forms.Form):
    """Whether a milestone was reached."""

    outcome = forms.ChoiceField(
        label="Is de mijlpaal behaald", widget=forms.RadioSelect, choices=Mijlpaaluitkomst.choices
    )
    reason = _text("Reden", "Nodig als de mijlpaal niet is behaald. De partij leest dit.", required=False)


class PaymentForm(forms.Form):
    """A payment, or setting one right by an amount below zero."""

    on = forms.DateField(label="Betaald op", widget=DateInput, initial=timezone.localdate)
    amount = NumberField(
        label="Bedrag in euro’s",
        digits=14,
        decimals=2,
        help_text="Zet een fout recht met een bedrag onder nul, zoals -1.500,00.",
    )
    reference = forms.CharField(
        label="Kenmerk van de betaling", required=False, max_length=80, help_text="Zoals het in uw administratie staat."
    )


class ChangeForm(forms.Form):
    """How a milestone should read from now on, and why."""

    title = forms.CharField(label="Mijlpaal", max_length=300)
    due_on = forms.DateField(label="Te halen op", widget=DateInput)
    evidence = _text("Waaruit blijkt dat de mijlpaal is behaald", rows=3, required=False)
    reason = _text("Waarom", "De coördinerend verzekeraar beslist hierop.")


class ChangeDecisionForm(forms.Form):
    """Whether a milestone changes."""

    is_granted = forms.TypedChoiceField(
        label="Mag de mijlpaal wijzigen",
        widget=forms.RadioSelect,
        choices=[("ja", "ja, de mijlpaal luidt voortaan zo"), ("nee", "nee, de mijlpaal blijft zoals hij is")],
        coerce=lambda said: said == "ja",
    )
    decision = _text("Reden", "Nodig als de mijlpaal niet wijzigt. De partij leest dit.", required=False)


class StopForm(forms.Form):
    """Why the execution stops."""

    reason = _text("Waarom", "De partijen en de verzekeraars lezen dit in het verloop van het plan.")
