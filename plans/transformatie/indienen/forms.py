from django import forms

from iza_portal.page.forms import ReasonForm
from plans.transformatie.workflow import Planstand


class SubmitForm(forms.Form):
    """Submitting asks nothing but the state in which the person saw the plan."""

    source = forms.ChoiceField(widget=forms.HiddenInput, choices=Planstand.choices)


class TakeBackForm(SubmitForm):
    """Why what was submitted is taken back; the market leaders read this."""

    reason = ReasonForm.base_fields["reason"]
