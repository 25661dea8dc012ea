"""The forms of what is asked of a plan as a whole, of its insurers, and of its national number."""

from itertools import groupby

from django import forms

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.page.forms import DateInput, VersionedForm
from plans.models.transformatie import Impact, Relatie, Thema, Transformatieplan
from plans.opgaven.forms import NumberField
from plans.transformatie.gegevens.changing import regioplannen_for
from plans.transformatie.gegevens.wording import FIELDS
from plans.transformatie.insurers import LONGEST_REASON
from plans.transformatie.kaders import kader_of
from regions.agreements import Schaal
from regions.models import Region
from regions.regiobeelden.forms import GroupedCheckboxes


class RegionsField(forms.ModelMultipleChoiceField):
    """The regions that a plan concerns, in groups by province."""

    def __init__(self):
        super().__init__(
            Region.objects.order_by("province", "name"),
            label="Regio’s die het plan raakt",
            widget=GroupedCheckboxes,
            help_text="De marktleiders volgen hieruit: die van de gekozen regio met de meeste inwoners.",
            error_messages={"required": "Kies ten minste één regio."},
        )
        in_order = groupby(self.queryset, key=lambda region: region.province)
        self.choices = [(province, [(region.pk, region.name) for region in same]) for province, same in in_order]


def title_field() -> forms.CharField:
    return forms.CharField(
        label="Titel", max_length=200, help_text="Waaraan anderen het plan herkennen, zoals “Samen sterker thuis”."
    )


def scale_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Schaal",
        choices=[("", "Nog te bepalen"), *Schaal.choices],
        required=False,
        help_text="Die kiest u zelf: de schaal hoeft niet gelijk te zijn aan een regio.",
    )


def theme_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Thema.objects.all(), label="Thema", required=False, empty_label="Nog niet gekozen")


class RegioplanField(forms.ModelChoiceField):
    def label_from_instance(self, regioplan):
        return f"{regioplan.title} ({regioplan.region})"


class GegevensForm(VersionedForm):
    title = title_field()
    scale = scale_field()
    theme = theme_field()
    impacts = forms.MultipleChoiceField(
        label="Substantiële impact op",
        choices=Impact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ten minste één. Bij elke die u kiest, onderbouwt u de impact in de tekst.",
    )
    relations = forms.MultipleChoiceField(
        label="Het plan is in lijn met",
        choices=Relatie.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    requested = NumberField(
        label="Gevraagde transformatiemiddelen in euro’s",
        digits=14,
        decimals=2,
        required=False,
        help_text="Leeg als u geen geld vraagt. Het is gelijk aan de som van de mijlpalen.",
    )
    starts_on = forms.DateField(label="Begint op", required=False, widget=DateInput)
    ends_on = forms.DateField(label="Eindigt op", required=False, widget=DateInput)
    has_contacted_insurer = forms.BooleanField(
        label="Er was inhoudelijk contact met de coördinerend verzekeraar",
        required=False,
        help_text="Dat hoort vooraf te gaan aan de snelle toets.",
    )
    field_order = [
        "title",
        "regions",
        "scale",
        "theme",
        "impacts",
        "relations",
        "regioplan",
        "requested",
        "starts_on",
        "ends_on",
        "has_contacted_insurer",
    ]

    def __init__(self, *args, plan: Transformatieplan, user, **kwargs):
        present = list(plan.regions.all())
        initial = {name: getattr(plan, name) for name in FIELDS} | {"version": plan.version, "regions": present}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["regions"] = RegionsField()
        self.fields["regioplan"] = RegioplanField(
            # One of a region that is ticked at the same time can be chosen once that is saved.
            regioplannen_for(user, plan, present).order_by("region", "-edition"),
            label="Regioplan of werkagenda",
            required=False,
            empty_label="Geen",
            help_text="Van de regio’s die het plan raakt.",
        )
        self.fields["ends_on"].help_text = f"Ten hoogste {kader_of(plan).years_at_most} jaar na het begin."
        self.order_fields(self.field_order)


class InsurerField(forms.ModelChoiceField):
    def __init__(self, label: str, help_text: str = ""):
        super().__init__(
            Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR), label=label, empty_label="Kies", help_text=help_text
        )


class InsurersForm(VersionedForm):
    leader_1 = InsurerField("Marktleider 1")
    leader_2 = InsurerField("Marktleider 2")
    coordinator = InsurerField(
        "Coördinerend verzekeraar", "Een van de twee marktleiders. Hier komt het plan binnen, en hier stelt u vragen."
    )
    reason = forms.CharField(
        label="Waarom",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Waaruit blijkt dat deze verzekeraars de meeste verzekerden hebben waar het plan speelt?",
    )

    def __init__(self, *args, plan: Transformatieplan, **kwargs):
        initial = {
            "version": plan.version,
            "leader_1": plan.marktleider_1_id,
            "leader_2": plan.marktleider_2_id,
            "coordinator": plan.insurer_id,
            "reason": plan.insurers_reason if plan.insurers_by_hand else "",
        }
        super().__init__(*args, initial=initial, **kwargs)


class NumberForm(VersionedForm):
    number = forms.CharField(
        label="Landelijk nummer",
        max_length=30,
        required=False,
        help_text="Waaronder de verzekeraars het plan publiceren.",
    )
