"""What is filled in at a margin."""

from django import forms

from iza_portal.accounts.models import User
from iza_portal.writing.margin.ranges import LONGEST, RangesRefused, read_ranges


class Area(forms.Textarea):
    def __init__(self, rows=3):
        super().__init__(attrs={"rows": rows})


class CommentForm(forms.Form):
    """Something said, and who is called by name; `people` are those who can be."""

    words = forms.CharField(label="Uw opmerking", max_length=5000, widget=Area)
    mentions = forms.ModelMultipleChoiceField(
        label="Wie wilt u noemen?",
        queryset=User.objects.none(),
        required=False,
        help_text="Zij krijgen hiervan bericht. Kies meer mensen met Ctrl.",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentions"].queryset = people.order_by("name", "pk")


class AnswerForm(CommentForm):
    words = forms.CharField(label="Uw antwoord", max_length=5000, widget=Area)


class SelectionField(forms.CharField):
    """The ranges that the browser selected, as JSON; nothing where the talk is about the whole text."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return read_ranges(super().to_python(value))
        except RangesRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def validate(self, value):
        """Leave an empty list be."""

    def run_validators(self, value):
        """Leave what is read already be."""


class StartForm(CommentForm):
    ranges = SelectionField(required=False)


class WordingField(forms.CharField):
    """What should stand in a text. Left empty it says something too, so it is no field that one may skip."""

    def validate(self, value):
        """Take an empty wording for one."""


class ProposalForm(StartForm):
    """A change of the selected words, and why, if anything is to be said of that."""

    use_required_attribute = False

    proposal = WordingField(
        label="Uw voorstel",
        strip=False,
        max_length=2 * LONGEST,
        widget=Area(5),
        help_text="Wijzig de woorden. Maak het veld leeg als het stuk weg kan.",
    )
    words = forms.CharField(label="Toelichting", required=False, max_length=5000, widget=Area(2))
    field_order = ["proposal", "words"]


class AcceptForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RefuseForm(forms.Form):
    reason = forms.CharField(label="Waarom wijst u dit af?", max_length=2000, widget=Area)
