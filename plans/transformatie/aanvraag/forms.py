"""The forms of the rows of the full plan, and of what the applicants declare."""

from django import forms

from iza_portal.page.forms import DateInput, VersionedForm
from plans.models.transformatie import (
    Businesscasesoort,
    Kostensoort,
    Mijlpaalsoort,
    Sector,
    Transformatieplan,
)
from plans.opgaven.forms import TEXT, IndicatorChoice, NumberField
from plans.transformatie.aanvraag.declaring import NOTE
from plans.transformatie.aanvraag.guarding import FIRST_YEAR, LAST_YEAR
from plans.transformatie.aanvraag.rows import AFSPRAAK, BEDRAG, MIJLPAAL, REGEL, RowKind
from regions.models import Indicator

_EXAMPLE = "Zoals 12.500 of 1.000,50."


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _chosen(choices, said: str) -> list[tuple[str, str]]:
    return [("", said), *choices]


def _party(plan: Transformatieplan, **kwargs) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(plan.partijen.select_related("organisation"), **kwargs)


class AfspraakForm(VersionedForm):
    title = forms.CharField(
        label="Afspraak", max_length=300, help_text="Wat is er dan anders, voor wie? Noem liefst het getal en het jaar."
    )
    how = forms.CharField(
        label="Hoe u dit bereikt", widget=_text(4), max_length=TEXT, required=False, help_text="Ook in welke stappen."
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

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.order_by("code")
        self.fields["partij"] = _party(
            plan, label="Verantwoordelijke partij", required=False, empty_label="Nog niemand"
        )


class RegelForm(VersionedForm):
    kind = forms.ChoiceField(
        label="Kosten of baten", choices=Businesscasesoort.choices, widget=forms.RadioSelect, initial="kosten"
    )
    year = forms.IntegerField(label="Jaar", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label="Omschrijving", max_length=200)
    amount = NumberField(label="Bedrag in euro’s", digits=14, decimals=2, help_text=_EXAMPLE)
    who = forms.CharField(
        label="Wie, als het geen partij is",
        max_length=120,
        required=False,
        help_text="Zoals inwoners, de samenleving of een fonds.",
    )
    is_structural = forms.BooleanField(label="Dit komt na het plan elk jaar terug", required=False)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partij"] = _party(
            plan, label="Wie betaalt of profiteert", required=False, empty_label="Geen partij van dit plan"
        )
        self.order_fields(["kind", "year", "title", "amount", "partij", "who", "is_structural"])


class MijlpaalForm(VersionedForm):
    kind = forms.ChoiceField(
        label="Soort",
        choices=Mijlpaalsoort.choices,
        widget=forms.RadioSelect,
        initial="resultaat",
        help_text="Een inspanning is wat u doet, een resultaat wat dat oplevert. Liefst een resultaat.",
    )
    title = forms.CharField(label="Mijlpaal", max_length=300)
    due_on = forms.DateField(label="Te halen op", widget=DateInput)
    evidence = forms.CharField(
        label="Waaruit blijkt dat de mijlpaal is gehaald",
        widget=_text(3),
        max_length=TEXT,
        required=False,
        help_text="De coördinerend verzekeraar beslist hiermee over de betaling.",
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partij"] = _party(plan, label="Wie levert het bewijs", required=False, empty_label="Nog niemand")
        self.fields["afspraak"] = forms.ModelChoiceField(
            plan.afspraken.order_by("position"),
            label="Bij de afspraak",
            required=False,
            empty_label="Bij geen afspraak",
        )


class BedragForm(VersionedForm):
    sector = forms.ChoiceField(
        label="Sector",
        choices=_chosen(Sector.choices, "De sector van de partij"),
        required=False,
        help_text="Alleen als het geld voor een andere sector is.",
    )
    costs = forms.ChoiceField(
        label="Soort kosten",
        choices=_chosen(Kostensoort.choices, "Kies een soort"),
        help_text="Reguliere zorg staat er niet bij: die wordt niet uit transformatiemiddelen betaald.",
    )
    amount = NumberField(label="Bedrag in euro’s", digits=14, decimals=2, help_text=_EXAMPLE)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partij"] = _party(plan, label="Partij", empty_label="Kies een partij")
        self.order_fields(["partij", "costs", "sector", "amount"])


class VerklaringForm(forms.Form):
    note = forms.CharField(label="Toelichting", widget=_text(2), max_length=NOTE, required=False)


FORMS = {AFSPRAAK: AfspraakForm, REGEL: RegelForm, MIJLPAAL: MijlpaalForm, BEDRAG: BedragForm}


def form_of(kind: RowKind, *args, plan: Transformatieplan, row=None, **kwargs) -> forms.Form:
    """Make the form of a row of this kind in `plan`, filled with what `row` says."""
    return FORMS[kind](*args, plan=plan, initial=_initial_of(row, kind), **kwargs)


def _initial_of(row, kind: RowKind) -> dict:
    if row is None:
        return {"version": 1}
    initial = {name: getattr(row, name) for name in kind.fields} | {"version": row.version}
    return {name: getattr(value, "pk", value) for name, value in initial.items()}
