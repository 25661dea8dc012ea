"""The forms by which obligations, spending, payments, corrections and refunds are entered."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from funding.models import Budget, Budgetregel, Deel, Regelingonderdeel
from iza_portal.page.forms import DateInput
from plans.opgaven.forms import NumberField
from plans.opgaven.wording import in_dutch

_REASON = 2_000
#: So many has the largest amount, in eurocents.
_DIGITS = 14


class AmountField(NumberField):
    """An amount as people write it here, kept as whole eurocents."""

    def __init__(self, **kwargs):
        super().__init__(digits=_DIGITS, decimals=2, **kwargs)

    def to_python(self, value):
        euros = super().to_python(value)
        return None if euros is None else int(euros * 100)


class LineChoice(forms.ModelChoiceField):
    """A line of the budget: of a local part the municipality is said."""

    def label_from_instance(self, regel):
        return (
            f"{regel.title} ({regel.municipality.name})"
            if regel.part == Deel.LOKAAL and regel.municipality
            else regel.title
        )


class EntryForm(forms.Form):
    """What is entered on a budget, with the day of it and the document if there is one."""

    on = forms.DateField(label="Op", widget=DateInput, initial=timezone.localdate)
    paper = forms.FileField(
        label="Document als PDF",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Ten hoogste 15 MB, zonder wachtwoord. Iedereen die dit budget mag zien, kan het openen.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("on", "paper")] + ["on", "paper"])

    def refuse(self, error: ValidationError) -> None:
        """Show what an operation refused, at its field where the form has it."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


class _InYearForm(EntryForm):
    """Something about the money of one year of the regeling."""

    year = forms.TypedChoiceField(label="Over het jaar", coerce=int)

    def __init__(self, *args, budget: Budget, **kwargs):
        super().__init__(*args, **kwargs)
        years = budget.regeling.years
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["year"].initial = min(max(timezone.localdate().year, years[0]), years[-1])


class ObligationForm(EntryForm):
    """An obligation with its amounts, a field for each year of the regeling."""

    regel = LineChoice(Budgetregel.objects.none(), label="Op de regel", empty_label="Kies een regel")
    number = forms.CharField(label="Nummer of kenmerk", max_length=80, help_text="Zoals in uw financiële systeem.")
    title = forms.CharField(label="Waarvoor", max_length=200)
    counterparty = forms.CharField(
        label="Aan welke organisatie", max_length=200, help_text="Noem geen namen van personen."
    )

    def __init__(self, *args, budget: Budget, lines: models.QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regel"].queryset = lines
        self._years = list(budget.regeling.years)
        for year in self._years:
            self.fields[f"year_{year}"] = AmountField(label=f"Bedrag over {year}, in euro’s", required=False)
        self.fields["on"].label = "Aangegaan op"
        self.order_fields(["regel", "number", "title", "counterparty", *(f"year_{year}" for year in self._years), "on"])

    def amounts(self) -> dict[int, int]:
        """Answer the eurocents per year that were filled in."""
        told = {year: self.cleaned_data.get(f"year_{year}") for year in self._years}
        return {year: cents for year, cents in told.items() if cents}


class AmendForm(_InYearForm):
    """By how much an obligation changes for a year."""

    cents = AmountField(
        label="Verandering in euro’s", help_text="Met een min ervoor gaat het bedrag omlaag, zoals -1.500,00."
    )
    text = forms.CharField(label="Waarom", max_length=200)


class PaymentForm(_InYearForm):
    """A payment, for another to approve."""

    cents = AmountField(label="Bedrag in euro’s")
    text = forms.CharField(label="Waarvoor", max_length=200, help_text="Zoals het nummer van de factuur.")


class SpendingForm(_InYearForm):
    """What was spent under an obligation."""

    cents = AmountField(label="Bedrag in euro’s")
    text = forms.CharField(label="Waaraan", max_length=200)


class LineSpendingForm(SpendingForm):
    """What was spent on a line without an obligation; a link can say on which line and over which year."""

    regel = LineChoice(Budgetregel.objects.none(), label="Op de regel", empty_label="Kies een regel")

    def __init__(self, *args, lines: models.QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regel"].queryset = lines
        self.order_fields(["regel", *(name for name in self.fields if name != "regel")])
        years = {str(year): year for year, _ in self.fields["year"].choices}
        self.initial["year"] = years.get(self.initial.get("year"), self.fields["year"].initial)

    def ended_onderdeel(self) -> Regelingonderdeel | None:
        """Answer the onderdeel of the line that the link names, where it ended before the year that it names."""
        asked = str(self.initial.get("regel", ""))
        if not (asked.isascii() and asked.isdecimal()):
            return None
        ended = self.fields["regel"].queryset.filter(pk=asked, onderdeel__last_year__lt=self.initial["year"])
        found = ended.select_related("onderdeel").first()
        return found and found.onderdeel


class CorrectionForm(EntryForm):
    """By how much a posting is set right, and why."""

    cents = AmountField(
        label="Verschil in euro’s",
        help_text="Stond er te veel, zet dan een min voor het verschil, zoals -1.500,00.",
    )
    reason = forms.CharField(label="Wat er fout was", widget=forms.Textarea(attrs={"rows": 4}), max_length=_REASON)


class MovedForm(_InYearForm):
    """Money of a year that goes back, or to the next year; a link can say which year, and how many eurocents.

    A municipality can say of which onderdeel it is taken off.
    """

    cents = AmountField(label="Bedrag in euro’s")
    reason = forms.CharField(label="Waarom", widget=forms.Textarea(attrs={"rows": 4}), max_length=_REASON)

    def __init__(self, *args, budget: Budget, asked, **kwargs):
        super().__init__(*args, budget=budget, **kwargs)
        if budget.municipality_id is not None:
            self.fields["regel"] = forms.ModelChoiceField(
                budget.regels.all(),
                label="Gaat af van",
                required=False,
                empty_label="Geld dat niet over onderdelen is verdeeld",
                help_text="Kiest u een onderdeel, dan gaat de begroting daarvan met dit bedrag omlaag.",
            )
            self.order_fields(["year", "cents", "regel", "reason"])
        said = {str(year): year for year, _ in self.fields["year"].choices}
        self.initial.setdefault("year", said.get(asked.get("jaar"), self.fields["year"].initial))
        cents = asked.get("centen", "")
        if cents.isascii() and cents.isdecimal() and len(cents) <= _DIGITS and int(cents):
            self.initial.setdefault("cents", in_dutch(Decimal(int(cents)) / 100))
