"""The forms of an application for the SPUK; amounts are typed in euros and kept as eurocents."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from funding.boeken.forms import AmountField
from funding.models import SpukAanvraag
from funding.spuk.participating import could_join
from iza_portal.page.forms import DateInput, VersionedForm
from plans.models.transformatie import Transformatiepartij


class _Refusing(forms.Form):
    """A form that shows what an operation refused, at its field where it has that."""

    def refuse(self, error: ValidationError) -> None:
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


class LineForm(_Refusing):
    """A line of the budget; `years` are those of which costs count."""

    activity = forms.CharField(label="Activiteit", max_length=300, help_text="Wat doet de gemeente voor deze mijlpaal?")
    year = forms.TypedChoiceField(label="Jaar", coerce=int)
    costs = AmountField(label="Kosten in euro’s")
    revenues = AmountField(
        label="Opbrengsten in euro’s",
        help_text="Wat de activiteit zelf oplevert. Zijn er geen opbrengsten, vul dan 0 in.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def __init__(self, *args, years: tuple[int, int], **kwargs):
        super().__init__(*args, **kwargs)
        first, last = years
        self.fields["year"].choices = [("", "Kies een jaar"), *((year, year) for year in range(first, last + 1))]
        self.fields["year"].help_text = f"Alleen kosten van {first} tot en met {last} tellen mee."


class MunicipalityForm(_Refusing):
    """Another municipality of the plan to apply for."""

    partij = forms.ModelChoiceField(
        Transformatiepartij.objects.none(), label="Gemeente", empty_label="Kies een gemeente"
    )

    def __init__(self, *args, aanvraag: SpukAanvraag, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partij"].queryset = could_join(aanvraag)


class PaperForm(_Refusing):
    """A PDF at the application."""

    paper = forms.FileField(
        label="Document als PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Ten hoogste 15 MB, zonder wachtwoord. De gemeenten van het plan kunnen het openen.",
    )


class SubmitForm(VersionedForm, _Refusing):
    """The day on which the application was handed in elsewhere, and the number that it got there."""

    on = forms.DateField(label="Ingediend op", widget=DateInput, initial=timezone.localdate)
    reference = forms.CharField(
        label="Kenmerk van DUS-I", max_length=80, help_text="Staat in de ontvangstbevestiging van het Subsidieplatform."
    )
