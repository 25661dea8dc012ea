"""The forms of a werkagenda: beginning one, leaving an aanpak out, and the inzet for a streefwaarde."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from iza_portal.page.forms import VersionedForm
from plans.forms import PlanForm
from plans.opgaven.forms import NumberField
from plans.werkagenda import template
from plans.werkagenda.choosing import LONGEST_MOTIVE, NEEDS_MOTIVE
from plans.werkagenda.inzet import YEARS, Line
from plans.werkagenda.starting import FIRST_EDITION


class StartForm(PlanForm):
    edition = forms.IntegerField(
        label="Editie",
        min_value=FIRST_EDITION,
        max_value=2100,
        help_text="Het jaar waarin de werkagenda wordt vastgesteld.",
    )
    optional = forms.MultipleChoiceField(
        label="Welke aanpakken werkt u nog meer uit?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Deze zijn niet verplicht. U kunt ze ook later opnemen.",
    )
    field_order = ["edition", "title", "due_on", "optional"]

    def __init__(self, *args, region, **kwargs):
        year = max(timezone.localdate().year, FIRST_EDITION)
        kwargs["initial"] = {"edition": year, "title": f"Werkagenda D5 {region.name} {year}"}
        super().__init__(*args, **kwargs)
        self.fields["optional"].choices = [
            (aanpak.code, str(aanpak)) for aanpak in template.aanpakken().values() if not aanpak.is_mandatory
        ]


class MotiveForm(forms.Form):
    motive = forms.CharField(
        label="Waarom werkt de regio deze aanpak niet uit?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_MOTIVE,
        error_messages={"required": NEEDS_MOTIVE},
    )

    def __init__(self, *args, is_mandatory: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motive"].required = is_mandatory
        self.fields["motive"].help_text = (
            "Deze aanpak is verplicht. Uw uitleg staat in de werkagenda, en iedereen kan haar lezen."
            if is_mandatory
            else ""
        )


class InzetForm(VersionedForm):
    """The inzet for one streefwaarde; version 0 is that of nothing yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    motive = forms.CharField(
        label="Waarom de regio afwijkt",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_MOTIVE,
        required=False,
        help_text=f"Nodig als {YEARS[-1]} buiten de streefwaarde valt.",
    )

    def __init__(self, *args, line: Line, **kwargs):
        inzet = line.inzet
        kwargs["initial"] = {"version": inzet.version if inzet else 0, "motive": inzet.motive if inzet else ""} | {
            f"year_{year}": Decimal(inzet.path[str(year)]) for year in YEARS if inzet and str(year) in inzet.path
        }
        super().__init__(*args, **kwargs)
        for year in YEARS:
            self.fields[f"year_{year}"] = NumberField(label=f"In {year}", digits=10, required=False)
        self.order_fields([*(f"year_{year}" for year in YEARS), "motive"])

    @property
    def path(self) -> dict[int, Decimal | None]:
        """What was filled in for each year."""
        return {year: self.cleaned_data[f"year_{year}"] for year in YEARS}
