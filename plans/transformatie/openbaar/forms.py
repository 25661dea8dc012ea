from django import forms

from iza_portal.page.forms import VersionedForm
from plans.transformatie.openbaar.checking import Finding
from plans.transformatie.openbaar.prefilling import FIELDS, LONGEST
from plans.transformatie.openbaar.summarising import NOT_DECLARED, NOT_EXPLAINED

_GUIDANCE = {
    "goals": "Wat wordt er beter, en voor wie?",
    "agreements": "Wat spreken de partijen af? Schrijf elke afspraak op een eigen regel.",
    "results": "Waaraan ziet iedereen dat het lukt? Noem de waarde van nu en die van straks.",
    "parties": "Alleen namen van organisaties.",
    "contact": "Bij welke organisatie kan iemand terecht? Noem geen persoon.",
}


class SummaryForm(VersionedForm):
    """The fields of a public summary. It can be kept unfinished; the check says what is still empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in FIELDS.items():
            rows = 3 if name == "contact" else 8
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST,
                help_text=_GUIDANCE[name],
                widget=forms.Textarea(attrs={"rows": rows}),
            )


class CheckForm(VersionedForm):
    """Why each finding may be public, and the two declarations; `why` is what was said of findings before, by their key."""

    def __init__(self, *args, findings: list[Finding], **kwargs):
        super().__init__(*args, **kwargs)
        self.findings = findings
        for finding in findings:
            self.fields[f"why-{finding.key}"] = forms.CharField(
                label="Dit mag openbaar, omdat",
                max_length=300,
                error_messages={"required": NOT_EXPLAINED},
            )
        self.fields["no_business"] = forms.BooleanField(
            label="Hierin staat niets dat gevoelig is voor het bedrijf van een partij.",
            error_messages={"required": NOT_DECLARED},
        )
        self.fields["no_persons"] = forms.BooleanField(
            label="Hierin staat niets dat over een persoon gaat.", error_messages={"required": NOT_DECLARED}
        )

    @property
    def why(self) -> dict[str, str]:
        """What was typed at each finding, by its key."""
        return {finding.key: self.cleaned_data[f"why-{finding.key}"] for finding in self.findings}

    def rows(self) -> list[tuple[Finding, str, forms.BoundField]]:
        """Answer each finding with the name of its place and its field."""
        return [(each, FIELDS[each.field], self[f"why-{each.key}"]) for each in self.findings]
