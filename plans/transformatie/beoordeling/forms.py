"""The forms of judging: a criterion, the advice, a note, and who has a submission in hand."""

from django import forms

from iza_portal.accounts.models import User
from iza_portal.page.forms import VersionedForm
from plans.models.transformatie import Kadercriterium, Uitkomst
from plans.transformatie import rules
from plans.transformatie.beoordeling import assigning, judging, noting, signing
from plans.transformatie.beoordeling.advice import advice_on
from plans.transformatie.beoordeling.people import people_left


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OordeelForm(VersionedForm):
    """What is found of one criterion; `version` is 0 where nothing is found yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    outcome = forms.ChoiceField(label="Oordeel", choices=Uitkomst.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Waarom",
        widget=_text(5),
        max_length=judging.REASON_AT_MOST,
        required=False,
        help_text="Bij “voldoet” mag dit leeg blijven.",
    )
    place = forms.ChoiceField(label="Plaats in het plan", required=False)

    def __init__(self, *args, criterion: Kadercriterium, places: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        near = [(code, places[code]) for code in criterion.parts if code in places]
        far = [(code, title) for code, title in places.items() if code not in criterion.parts]
        self.fields["place"].choices = [
            ("", "Niet aangewezen"),
            *([("Bij dit criterium", near)] if near else []),
            ("Elders in het plan", far),
        ]


class AdviesForm(VersionedForm):
    """What is advised on the whole; both can wait until the judgment is laid before a second person."""

    advice = forms.ChoiceField(label="Advies", required=False)
    motivation = forms.CharField(
        label="Motivering",
        widget=_text(8),
        max_length=signing.MOTIVATION_AT_MOST,
        required=False,
        help_text="De andere marktleider leest dit zodra beide beoordelingen zijn ingediend.",
    )

    def __init__(self, *args, indiening, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["advice"].choices = [
            ("", "Nog niet gekozen"),
            *((each.value, each.label) for each in advice_on(indiening)),
        ]


class SendBackForm(VersionedForm):
    reason = forms.CharField(
        label="Waarom",
        widget=_text(4),
        max_length=2000,
        help_text="Alleen uw eigen organisatie leest dit.",
    )


class NotitieForm(forms.Form):
    text = forms.CharField(label="Notitie", widget=_text(4), max_length=noting.AT_MOST)
    criterion = forms.ModelChoiceField(
        Kadercriterium.objects.none(), label="Gaat over", required=False, empty_label="De hele indiening"
    )
    is_shared = forms.BooleanField(label="Collega’s die meebeoordelen lezen mee", required=False)

    def __init__(self, *args, criteria: list[Kadercriterium], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = Kadercriterium.objects.filter(pk__in=[each.pk for each in criteria])


class RecusalForm(forms.Form):
    reason = forms.CharField(
        label="Waarom",
        widget=_text(4),
        max_length=assigning.REASON_AT_MOST,
        help_text="Bijvoorbeeld: u werkte tot voor kort bij een van de partijen. Alleen uw eigen organisatie leest dit.",
    )


class ToewijzingForm(forms.Form):
    """To whom a submission is assigned, in the place of `instead_of`: who had it when the form was made."""

    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)
    person = forms.ModelChoiceField(User.objects.none(), label="Beoordelaar", empty_label="Kies een collega")

    def __init__(self, *args, indiening, organisation_id: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_left(indiening, organisation_id, rules.JUDGING_FUNCTIONS)
