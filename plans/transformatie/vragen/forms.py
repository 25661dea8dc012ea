from django import forms

from iza_portal.page.forms import DateInput, VersionedForm

#: So long can a question or an answer be, in characters.
MOST_CHARACTERS = 4000


def _words() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 5})


class AskForm(forms.Form):
    """A question to the applicants; `places` are those of the submission, by key."""

    place = forms.ChoiceField(label="Waarover gaat uw vraag", required=False)
    text = forms.CharField(
        label="Uw vraag",
        widget=_words(),
        max_length=MOST_CHARACTERS,
        help_text="De indieners lezen uw vraag met de naam van uw organisatie erbij.",
        error_messages={"required": "Schrijf op wat u vraagt."},
    )
    answer_due_on = forms.DateField(
        label="Antwoord graag uiterlijk",
        required=False,
        widget=DateInput,
        help_text="De indieners krijgen hier een herinnering van. De termijn voor het besluit loopt door.",
    )

    def __init__(self, *args, places: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Het plan als geheel"), *places.items()]


class AnswerForm(VersionedForm):
    answer = forms.CharField(
        label="Uw antwoord",
        widget=_words(),
        max_length=MOST_CHARACTERS,
        help_text="De verzekeraar die dit vraagt, leest uw antwoord meteen.",
        error_messages={"required": "Schrijf uw antwoord op."},
    )
