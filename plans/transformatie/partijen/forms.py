from django import forms
from django.db.models import Exists, OuterRef

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.page.forms import VersionedForm
from plans.models.transformatie import Commitment, Partijrol, Sector, Transformatiepartij
from plans.transformatie import rules
from plans.transformatie.partijen.editing import FIELDS
from regions.models import Participation

LONGEST_TEXT = 2000


class OrganisationField(forms.ModelChoiceField):
    """An organisation that can be a party: first those that take part in the regions of the plan, then all by kind."""

    def __init__(self, plan):
        super().__init__(
            Organisation.objects.filter(kind__in=rules.PARTY_KINDS),
            label="Organisatie",
            required=False,
            help_text="Een organisatie die niet in de lijst staat, vult u hieronder met haar naam in.",
        )
        nearby = Participation.objects.current().filter(organisation=OuterRef("pk"), region__in=plan.regions.all())
        groups: dict[str, list] = {"In de regio’s van dit plan": []}
        for organisation in self.queryset.annotate(is_near=Exists(nearby)):
            label = str(Kind(organisation.kind).label).capitalize() if organisation.kind != Kind.GGD else "GGD"
            group = "In de regio’s van dit plan" if organisation.is_near else label
            groups.setdefault(group, []).append((organisation.pk, str(organisation)))
        self.choices = [("", "Staat niet in de lijst"), *((name, rows) for name, rows in groups.items() if rows)]


class PartyForm(VersionedForm):
    name = forms.CharField(label="Naam, als de organisatie niet in de lijst staat", max_length=200, required=False)
    part = forms.ChoiceField(
        label="Wat is deze partij in het plan",
        choices=Partijrol.choices,
        widget=forms.RadioSelect,
        help_text="Wie het plan mee indient, schrijft erin. Wie betrokken is, leest mee. "
        "Wie wordt geraakt en niet betrokken is, noemt u hier ook: de verzekeraars vragen daarnaar.",
    )
    sector = forms.ChoiceField(label="Sector", choices=[("", "Kies een sector"), *Sector.choices])
    carries_urgency = forms.BooleanField(label="Deelt de urgentie en draagt het plan", required=False)
    how = forms.CharField(
        label="Hoe is de partij betrokken, of hoe wordt zij geraakt",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    commitment = forms.ChoiceField(label="Commitment", choices=Commitment.choices)
    commitment_text = forms.CharField(
        label="Waartoe verbindt de partij zich",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    has_msb = forms.BooleanField(label="Ziekenhuis met een medisch specialistisch bedrijf (MSB)", required=False)
    msb_commitment = forms.ChoiceField(
        label="Commitment van het MSB", choices=Commitment.choices, help_text="Alleen bij een ziekenhuis met een MSB."
    )
    field_order = ["organisation", *FIELDS[1:]]

    def __init__(self, *args, plan, party: Transformatiepartij | None = None, **kwargs):
        shown = party or Transformatiepartij(sector="")
        initial = {name: getattr(shown, name) for name in FIELDS} | {"version": shown.version}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["organisation"] = OrganisationField(plan)
        self.order_fields(self.field_order)
        if party is not None and party.is_lead:
            # These are handed over, and not changed.
            for name in ("organisation", "name", "part"):
                del self.fields[name]


class LeadForm(forms.Form):
    """To which party the lead of the plan is handed over."""

    to = forms.ModelChoiceField(
        Transformatiepartij.objects.none(),
        label="De nieuwe trekker",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Kies een partij."},
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = plan.partijen.filter(
            part=Partijrol.INDIENER, is_lead=False, organisation__kind__in=rules.STARTING_KINDS
        ).select_related("organisation")
