from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput, ReasonForm


class MoveForm(forms.Form):
    """What a move asks for: nothing, the reason, or the day of the decision."""

    def __init__(self, *args, move, **kwargs):
        super().__init__(*args, **kwargs)
        if move.asks_date:
            self.fields["on"] = forms.DateField(
                label=move.asks_date, widget=DateInput, initial=timezone.localdate, help_text=move.date_help
            )
        if move.needs_reason:
            self.fields["reason"] = ReasonForm.base_fields["reason"]
