"""The forms of proposals; amounts are typed in euros and kept as eurocents."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone

from funding.models import Antwoord, Budget, Deel, Verdeelregel
from funding.verdelen.key import Key
from iza_portal.page.forms import DateInput, VersionedForm
from plans.models import Opgave, Regioplan
from plans.opgaven.forms import NumberField
from regions.models import Municipality

#: How long municipalities get for an answer, where nothing else is chosen: a college meets weekly, and prepares.
TERM = timedelta(weeks=6)


def cents_of(euros: Decimal) -> int:
    """Answer an amount that was typed as eurocents; `NumberField` let no part of a cent through."""
    return int(euros * 100)


def euros_of(cents: int) -> Decimal:
    """Answer eurocents as the euros of a field, with cents only where there are any."""
    return Decimal(cents) / 100 if cents % 100 else Decimal(cents // 100)


class ProposeForm(forms.Form):
    year = forms.TypedChoiceField(label="Jaar", coerce=int, help_text="Het jaar waarover het geld is.")
    note = forms.CharField(
        label="Toelichting",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
        help_text="Wat verandert er, en waarom? De gemeenten lezen dit.",
    )

    def __init__(self, *args, budget: Budget, **kwargs):
        super().__init__(*args, **kwargs)
        years = list(budget.regeling.years)
        self.fields["year"].choices = [(year, year) for year in reversed(years)]
        self.fields["year"].initial = min(timezone.localdate().year, years[-1])


class MunicipalityChoice(forms.ModelChoiceField):
    """One of the municipalities over which the money of the year is divided."""

    def __init__(self, key: Key, **kwargs):
        super().__init__(Municipality.objects.filter(pk__in=[each.pk for each in key.members]), **kwargs)


class RowForm(forms.Form):
    """What is asked of a line of a proposal; `part` says whether it is regional, with shares, or of one municipality."""

    cents = NumberField(label="Bedrag in euro’s", digits=16, decimals=2)
    note = forms.CharField(
        label="Toelichting", max_length=300, required=False, help_text="Wat wordt er voor dit bedrag gedaan?"
    )
    divide = forms.ChoiceField(
        label="Aandeel van elke gemeente",
        choices=[("sleutel", "verdeel volgens de sleutel"), ("zelf", "ik vul de aandelen zelf in")],
        widget=forms.RadioSelect,
        initial="sleutel",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def __init__(self, *args, user, budget: Budget, key: Key, part: Deel, row: Verdeelregel | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self._members = key.members
        self.is_regional = part == Deel.REGIONAAL
        ahead = {}
        if row is None and not self.is_regional:
            ahead["municipality"] = MunicipalityChoice(key, label="Gemeente", empty_label="Kies een gemeente")
        if self.is_regional and (row is None or not row.regel.is_booked):
            ahead["title"] = forms.CharField(
                label="Regionale activiteit",
                max_length=200,
                help_text="Zoals: coördinatie van de ketenaanpak valpreventie.",
            )
        self.fields = ahead | self.fields
        if not self.is_regional:
            del self.fields["divide"]
            return
        self.fields["divide"].help_text = f"De sleutel verdeelt {key.basis}."
        now = row.opgave if row else None
        self.fields["opgave_key"] = forms.ChoiceField(
            label="Voor de opgave",
            required=False,
            choices=[("", "Geen opgave"), *opgaven_of(user, budget, now)],
        )
        said = self._said(row, key)
        for each in key.members:
            self.fields[f"aandeel-{each.pk}"] = NumberField(
                label=f"Aandeel {each}, in euro’s",
                digits=16,
                decimals=2,
                required=False,
                initial=said.get(each.pk),
                help_text="Alleen als u de aandelen zelf invult.",
            )
        self.order_fields([*ahead, "opgave_key", "cents", "note", "divide"])

    def _said(self, row: Verdeelregel | None, key: Key) -> dict[int, Decimal]:
        if row is None:
            return {}
        parts = {each.municipality_id: each.cents for each in row.aandelen.all()}
        if row.cents and parts != {pk: cents for pk, cents in key.divide(row.cents).items() if cents}:
            self.fields["divide"].initial = "zelf"
        return {pk: euros_of(cents) for pk, cents in parts.items()}

    def clean_cents(self) -> int:
        euros = self.cleaned_data["cents"]
        if euros < 0:
            raise forms.ValidationError("Vul een bedrag in van nul of hoger.")
        return cents_of(euros)

    def row_of(self) -> dict:
        """Answer what was filled in, as `proposing.set_row` takes it."""
        said = self.cleaned_data
        taken = {name: said[name] for name in ("cents", "note", "title", "municipality", "opgave_key") if name in said}
        taken["version"] = said.get("version")
        if said.get("divide") == "zelf":
            parts = {each.pk: said[f"aandeel-{each.pk}"] for each in self._members}
            taken["shares"] = {pk: cents_of(euros) for pk, euros in parts.items() if euros is not None}
        return taken

    def add_refusals(self, error) -> None:
        """Put each refusal at its field; shares have no field of their own, and theirs stands at how they are chosen."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            at = {"shares": "divide"}.get(name, name)
            self.add_error(at if at in self.fields else None, errors)


def opgaven_of(user, budget: Budget, now=None) -> list[tuple[str, str]]:
    """Answer the opgaven of the plans of the region that this person may see, each once by its key; one query."""
    plans = Regioplan.objects.visible_to(user).filter(region__mandaatregio=budget.mandaatregio)
    rows = Opgave.objects.filter(plan__in=plans, position__isnull=False).order_by("plan", "position")
    # What stands last is of the latest plan: its title is shown.
    found = {str(key): title for key, title in rows.values_list("key", "title")}
    if now is not None:
        found.setdefault(str(now), "De opgave van nu")
    return list(found.items())


class PutForm(VersionedForm):
    due_on = forms.DateField(
        label="Antwoord uiterlijk op",
        widget=DateInput,
        help_text="De gemeenten krijgen een bericht, en een herinnering als de dag dichterbij komt.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + TERM


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label="Antwoord van de gemeente", choices=Antwoord.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Toelichting",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
        help_text="Nodig als de gemeente niet akkoord gaat: wat moet er anders?",
    )
