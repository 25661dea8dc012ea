"""The form of the begroting of a municipality."""

from decimal import Decimal

from django import forms

from funding.boeken.forms import AmountField
from funding.gemeente.standing import OnderdeelStand


class BegrotingForm(forms.Form):
    """An amount for each onderdeel of the year; beside it, unseen, what stood there when the page was opened."""

    def __init__(self, *args, stands: list[OnderdeelStand], **kwargs):
        super().__init__(*args, **kwargs)
        self.stands = stands
        for each in stands:
            self.fields[self.amount_of(each)] = AmountField(
                label=each.title,
                required=False,
                initial=Decimal(each.saldo.verdeeld) / 100 or None,
                help_text=each.theme,
            )
            self.fields[self.seen_of(each)] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=each.saldo.verdeeld
            )

    @staticmethod
    def amount_of(stand: OnderdeelStand) -> str:
        return f"regel_{stand.regel.pk}" if stand.onderdeel is None else f"onderdeel_{stand.onderdeel.pk}"

    @classmethod
    def seen_of(cls, stand: OnderdeelStand) -> str:
        return f"zag_{cls.amount_of(stand)}"

    def told(self, lines) -> tuple[dict[int, int], dict[int, int]]:
        """Answer the eurocents by the pk of the line, as typed and as seen; `lines` are those of the year, made by now."""
        by_onderdeel = {line.onderdeel_id: line.pk for line in lines if line.onderdeel_id}
        amounts, seen = {}, {}
        for each in self.stands:
            pk = each.regel.pk if each.onderdeel is None else by_onderdeel[each.onderdeel.pk]
            amounts[pk] = self.cleaned_data.get(self.amount_of(each)) or 0
            seen[pk] = self.cleaned_data.get(self.seen_of(each)) or 0
        return amounts, seen

    def refuse(self, error, lines) -> None:
        """Show what the operation refused, at the onderdeel that it is about."""
        fields = {f"regel_{line.pk}": f"onderdeel_{line.onderdeel_id}" for line in lines if line.onderdeel_id}
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            field = fields.get(name, name)
            self.add_error(field if field in self.fields else None, errors)
