from django import forms
from django.db.models import Exists, OuterRef, Q

from iza_portal.accounts.models import Kind, Organisation, User
from regions import rules
from regions.models import RegionRole
from regions.ownership import LEFT
from regions.roles import people_of_region


class NameInput(forms.TextInput):
    """A text field that suggests the names the portal knows; another name may be typed."""

    template_name = "regions/widgets/name.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs | {"list": "bekende-namen", "autocomplete": "off"})
        context["names"] = Organisation.objects.exclude(kind=Kind.LANDELIJK).values_list("name", flat=True)
        return context


class GiveRoleForm(forms.Form):
    """An organisation, by kind and name, and the role to give it; the roles are those that this person may give."""

    role = forms.ChoiceField(label="Rol")
    kind = forms.ChoiceField(label="Soort organisatie")
    name = forms.CharField(
        label="Naam van de organisatie",
        max_length=200,
        widget=NameInput,
        help_text=(
            "Kies een naam die het portaal al kent. Een zorgaanbieder, GGD, openbaar lichaam of burger- of "
            "patiëntvertegenwoordiging die er nog niet bij staat, typt u zelf."
        ),
    )

    def __init__(self, *args, roles: list[RegionRole], **kwargs):
        super().__init__(*args, **kwargs)
        kinds = set().union(*(rules.KINDS_BY_ROLE[role] for role in roles))
        self.fields["role"].choices = [("", "Kies een rol"), *((role.value, role.label) for role in roles)]
        self.fields["kind"].choices = [
            ("", "Kies een soort"),
            *((kind.value, kind.label) for kind in Kind if kind in kinds),
        ]


class OwnerField(forms.ModelChoiceField):
    """Who owns a part of a plan or a regiobeeld: the people of the region, and whoever owns it now."""

    def __init__(self, region_id: int, *, now: int | None):
        in_region = Exists(people_of_region(region_id).filter(pk=OuterRef("pk")))
        people = User.objects.annotate(takes_part=in_region).filter(Q(takes_part=True) | Q(pk=now))
        super().__init__(
            people.order_by("name", "pk"),
            label="Eigenaar",
            required=False,
            empty_label="Nog niemand",
            help_text="Eén persoon, die zorgt dat dit op tijd klaar is. De eigenaar krijgt bericht en herinneringen.",
        )

    def label_from_instance(self, person):
        return str(person) if person.takes_part else f"{person} {LEFT}"


class AnswerForm(forms.Form):
    """What a region says of a criterion."""

    is_met = forms.TypedChoiceField(
        label="Wordt volgens u aan dit criterium voldaan",
        widget=forms.RadioSelect,
        choices=[("ja", "Ja"), ("nee", "Nee")],
        coerce=lambda value: value == "ja",
        error_messages={"required": "Kies ja of nee."},
    )
    reason = forms.CharField(label="Waarom", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
