from django import forms
from django.utils import timezone

from iza_portal.accounts.models import User
from iza_portal.page.forms import DateInput
from regions.forms import OwnerField
from regions.roles import people_of_region


class PlanForm(forms.Form):
    title = forms.CharField(label="Titel", max_length=200)
    due_on = forms.DateField(
        label="Af op", required=False, widget=DateInput, help_text="De datum waarop de tekst klaar is."
    )


class StartForm(PlanForm):
    edition = forms.IntegerField(
        label="Editie", min_value=2023, max_value=2100, help_text="Het jaar waarin dit plan uitkomt, bijvoorbeeld 2026."
    )
    field_order = ["edition", "title", "due_on"]

    def __init__(self, *args, region, **kwargs):
        year = timezone.localdate().year
        kwargs["initial"] = {"edition": year, "title": f"Regioplan {region.name} {year}"}
        super().__init__(*args, **kwargs)


class AddSectionForm(forms.Form):
    title = forms.CharField(label="Titel van het nieuwe onderdeel", max_length=150)


class SectionForm(forms.Form):
    """What the regiocoördinator says about a section; the text itself is written in the editor."""

    title = forms.CharField(label="Titel", max_length=150)
    is_numbered = forms.BooleanField(label="Heeft een hoofdstuknummer", required=False)
    assignees = forms.ModelMultipleChoiceField(
        label="Wie schrijven dit",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mensen van organisaties die in deze regio meedoen.",
    )
    due_on = forms.DateField(label="Af op", required=False, widget=DateInput)
    field_order = ["title", "is_numbered", "owner", "due_on", "assignees"]

    def __init__(self, *args, section, **kwargs):
        kwargs["initial"] = {
            "title": section.title,
            "is_numbered": section.is_numbered,
            "owner": section.owner_id,
            "due_on": section.due_on,
            "assignees": section.assignees.all(),
        }
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(section.plan.region_id, now=section.owner_id)
        self.order_fields(self.field_order)
        self.fields["assignees"].queryset = people_of_region(section.plan.region_id).order_by("name")
