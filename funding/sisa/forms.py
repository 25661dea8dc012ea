"""The form for what no sum over the ledger answers, and the one that gives an account back."""

from decimal import Decimal

from django import forms

from funding.models import Waardesoort
from funding.sisa.accounting import LONGEST_REASON, LONGEST_VALUE
from funding.sisa.values import IndicatorValue
from iza_portal.page.forms import VersionedForm
from plans.opgaven.forms import NumberField

YES_OR_NO = [("ja", "ja"), ("nee", "nee")]


class ValuesForm(VersionedForm):
    """A field for each indicator that is to be filled in, and for each medeoverheid where it is asked for each."""

    def __init__(self, data=None, *, values: list[IndicatorValue], version: int):
        super().__init__(data, initial={"version": version})
        self._keys = {}
        for value in values:
            if value.is_asked:
                name = f"w{value.indicator_id}-{value.municipality_id or 0}"
                self._keys[name] = (value.indicator_id, value.municipality_id)
                self.fields[name] = _field(value)

    def values(self) -> dict[tuple[int, int | None], str]:
        """Answer what was filled in, as `fill_in` takes it: amounts as eurocents."""
        return {key: _kept(self.cleaned_data.get(name)) for name, key in self._keys.items()}


class SendBackForm(VersionedForm):
    reason = forms.CharField(
        label="Waarom geeft u de verantwoording terug",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
    )


def _field(value: IndicatorValue) -> forms.Field:
    whose = f" – {value.municipality}" if value.municipality else ""
    common = {"label": f"{value.number} {value.title}{whose}", "required": False, "help_text": value.explanation}
    if value.kind == Waardesoort.JA_NEE:
        choices = [("", "nog niet ingevuld"), *YES_OR_NO]
        return forms.ChoiceField(choices=choices, initial=value.text, **common)
    if value.kind == Waardesoort.BEDRAG:
        initial = None if value.cents is None else Decimal(value.cents) / 100
        return NumberField(digits=14, decimals=2, initial=initial, **common)
    return forms.CharField(max_length=LONGEST_VALUE, initial=value.text, **common)


def _kept(value) -> str:
    if isinstance(value, Decimal):
        return str(int(value * 100))
    return value or ""
