"""The forms of the vaststelling: what was decided, who decides, and by when."""

from django import forms
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.page.forms import DateInput, VersionedForm
from plans.models import BesluitStatus, Orgaan
from regions.participation import organisations_of

_DECIDED = (BesluitStatus.VASTGESTELD, BesluitStatus.MET_OPMERKING, BesluitStatus.NIET_VASTGESTELD)
_REMARK = {
    BesluitStatus.MET_OPMERKING: (
        "Opmerking",
        "Wat het college of bestuur bij het besluit opmerkte. Iedereen leest dit.",
    ),
    BesluitStatus.NIET_VASTGESTELD: ("Waarom niet", "De reden van het college of bestuur. De regio leest dit."),
    BesluitStatus.IN_VOORBEREIDING: ("Waarom", "Waarom het vastgelegde niet klopt of niet meer geldt."),
}


class BesluitForm(VersionedForm):
    """What is asked of a step of a decision: the day, the number, words, and the decision as a PDF."""

    def __init__(self, *args, target: BesluitStatus, **kwargs):
        super().__init__(*args, **kwargs)
        if target == BesluitStatus.GEAGENDEERD:
            self.fields["on"] = forms.DateField(label="Op de agenda van", widget=DateInput)
        if target in _DECIDED:
            self.fields["on"] = forms.DateField(
                label="Besloten op",
                widget=DateInput,
                initial=timezone.localdate,
                help_text="De dag van de vergadering waarin het besluit viel.",
            )
            self.fields["number"] = forms.CharField(
                label="Besluitnummer", max_length=60, required=False, help_text="Zoals het in de besluitenlijst staat."
            )
        if target in _REMARK:
            label, help_text = _REMARK[target]
            widget = forms.Textarea(attrs={"rows": 4})
            self.fields["remark"] = forms.CharField(label=label, widget=widget, max_length=4000, help_text=help_text)
        if target in _DECIDED:
            self.fields["paper"] = forms.FileField(
                label="Het besluit als PDF",
                required=False,
                widget=forms.FileInput(attrs={"accept": "application/pdf"}),
                help_text="Ten hoogste 15 MB, zonder wachtwoord.",
            )


class AddBesluitForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Organisatie", empty_label="Kies een organisatie"
    )
    orgaan = forms.ChoiceField(label="Wie besluit", choices=[("", "Kies een orgaan"), *Orgaan.choices])
    is_required = forms.BooleanField(
        label="Zonder dit besluit is het plan niet vastgesteld", required=False, initial=True
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, prefix="erbij", **kwargs)
        parties = organisations_of(plan.region_id).order_by()
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=parties.values("pk"))


class TermForm(forms.Form):
    due_on = forms.DateField(
        label="Besluiten uiterlijk op",
        widget=DateInput,
        help_text="Wie nog niet besloot, krijgt hier een herinnering van.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="termijn", **kwargs)
