"""The forms of measuring a goal, of the kwartaalbericht of an opgave, and of the report of a region."""

from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput
from plans.models import Koers
from plans.opgaven.forms import NumberField

_TEXT = 4000


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MetingForm(forms.Form):
    """What was measured of a goal on a day; `version` is 0 where it is a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    on = forms.DateField(label="Gemeten op", widget=DateInput, initial=timezone.localdate)
    value = NumberField(label="Waarde")
    source = forms.CharField(
        label="Bron", max_length=300, help_text="Waar het getal vandaan komt, zoals “GGD, monitor 2026”."
    )
    note = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=2000,
        widget=_text(3),
        help_text="Wat men moet weten om het getal te begrijpen.",
    )

    def __init__(self, *args, unit: str, **kwargs):
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["value"].label = f"Waarde in {unit}"


class BerichtForm(forms.Form):
    """The kwartaalbericht of an opgave; `version` is 0 where there is none yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    koers = forms.ChoiceField(label="Hoe staat het ervoor", widget=forms.RadioSelect, choices=Koers.choices)
    moved = forms.CharField(
        label="Wat kwam in beweging",
        max_length=_TEXT,
        widget=_text(4),
        help_text="Wat er dit kwartaal anders werd, in een paar zinnen.",
    )
    stuck = forms.CharField(
        label="Wat zit vast",
        required=False,
        max_length=_TEXT,
        widget=_text(3),
        help_text="Nodig als de opgave niet op koers is.",
    )
    needed = forms.CharField(
        label="Wat is er nodig", required=False, max_length=_TEXT, widget=_text(3), help_text="Van wie, en wanneer."
    )


class ReportForm(forms.Form):
    """Fixing a report: the message of the region, and of a next one what it sets right."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    summary = forms.CharField(
        label="Kernboodschap",
        required=False,
        max_length=_TEXT,
        widget=_text(6),
        help_text="Wat de regio dit kwartaal vooral wil zeggen. Staat bovenaan de rapportage.",
    )

    def __init__(self, *args, is_correction: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_correction:
            self.fields["correction"] = forms.CharField(
                label="Wat is rechtgezet",
                max_length=_TEXT,
                widget=_text(4),
                help_text="Wat er in de vorige rapportage niet klopte. Die blijft te lezen.",
            )
            self.order_fields(["after", "seen", "correction", "summary"])
