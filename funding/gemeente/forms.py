"""The form by which a municipality budgets a year: an amount for each onderdeel."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from funding.boeken.forms import AmountField
from funding.gemeente.reading import Part
from iza_portal.page.access import reposted
from plans.opgaven.wording import in_dutch


class BudgetForm(forms.Form):
    """An amount in euros for each part of the year, with what stood there when the form was opened."""

    def __init__(self, *args, parts: list[Part], **kwargs):
        super().__init__(*args, **kwargs)
        self._parts = parts
        for part in parts:
            ended = f"Dit onderdeel eindigde in {part.ended_in}: het bedrag kan alleen omlaag." if part.ended_in else ""
            self.fields[part.name] = AmountField(
                label=f"{part.title}, in euro’s", required=False, initial=_typed(part.saldo.verdeeld), help_text=ended
            )
            self.fields[f"seen_{part.name}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=part.saldo.verdeeld
            )

    def amounts(self) -> dict[str, int]:
        """Answer the eurocents by the name of each part: empty is nothing, and a field that did not come is left out."""
        return {part.name: self.cleaned_data[part.name] or 0 for part in self._parts if part.name in self.data}

    def seen(self) -> dict[str, int]:
        """Answer what stood on each part when the form was opened, in eurocents, where the form still says so."""
        told = {name: self.cleaned_data[f"seen_{name}"] for name in self.amounts()}
        return {name: cents for name, cents in told.items() if cents is not None}

    def refuse(self, error: ValidationError, names: dict[str, str]) -> None:
        """Show what the operation refused; `names` are the fields of the lines.

        What stands there now counts as seen from here on, and is shown where the person had left a field as it was.
        """
        amounts, seen, shown = self.amounts(), self.seen(), {}
        for part in self._parts:
            shown[f"seen_{part.name}"] = part.saldo.verdeeld
            if part.name in seen and amounts[part.name] == seen[part.name]:
                shown[part.name] = _typed(part.saldo.verdeeld)
        reposted(self, **shown)
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            self.add_error(names.get(name), errors)


def _typed(cents: int) -> str:
    """Write eurocents as the field reads them, and nothing where nothing was budgeted."""
    return in_dutch(Decimal(cents) / 100) if cents else ""
