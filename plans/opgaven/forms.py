"""The forms of an opgave and of the rows below it."""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.page.forms import DateInput, VersionedForm
from iza_portal.quarters import in_words, next_quarter
from plans.models import Aandeel, Actie, Dekking, Doel, Mijlpaal, Opgave, Partij
from plans.opgaven.guarding import YEARS, begin_of
from plans.opgaven.rows import ACTIE, DEKKING, DOEL, MIJLPAAL, PARTIJ, RowKind
from plans.opgaven.wording import in_dutch
from regions.agreements import Doelgroep, Geldstroom, IzaOnderdeel, Ketenaanpak, Schaal
from regions.models import Indicator, Municipality, Point, PointKind
from regions.participation import organisations_of

TEXT = 5000
NO_NUMBER = "Vul een getal in, zoals 22,6 of 3.427.099."
#: Quarters that the choice of a milestone offers, from the begin of the plan on.
QUARTERS_AHEAD = 4 * 10


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _ticks(label: str, choices, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class NumberField(forms.Field):
    """A number as people write it here: with a comma for the decimals, and points or spaces between thousands."""

    def __init__(self, *, digits: int = 16, decimals: int = 3, **kwargs):
        self._digits, self._decimals = digits, decimals
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value):
        text = re.sub(r"[\s€%]", "", value or "").replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        if len(text) > 40:
            raise ValidationError("Dit getal is te groot.")
        if re.search(r",.*[.,]", text):
            # Written the English way: read the Dutch way a thousand would become one.
            raise ValidationError(NO_NUMBER)
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text) or "," in text:
            text = text.replace(".", "").replace(",", ".")
        # Python takes «1e5», «1_000» and «Infinity» for numbers as well; nobody types an amount so.
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
            raise ValidationError(NO_NUMBER)
        number = Decimal(text)
        if number.copy_abs() >= 10 ** (self._digits - self._decimals):
            raise ValidationError("Dit getal is te groot.")
        typed = -number.as_tuple().exponent
        if number != round(number, self._decimals) or typed > self._decimals > 0:
            raise ValidationError(
                f"Vul ten hoogste {self._decimals} cijfers achter de komma in."
                if self._decimals
                else "Vul hele euro’s in."
            )
        return number or Decimal(0)

    def prepare_value(self, value):
        return in_dutch(value) if isinstance(value, Decimal) else value


class OrganisationChoice(forms.ModelChoiceField):
    """One of the organisations that take part in the region, or the one that was chosen before."""

    def __init__(self, plan, *, now: int | None = None, **kwargs):
        parties = organisations_of(plan.region_id).order_by()
        super().__init__(
            Organisation.objects.filter(pk__in=parties.values("pk")) | Organisation.objects.filter(pk=now), **kwargs
        )


class IndicatorChoice(forms.ModelChoiceField):
    def label_from_instance(self, indicator):
        return f"{indicator.short_label} ({indicator.unit})"


class IndicatorChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, indicator):
        return indicator.short_label


class PointChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, point):
        return f"{point.title} ({point.theme.title}, {point.theme.regiobeeld})"


def knelpunten_of(region_id: int):
    """Answer the knelpunten of the latest regiobeeld of the region, those of its themes that are in it."""
    points = Point.objects.filter(
        kind=PointKind.KNELPUNT, theme__regiobeeld__region=region_id, theme__position__isnull=False
    )
    latest = points.order_by("-theme__regiobeeld__edition").values("theme__regiobeeld")[:1]
    return (
        points.filter(theme__regiobeeld__in=latest)
        .select_related("theme__regiobeeld")
        .order_by("theme__position", "position")
    )


