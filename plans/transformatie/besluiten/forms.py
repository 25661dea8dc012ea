"""The forms of a decision: the proposal, with what both find per criterion; confirming or sending it; and why it is off."""

from django import forms

from iza_portal.page.forms import VersionedForm
from plans.models.transformatie import Advies, Besluitstap, Uitkomst
from plans.transformatie.besluiten.deciding import MOTIVATION_AT_MOST
from plans.transformatie.besluiten.joint import REASON_AT_MOST, outcome_field, reason_field
from plans.transformatie.besluiten.weighing import Weighed


class ProposalForm(forms.Form):
    """The proposal of a decision. Where the two judgments agree it is filled in; where they differ it has to be chosen.

    `step` is the decision that the person saw: what was meant for one is no proposal for the next.
    """

    step = forms.ChoiceField(choices=Besluitstap.choices, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="Het besluit")
    motivation = forms.CharField(
        label="Waarom u dit samen besluit",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MOTIVATION_AT_MOST,
        help_text="De indieners lezen dit in de brief. Een lege regel begint een nieuwe alinea.",
    )

    def __init__(self, *args, outcomes: list[Advies], weighed: list[Weighed], **kwargs):
        super().__init__(*args, **kwargs)
        self.weighed = weighed
        self.fields["outcome"].choices = [("", "Kies het besluit"), *((each.value, each.label) for each in outcomes)]
        choices = [("", "Kies wat u samen vindt"), *Uitkomst.choices]
        for each in weighed:
            code = each.criterion.code
            self.fields[outcome_field(code)] = forms.ChoiceField(
                label=f"Oordeel over {code}", choices=choices, initial=each.outcome
            )
            self.fields[reason_field(code)] = forms.CharField(
                label=f"Waarom, bij {code}",
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=REASON_AT_MOST,
                required=False,
                initial=each.reason,
            )

    @property
    def differing(self) -> list[tuple]:
        """The criteria on which the judgments differ, each with its two fields."""
        return [self._row(each) for each in self.weighed if not each.is_agreed]

    @property
    def agreed(self) -> list[tuple]:
        """The criteria that are filled in already, each with its two fields."""
        return [self._row(each) for each in self.weighed if each.is_agreed]

    def _row(self, each: Weighed) -> tuple:
        code = each.criterion.code
        return each, self[outcome_field(code)], self[reason_field(code)]

    @property
    def said(self) -> dict:
        """What was filled in, as `deciding.propose` takes it."""
        data = self.cleaned_data
        return {
            "step": data["step"],
            "outcome": data["outcome"],
            "motivation": data["motivation"],
            "criteria": [
                {
                    "code": each.criterion.code,
                    "outcome": data[outcome_field(each.criterion.code)],
                    "reason": data[reason_field(each.criterion.code)],
                }
                for each in self.weighed
            ],
        }


class ActForm(VersionedForm):
    """Confirming or sending a decision as the person read it."""


class RejectForm(VersionedForm):
    """Taking a decision off the table, with the reason."""

    reason = forms.CharField(
        label="Waarom",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="De andere marktleider leest dit. De indieners niet.",
    )
