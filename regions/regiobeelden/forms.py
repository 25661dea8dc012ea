"""The forms around a regiobeeld: of its cycles, of who took part, and of the answers to the criteria."""

from django import forms

from iza_portal.accounts.models import Organisation
from iza_portal.page.forms import DateInput
from regions.models import Handling, InvolvedGroup, Stance
from regions.participation import organisations_of


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenCycleForm(forms.Form):
    question = forms.CharField(
        label="Wat vraagt u de partijen", widget=_text(4), max_length=2000, help_text="Zij reageren daarna per thema."
    )
    due_on = forms.DateField(label="Reageren tot en met", widget=DateInput)
    parties = forms.ModelMultipleChoiceField(
        label="Wie vraagt u",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="De organisaties die in deze regio meedoen.",
    )

    def __init__(self, *args, regiobeeld, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = organisations_of(regiobeeld.region_id)


class CloseCycleForm(forms.Form):
    account = forms.CharField(
        label="Wat leverde deze cyclus op",
        widget=_text(6),
        max_length=5000,
        help_text="Alle partijen lezen dit. Wat er in het beeld veranderde, zet het portaal er zelf bij.",
    )


class ReactForm(forms.Form):
    """What a party says of one theme; the theme is in its button."""

    stance = forms.ChoiceField(
        label="Uw reactie",
        widget=forms.RadioSelect,
        choices=[
            (Stance.EENS, "Wij herkennen dit en zijn het ermee eens"),
            (Stance.ONEENS, "Wij zijn het hier niet mee eens"),
            (Stance.AANVULLING, "Wij willen iets aanvullen"),
        ],
        error_messages={"required": "Kies een van de drie."},
    )
    text = forms.CharField(
        label="Toelichting",
        widget=_text(3),
        max_length=4000,
        required=False,
        help_text="Nodig als u het niet eens bent of iets aanvult.",
    )


class HandleForm(forms.Form):
    """What was done with one reaction. `seen` is when the reaction was given that the editor read."""

    seen = forms.DateTimeField(
        widget=forms.HiddenInput,
        error_messages={"required": "Lees de reactie opnieuw.", "invalid": "Lees de reactie opnieuw."},
    )
    handling = forms.ChoiceField(
        label="Wat deed u ermee",
        widget=forms.RadioSelect,
        choices=Handling.choices,
        error_messages={"required": "Kies wat u ermee deed."},
    )
    answer = forms.CharField(
        label="Antwoord",
        widget=_text(3),
        max_length=4000,
        required=False,
        help_text="Wat u veranderde, of waarom niet. Alleen bij “eens” mag dit leeg blijven.",
    )


class InvolvedForm(forms.Form):
    group = forms.ChoiceField(label="Groep", choices=[("", "Kies een groep"), *InvolvedGroup.choices])
    organisation = forms.ModelChoiceField(
        label="Organisatie uit de regio",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Een andere partij",
    )
    name = forms.CharField(
        label="Andere partij",
        max_length=200,
        required=False,
        help_text="Bijvoorbeeld een cliëntenraad of een wijkpanel. Noem geen inwoners bij naam.",
    )
    how = forms.CharField(label="Hoe deed deze partij mee", widget=_text(3), max_length=2000)

    def __init__(self, *args, regiobeeld, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(regiobeeld.region_id)


class NotInvolvedForm(forms.Form):
    group = forms.ChoiceField(label="Groep", choices=[("", "Kies een groep"), *InvolvedGroup.choices])
    why = forms.CharField(label="Waarom niet", widget=_text(3), max_length=2000)


class AnswerForm(forms.Form):
    is_met = forms.TypedChoiceField(
        label="Voldoet het beeld volgens u aan dit criterium",
        widget=forms.RadioSelect,
        choices=[("ja", "Ja"), ("nee", "Nee")],
        coerce=lambda value: value == "ja",
        error_messages={"required": "Kies ja of nee."},
    )
    reason = forms.CharField(label="Waarom", widget=_text(3), max_length=2000)