class OpgaveForm(VersionedForm):
    title = forms.CharField(label="Titel", max_length=200, help_text="In één zin: wat moet er veranderen?")
    summary = forms.CharField(
        label="Waar het om gaat", widget=_text(5), max_length=TEXT, required=False, help_text="Voor wie, en waarom nu?"
    )
    knelpunten = PointChoices(
        Point.objects.none(),
        label="Knelpunten uit het regiobeeld",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Waar deze opgave een antwoord op is.",
    )
    cijfers = IndicatorChoices(
        Indicator.objects.none(),
        label="Cijfers die het laten zien",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="De lezer ziet steeds het laatste cijfer van de regio.",
    )
    scale = forms.ChoiceField(
        label="Schaal",
        choices=[("", "Nog te bepalen"), *Schaal.choices],
        required=False,
        help_text="Waarop u dit samen doet.",
    )
    subregion = forms.CharField(
        label="Naam van de subregio",
        max_length=100,
        required=False,
        help_text="Alleen bij de schaal “subregionaal”, bijvoorbeeld BAR.",
    )
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        label="Gemeenten van de subregio",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    onderdelen = _ticks("Onderdelen van het IZA", IzaOnderdeel.choices)
    doelgroepen = _ticks("Doelgroepen van het IZA", Doelgroep.choices)
    ketenaanpakken = _ticks("Ketenaanpakken van het GALA", Ketenaanpak.choices)
    transformatieplannen = forms.ModelMultipleChoiceField(
        None, label="Transformatieplannen", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, plan, opgave: Opgave | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        # What was chosen from an earlier regiobeeld stays to be chosen.
        chosen = opgave.knelpunten.values("pk") if opgave else []
        points = Point.objects.filter(Q(pk__in=knelpunten_of(plan.region_id).values("pk")) | Q(pk__in=chosen))
        in_order = points.select_related("theme__regiobeeld").order_by("theme__position", "theme", "position")
        self.fields["knelpunten"].queryset = in_order
        self.fields["cijfers"].queryset = Indicator.objects.order_by("code")
        self.fields["municipalities"].queryset = Municipality.objects.filter(
            organisation__in=organisations_of(plan.region_id)
        )
        named = plan.region.transformatieplannen.to_refer_to()
        self.fields["transformatieplannen"].queryset = named
        if not named.exists():
            del self.fields["transformatieplannen"]


class DoelForm(VersionedForm):
    title = forms.CharField(
        label="Doel", max_length=300, help_text="Wat is er dan anders, voor wie? Noem liefst het getal en het jaar."
    )
    indicator = IndicatorChoice(
        Indicator.objects.none(), label="Indicator van het regiobeeld", required=False, empty_label="Geen van deze"
    )
    measure = forms.CharField(
        label="Wat u meet", max_length=300, required=False, help_text="Nodig als er geen indicator voor is."
    )
    unit = forms.CharField(label="Eenheid", max_length=60, required=False, help_text="Zoals %, mensen of weken.")
    start_value = NumberField(label="Startwaarde", required=False)
    start_on = forms.DateField(label="Gemeten op", required=False, widget=DateInput)
    target_value = NumberField(label="Streefwaarde", required=False)
    target_on = forms.DateField(label="Te halen op", required=False, widget=DateInput)

    def __init__(self, *args, opgave, row: Doel | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.order_by("code")


class ActieForm(VersionedForm):
    title = forms.CharField(label="Oplossing of actie", max_length=200)
    description = forms.CharField(label="Wat u gaat doen", widget=_text(4), max_length=TEXT, required=False)
    doelen = forms.ModelMultipleChoiceField(
        Doel.objects.none(), label="Draagt bij aan", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, opgave, row: Actie | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationChoice(
            opgave.plan,
            now=row and row.organisation_id,
            label="Verantwoordelijke organisatie",
            required=False,
            empty_label="Nog niemand",
        )
        self.fields["doelen"].queryset = opgave.doelen.order_by("position")


class MijlpaalForm(VersionedForm):
    quarter = forms.TypedChoiceField(label="Kwartaal", coerce=date.fromisoformat)
    activity = forms.CharField(label="Activiteit", max_length=300)
    result = forms.CharField(
        label="Deelresultaat", max_length=300, required=False, help_text="Waaraan ziet u dat het gelukt is?"
    )

    def __init__(self, *args, opgave, row: Mijlpaal | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        begin = begin_of(opgave.plan)
        quarters = {next_quarter(begin, steps) for steps in range(QUARTERS_AHEAD)} | ({row.quarter} if row else set())
        self.fields["quarter"].choices = [("", "Kies een kwartaal")] + [
            (quarter.isoformat(), in_words(quarter)) for quarter in sorted(quarters)
        ]
        self.fields["organisation"] = OrganisationChoice(
            opgave.plan,
            now=row and row.organisation_id,
            label="Verantwoordelijke organisatie",
            required=False,
            empty_label="Nog niemand",
        )


class DekkingForm(VersionedForm):
    stream = forms.ChoiceField(label="Geldstroom", choices=[("", "Kies een geldstroom"), *Geldstroom.choices])
    year = forms.TypedChoiceField(label="Jaar", coerce=int)
    amount = NumberField(label="Bedrag in hele euro’s", digits=12, decimals=0)

    def __init__(self, *args, opgave, row: Dekking | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        begin = begin_of(opgave.plan).year
        years = {*range(begin, begin + YEARS + 1), *([row.year] if row else [])}
        self.fields["year"].choices = [(year, year) for year in sorted(years)]
        self.fields["actie"] = forms.ModelChoiceField(
            opgave.acties.order_by("position"), label="Voor de actie", required=False, empty_label="Niet voor één actie"
        )
        self.fields["transformatieplan"] = forms.ModelChoiceField(
            opgave.plan.region.transformatieplannen.to_refer_to(),
            label="Uit het transformatieplan",
            required=False,
            empty_label="Niet uit een transformatieplan",
        )
        self.fields["organisation"] = OrganisationChoice(
            opgave.plan, now=row and row.organisation_id, label="Financier", required=False, empty_label="Nog niemand"
        )


class PartijForm(VersionedForm):
    part = forms.ChoiceField(label="Aandeel", choices=[("", "Kies een aandeel"), *Aandeel.choices])

    def __init__(self, *args, opgave, row: Partij | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationChoice(
            opgave.plan, label="Organisatie", empty_label="Kies een organisatie"
        )
        self.order_fields(["organisation", "part"])


class TransformatieplanForm(forms.Form):
    title = forms.CharField(label="Titel", max_length=200)
    number = forms.CharField(
        label="Landelijk nummer",
        max_length=30,
        required=False,
        help_text="Zoals het in de lijst van de verzekeraars staat.",
    )
    insurer = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR),
        label="Coördinerend verzekeraar",
        required=False,
        empty_label="Nog niet bekend",
    )
    url = forms.URLField(label="Openbare samenvatting", max_length=300, required=False, assume_scheme="https")


FORMS = {DOEL: DoelForm, ACTIE: ActieForm, MIJLPAAL: MijlpaalForm, DEKKING: DekkingForm, PARTIJ: PartijForm}


def form_of(kind: RowKind, *args, opgave: Opgave, row=None, **kwargs) -> forms.Form:
    """Make the form of a row of this kind below `opgave`, filled with what `row` says."""
    return FORMS[kind](
        *args, opgave=opgave, row=row, initial=initial_of(row, kind) | kwargs.pop("initial", {}), **kwargs
    )


def initial_of(row, kind: RowKind) -> dict:
    """Answer what a form of the row begins with."""
    if row is None:
        return {"version": 1}
    initial = {name: getattr(row, name) for name in kind.fields} | {"version": getattr(row, "version", 1)}
    for name in kind.many:
        initial[name] = [each.pk for each in getattr(row, name).all()]
    return {name: getattr(value, "pk", value) for name, value in initial.items()}
