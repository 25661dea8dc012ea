"""The forms of a regiobeeld: of itself, its themes and points, its cycles, who took part, the answers to the criteria."""

from itertools import groupby

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.page.forms import DateInput
from regions.forms import OwnerField
from regions.models import (
    Figure,
    FigureTheme,
    Handling,
    Indeling,
    Indicator,
    InvolvedGroup,
    Municipality,
    PointKind,
    Purpose,
    Stance,
)
from regions.participation import organisations_of
from regions.regiobeelden.enriching import FIGURES_OF_A_POINT


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenCycleForm(forms.Form):
    question = forms.CharField(
        label="Wat vraagt u de partijen", widget=_text(4), max_length=2000, help_text="Zij reageren daarna per thema."
    )
    due_on = forms.DateField(label="Reageren tot en met", widget=DateInput)
    parties = forms.ModelMultipleChoiceField(
        label="Wie vraagt u",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="De organisaties die in deze regio meedoen.",
    )

    def __init__(self, *args, regiobeeld, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = organisations_of(regiobeeld.region_id)


class ChangeCycleForm(forms.Form):
    due_on = forms.DateField(label="Reageren tot en met", widget=DateInput)
    parties = forms.ModelMultipleChoiceField(
        label="Wie vraagt u erbij",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie al gevraagd is, blijft gevraagd en staat hier niet bij.",
    )

    def __init__(self, *args, cycle, **kwargs):
        super().__init__(*args, initial={"due_on": cycle.due_on}, **kwargs)
        others = organisations_of(cycle.regiobeeld.region_id).exclude(pk__in=cycle.parties.values("pk"))
        self.fields["parties"].queryset = others
        if not others.exists():
            del self.fields["parties"]


class CloseCycleForm(forms.Form):
    account = forms.CharField(
        label="Wat leverde deze cyclus op",
        widget=_text(6),
        max_length=5000,
        help_text="Alle partijen lezen dit. Wat er in het beeld veranderde, zet het portaal er zelf bij.",
    )


class ReactForm(forms.Form):
    """What a party says of one theme; the theme is in its button."""

    stance = forms.ChoiceField(
        label="Uw reactie",
        widget=forms.RadioSelect,
        choices=[
            (Stance.EENS, "Wij herkennen dit en zijn het ermee eens"),
            (Stance.ONEENS, "Wij zijn het hier niet mee eens"),
            (Stance.AANVULLING, "Wij willen iets aanvullen"),
        ],
        error_messages={"required": "Kies een van de drie."},
    )
    text = forms.CharField(
        label="Toelichting",
        widget=_text(3),
        max_length=4000,
        required=False,
        help_text="Nodig als u het niet eens bent of iets aanvult.",
    )


class HandleForm(forms.Form):
    """What was done with one reaction. `seen` is when the reaction was given that the editor read."""

    seen = forms.DateTimeField(
        widget=forms.HiddenInput,
        error_messages={"required": "Lees de reactie opnieuw.", "invalid": "Lees de reactie opnieuw."},
    )
    handling = forms.ChoiceField(
        label="Wat deed u ermee",
        widget=forms.RadioSelect,
        choices=Handling.choices,
        error_messages={"required": "Kies wat u ermee deed."},
    )
    answer = forms.CharField(
        label="Antwoord",
        widget=_text(3),
        max_length=4000,
        required=False,
        help_text="Wat u veranderde, of waarom niet. Alleen bij “eens” mag dit leeg blijven.",
    )


class InvolvedForm(forms.Form):
    group = forms.ChoiceField(label="Groep", choices=[("", "Kies een groep"), *InvolvedGroup.choices])
    organisation = forms.ModelChoiceField(
        label="Organisatie uit de regio",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Een andere partij",
    )
    name = forms.CharField(
        label="Andere partij",
        max_length=200,
        required=False,
        help_text="Bijvoorbeeld een cliëntenraad of een wijkpanel. Noem geen inwoners bij naam.",
    )
    how = forms.CharField(label="Hoe deed deze partij mee", widget=_text(3), max_length=2000)

    def __init__(self, *args, regiobeeld, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(regiobeeld.region_id)


class NotInvolvedForm(forms.Form):
    group = forms.ChoiceField(label="Groep", choices=[("", "Kies een groep"), *InvolvedGroup.choices])
    why = forms.CharField(label="Waarom niet", widget=_text(3), max_length=2000)


class BeginForm(forms.Form):
    """What a regiobeeld begins with; `edition` is the year that is filled in."""

    edition = forms.IntegerField(
        label="Editie",
        min_value=2018,
        max_value=2100,
        help_text="Het jaar waarin dit beeld uitkomt, bijvoorbeeld 2026.",
    )
    title = forms.CharField(label="Titel", max_length=200)
    due_on = forms.DateField(
        label="Af op", required=False, widget=DateInput, help_text="De datum waarop de leesversie klaar is."
    )

    def __init__(self, *args, region, edition=None, **kwargs):
        edition = edition or timezone.localdate().year
        kwargs["initial"] = {"edition": edition, "title": f"Regiobeeld {region.short_name} {edition}"}
        super().__init__(*args, **kwargs)


class BeeldForm(forms.Form):
    """What the regiocoördinator says of the regiobeeld itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="Titel", max_length=200)
    due_on = forms.DateField(
        label="Af op", required=False, widget=DateInput, help_text="De datum waarop de leesversie klaar is."
    )
    summary = forms.CharField(
        label="Kernboodschap",
        widget=_text(6),
        max_length=5000,
        required=False,
        help_text="Wat iemand moet weten die verder niets leest.",
    )
    scale_note = forms.CharField(
        label="Toelichting bij de schaal",
        widget=_text(3),
        max_length=2000,
        required=False,
        help_text="Alleen nodig als het beeld niet over de hele zorgkantoorregio gaat: waarom niet?",
    )


class ProposalForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    proposal = forms.CharField(
        label="Procesvoorstel",
        widget=_text(14),
        max_length=20000,
        help_text="Wie maken dit beeld, welke partijen vraagt u wanneer, en wanneer is het klaar?",
    )


class AddThemeForm(forms.Form):
    title = forms.CharField(label="Titel van het nieuwe thema", max_length=150)


class GroupedCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes in groups, each with its own heading."""

    template_name = "regiobeelden/widgets/grouped_checkboxes.html"


def _grouped(indicators, value) -> list[tuple[str, list]]:
    """Answer the indicators as choices, in groups by what they are about; `value` tells the words of one."""
    in_order = sorted(indicators, key=lambda each: (FigureTheme.values.index(each.theme), each.position))
    return [
        (FigureTheme(theme).label, [(each.pk, value(each)) for each in same])
        for theme, same in groupby(in_order, key=lambda each: each.theme)
    ]


class ThemeForm(forms.Form):
    title = forms.CharField(label="Titel", max_length=150)
    due_on = forms.DateField(
        label="Af op", required=False, widget=DateInput, help_text="De datum waarop dit thema klaar is."
    )
    indicators = forms.ModelMultipleChoiceField(
        label="Cijfers bij dit thema",
        queryset=Indicator.objects.all(),
        required=False,
        widget=GroupedCheckboxes,
        help_text="Wat u erbij kiest, komt onderaan. Daarna zet u de cijfers bovenaan deze pagina in volgorde.",
    )
    # What was chosen when the page was opened: what others chose meanwhile stays.
    had = forms.ModelMultipleChoiceField(
        queryset=Indicator.objects.all(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args, theme, **kwargs):
        chosen = theme.indicators.all()
        kwargs["initial"] = {
            "title": theme.title,
            "owner": theme.owner_id,
            "due_on": theme.due_on,
            "indicators": chosen,
            "had": chosen,
        }
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(theme.regiobeeld.region_id, now=theme.owner_id)
        self.order_fields(["title", "owner", "due_on"])
        figures = Figure.objects.current().filter(indicator=OuterRef("pk"))
        self.fields["indicators"].choices = _grouped(
            Indicator.objects.annotate(has_figures=Exists(figures)),
            lambda each: f"{each.label} ({each.code}){'' if each.has_figures else ', nog zonder cijfers'}",
        )


# What a point of a kind is asked for, beside its title: the words of its fields.
NO_NAMES = "Schrijf geen namen op, en niets waaraan iemand te herkennen is: ook geen straat, ziekte met datum of foto."
WORDS = {
    PointKind.KNELPUNT: {"title": "Het knelpunt in één zin", "text": "Toelichting"},
    PointKind.VERHAAL_INWONER: {
        "title": "Waar gaat het verhaal over",
        "text": "Het verhaal",
        "who": "Van wie, zonder naam",
    },
    PointKind.VERHAAL_PROFESSIONAL: {
        "title": "Waar gaat het verhaal over",
        "text": "Het verhaal",
        "who": "Van wie, zonder naam",
    },
}
OTHER_WORDS = {"title": "Wat is er", "text": "Wat houdt het in", "who": "Wie doet het", "url": "Adres om meer te lezen"}
STORIES = {PointKind.VERHAAL_INWONER, PointKind.VERHAAL_PROFESSIONAL}
EXAMPLES = {
    PointKind.VERHAAL_INWONER: "Bijvoorbeeld: een mantelzorger.",
    PointKind.VERHAAL_PROFESSIONAL: "Bijvoorbeeld: een wijkverpleegkundige.",
}


class PointForm(forms.Form):
    """A point of one kind, which says what the fields are called and which there are."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=200)
    text = forms.CharField(widget=_text(6), max_length=5000, required=False)
    who = forms.CharField(max_length=200, required=False)
    url = forms.URLField(max_length=300, required=False, assume_scheme="https")
    due_on = forms.DateField(label="Af op", required=False, widget=DateInput)
    is_ready = forms.BooleanField(
        label="Klaar", required=False, help_text="Wat klaar is, staat niet meer bij het werk van de eigenaar."
    )

    def __init__(self, *args, kind, region_id, owner_id=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(region_id, now=owner_id)
        self.order_fields(["version", "title", "text", "who", "url", "owner", "due_on", "is_ready"])
        words = WORDS.get(kind, OTHER_WORDS)
        for name in ("title", "text", "who", "url"):
            if name in words:
                self.fields[name].label = words[name]
            else:
                del self.fields[name]
        if kind in STORIES:
            self.fields["text"].required = True
            self.fields["text"].help_text = NO_NAMES
            self.fields["who"].help_text = EXAMPLES[kind]


class FigureForm(forms.Form):
    """A figure that shows a knelpunt; without an indicator the row is left out."""

    indicator = forms.ModelChoiceField(
        label="Cijfer", queryset=Indicator.objects.all(), required=False, empty_label="Geen cijfer"
    )
    municipality = forms.ModelChoiceField(
        label="Van welke gemeente", queryset=Municipality.objects.none(), required=False, empty_label="De hele regio"
    )
    year = forms.IntegerField(
        label="Jaar",
        min_value=1900,
        max_value=2100,
        required=False,
    )

    def __init__(self, *args, indicators, municipalities, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["indicator"]
        field.choices = [("", field.empty_label), *indicators]
        self.fields["municipality"].queryset = municipalities


FigureFormSet = forms.formset_factory(
    FigureForm, extra=2, max_num=FIGURES_OF_A_POINT, absolute_max=FIGURES_OF_A_POINT, validate_max=True
)


def figure_rows(theme, data=None, pointers=()) -> forms.BaseFormSet:
    """Answer the rows in which a knelpunt's figures are chosen: the theme's own indicators first, then all others."""
    own = set(theme.indicators.values_list("pk", flat=True))
    indicators = list(Indicator.objects.all())
    choices = [("Bij dit thema", [(each.pk, each.short_label) for each in indicators if each.pk in own])]
    choices += _grouped((each for each in indicators if each.pk not in own), lambda each: each.short_label)
    here = Indeling.objects.current().filter(region=theme.regiobeeld.region_id, purpose=Purpose.STRUCTUUR)
    return FigureFormSet(
        data,
        prefix="cijfers",
        initial=[
            {"indicator": each.indicator, "municipality": each.municipality, "year": each.year} for each in pointers
        ],
        form_kwargs={
            "indicators": [group for group in choices if group[1]],
            "municipalities": Municipality.objects.filter(pk__in=here.values("municipality")),
        },
    )
