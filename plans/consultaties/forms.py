"""The forms of a consultation: asking, changing the term, reacting, answering, and the account."""

from django import forms

from iza_portal.accounts.models import Organisation
from iza_portal.page.forms import DateInput, VersionedForm
from regions.models import Handling, Stance
from regions.participation import organisations_of


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TermFields(forms.Form):
    """By when parties react, and when they can expect an answer."""

    due_on = forms.DateField(
        label="Reageren tot en met", widget=DateInput, help_text="Na deze dag kan er niet meer worden gereageerd."
    )
    answer_due_on = forms.DateField(
        label="Antwoord uiterlijk",
        required=False,
        widget=DateInput,
        help_text="De partijen lezen wanneer zij antwoord krijgen. U krijgt hier een herinnering van.",
    )


class OpenForm(TermFields):
    question = forms.CharField(
        label="Wat vraagt u de partijen",
        widget=_text(4),
        max_length=2000,
    )
    parties = forms.ModelMultipleChoiceField(
        label="Wie vraagt u",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="De organisaties die in deze regio meedoen.",
    )
    field_order = ["question", "due_on", "answer_due_on", "parties"]

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = organisations_of(plan.region_id)
        self.fields[
            "question"
        ].help_text = f"Zij reageren daarna op het plan als geheel, per onderdeel of per {plan.noun}."


class ChangeForm(VersionedForm, TermFields):
    parties = forms.ModelMultipleChoiceField(
        label="Wie vraagt u erbij",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie al gevraagd is, blijft gevraagd en staat hier niet bij.",
    )

    def __init__(self, *args, consultatie, **kwargs):
        initial = {name: getattr(consultatie, name) for name in ("version", "due_on", "answer_due_on")}
        super().__init__(*args, initial=initial, **kwargs)
        asked = consultatie.asked.values("organisation")
        others = organisations_of(consultatie.plan.region_id).exclude(pk__in=asked)
        self.fields["parties"].queryset = others
        if not others.exists():
            del self.fields["parties"]


class ReactForm(forms.Form):
    """What a party says of one place of the reading version."""

    stance = forms.ChoiceField(
        label="Uw reactie",
        widget=forms.RadioSelect,
        choices=[
            (Stance.EENS, "Wij zijn het hiermee eens"),
            (Stance.ONEENS, "Wij zijn het hier niet mee eens"),
            (Stance.AANVULLING, "Wij willen iets aanvullen of anders zien"),
        ],
        error_messages={"required": "Kies een van de drie."},
    )
    text = forms.CharField(
        label="Toelichting",
        widget=_text(5),
        max_length=4000,
        required=False,
        help_text="Nodig als u het niet eens bent of iets aanvult. Zeg zo precies mogelijk wat u anders wilt, en waarom.",
    )


class ChangeReactionForm(VersionedForm, ReactForm):
    """The same of a reaction that was given."""


class AnswerForm(VersionedForm):
    """What the region did with one reaction; only an agreement takes no words."""

    handling = forms.ChoiceField(
        label="Wat doet de regio ermee",
        widget=forms.RadioSelect,
        choices=Handling.choices,
        error_messages={"required": "Kies wat de regio ermee doet."},
    )
    answer = forms.CharField(
        label="Antwoord",
        widget=_text(5),
        max_length=4000,
        help_text="Wat er verandert, of waarom niet. De partij leest dit.",
        error_messages={"required": "Schrijf op wat de regio ermee doet en waarom."},
    )

    def __init__(self, *args, stance: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = stance != Stance.EENS


class AccountForm(forms.Form):
    account = forms.CharField(
        label="Wat leverde deze consultatie op",
        widget=_text(6),
        max_length=5000,
        help_text="De partijen lezen dit, met alle reacties en antwoorden. Daarna verandert er niets meer.",
    )
