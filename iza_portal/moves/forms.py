from django import forms
from django.utils import timezone

from iza_portal.page.forms import DateInput, ReasonForm


class MoveForm(forms.Form):
    """What a move asks for: nothing, the reason, the day of the decision, or an address on the web."""

    def __init__(self, *args, move, **kwargs):
        super().__init__(*args, **kwargs)
        if move.asks_date:
            self.fields["on"] = forms.DateField(
                label=move.asks_date, widget=DateInput, initial=timezone.localdate, help_text=move.date_help
            )
        if move.needs_reason:
            self.fields["reason"] = ReasonForm.base_fields["reason"]
        if move.asks_address:
            self.fields["url"] = forms.URLField(
                label=move.asks_address, max_length=300, assume_scheme="https", help_text=move.address_help
            )
