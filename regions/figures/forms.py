"""The forms around a file of figures: handing it in, saying what its columns are, taking its figures back."""

from dataclasses import replace

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from iza_portal.page.forms import DateInput
from iza_portal.reference.models import Certainty
from iza_portal.sheets.limits import LIMITS, with_points
from iza_portal.sheets.notation import Notation
from regions.figures.layouts import NUMBER_ROLES, Column, Layout, Role
from regions.figures.statements import FIRST_YEAR, LAST_YEAR, LONGEST_SCENARIO
from regions.models import FigureStatus, FigureTheme, Indicator, Region

COUNTRY = "nederland"
LEAVE_OUT = "weglaten"
# A column of which the row says the indicator.
OF_THE_ROW = "rij"
MEGABYTES = with_points(LIMITS.bytes // 1_000_000)


class FileForm(forms.Form):
    """A file with where it is from. `regions` are those for which the person may read in; `is_national` adds the country."""

    region = forms.ChoiceField(label="Voor welk gebied")
    source = forms.CharField(
        label="Bron",
        max_length=300,
        help_text=(
            "Wie de cijfers uitgeeft en in welke tabel, zoals “CBS StatLine 85984NED”. Gebruik voor een volgend bestand van "
            "dezelfde bron dezelfde naam: dan weet het portaal nog wat de kolommen zijn."
        ),
    )
    peildatum = forms.DateField(
        label="Peildatum",
        widget=DateInput,
        help_text="De dag waarop de bron de cijfers gaf.",
    )
    certainty = forms.ChoiceField(label="Hoe zeker is het", choices=Certainty.choices)
    certainty_note = forms.CharField(
        label="Toelichting bij de zekerheid", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    # The last field, so that those before it are read when the file is too large.
    file = forms.FileField(
        label="Bestand",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=f"Een CSV-bestand of een Excel-werkmap (.xlsx) van ten hoogste {MEGABYTES} MB.",
        error_messages={"required": "Kies een bestand."},
    )

    def __init__(self, *args, regions: list[Region], is_national: bool, is_too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self._regions = {region.slug: region for region in regions}
        choices = [(region.slug, region.name) for region in regions]
        if is_national:
            choices.insert(0, (COUNTRY, "Heel Nederland"))
        self.fields["region"].choices = choices if len(choices) == 1 else [("", "Kies een gebied"), *choices]
        if is_too_large:
            message = f"Dit bestand is te groot: er past {MEGABYTES} MB. Verdeel het, of laat kolommen weg."
            self.fields["file"].error_messages["required"] = message

    def clean_region(self) -> Region | None:
        return self._regions.get(self.cleaned_data["region"])


class ScenarioField(forms.CharField):
    """The name of a scenario, on one line, or nothing."""

    def __init__(self, **kwargs):
        super().__init__(label=kwargs.pop("label", "Scenario"), max_length=LONGEST_SCENARIO, required=False, **kwargs)

    def to_python(self, value) -> str:
        return " ".join(super().to_python(value).split())


class YearField(forms.IntegerField):
    """A year, or nothing."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            error_messages={
                "invalid": "Dit is geen jaar.",
                "min_value": "Dit is geen jaar.",
                "max_value": "Dit is geen jaar.",
            },
            **kwargs,
        )


class OptionSelect(forms.Select):
    """A select of options that many fields share: they are written once, and not once for each field."""

    def __init__(self, options: SafeString, **kwargs):
        super().__init__(**kwargs)
        self._options = options

    def render(self, name, value, attrs=None, renderer=None):
        attributes = format_html_join("", ' {}="{}"', ((key, text) for key, text in (attrs or {}).items()))
        chosen = format_html('value="{}"', value or "")
        # Both parts are escaped by now.
        options = mark_safe(self._options.replace(chosen, f"{chosen} selected", 1))  # noqa: S308
        return format_html('<select class="utrecht-select" name="{}"{}>{}</select>', name, attributes, options)


class LayoutForm(forms.Form):
    """What the columns of a file are. Begins as `layout` proposes; `layout_told` answers what the person made of it.

    For each column there are four fields: what it is, and for numbers the year, the part and the scenario.
    """

    notation = forms.ChoiceField(
        label="Hoe zijn de getallen geschreven",
        choices=[
            (Notation.DUTCH.value, "Met een komma voor de decimalen: 1.234,5"),
            (Notation.ENGLISH.value, "Met een punt voor de decimalen: 1,234.5"),
            (Notation.AMBIGUOUS.value, "Weet ik niet: weiger wat op twee manieren te lezen is"),
        ],
    )
    year = YearField(label="Jaar", help_text="Van cijfers waarbij geen kolom het jaar zegt.")
    scenario = ScenarioField(help_text="Alleen als dit een prognose is, zoals “CBS/PBL 2025”.")
    status = forms.ChoiceField(
        label="Soort cijfer",
        choices=[(status.value, status.label) for status in (FigureStatus.GEMETEN, FigureStatus.GESCHAT)],
        help_text="Van cijfers die geen prognose zijn.",
    )

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, layout: Layout, indicators: list[Indicator], unknown_words: list[str], **kwargs):
        initial = {name: getattr(layout, name) for name in ("notation", "year", "scenario", "status")}
        initial["seen"] = layout.mark()
        super().__init__(*args, initial=initial, **kwargs)
        self._layout, self._words = layout, unknown_words
        by_theme = _indicator_options(indicators)
        roles = [(role.value, role.label) for role in Role if role not in NUMBER_ROLES]
        row = [(OF_THE_ROW, "Een cijfer van de indicator die in de rij staat")]
        allowed = [value for value, _ in roles + row] + [indicator.code for indicator in indicators]
        options = _options(roles + row) + by_theme
        parts = [(role.value, role.label) for role in NUMBER_ROLES]
        self.columns = []
        for index, column in enumerate(layout.columns):
            is_number = column.role in NUMBER_ROLES
            fields = {
                "is": forms.ChoiceField(
                    label=f"Wat is “{column.name}”",
                    choices=[(value, value) for value in allowed],
                    initial=(column.indicator or OF_THE_ROW) if is_number else column.role,
                    widget=OptionSelect(options),
                ),
                "year": YearField(label=f"Jaar van “{column.name}”", initial=column.year),
                "part": forms.ChoiceField(
                    label=f"Welk deel is “{column.name}”",
                    choices=parts,
                    initial=column.role if is_number else Role.WAARDE,
                ),
                "scenario": ScenarioField(label=f"Scenario van “{column.name}”", initial=column.scenario),
            }
            for name, field in fields.items():
                self.fields[f"kolom-{index}-{name}"] = field
        known = layout.words or {}
        word_options = _options([(LEAVE_OUT, "Laat deze rijen weg")]) + by_theme
        for index, word in enumerate(unknown_words):
            self.fields[f"woord-{index}"] = forms.ChoiceField(
                label=word or "(leeg)",
                choices=[(LEAVE_OUT, ""), *((indicator.code, "") for indicator in indicators)],
                initial=known.get(word) or LEAVE_OUT,
                widget=OptionSelect(word_options),
            )

    def see(self, layout: Layout) -> None:
        """Let what was filled in be a change of this layout, which somebody else told in the meantime."""
        self.data = {**self.data.dict(), "seen": layout.mark()}

    def rows(self, samples: list[list[str]]) -> list[dict]:
        """Answer the columns with some of their cells and their four fields, for the page."""
        return [
            {
                "name": column.name,
                "samples": samples[index] if index < len(samples) else [],
                **{name: self[f"kolom-{index}-{name}"] for name in ("is", "year", "part", "scenario")},
            }
            for index, column in enumerate(self._layout.columns)
        ]

    def general_fields(self) -> list:
        return [self[name] for name in ("notation", "status", "year", "scenario")]

    def word_fields(self) -> list:
        return [self[f"woord-{index}"] for index in range(len(self._words))]

    def layout_told(self) -> Layout:
        """Answer the layout as the person says it; ask this of a valid form."""
        told = self.cleaned_data
        columns = tuple(self._column_told(index, column) for index, column in enumerate(self._layout.columns))
        words = dict(self._layout.words or {})
        for index, word in enumerate(self._words):
            answer = told[f"woord-{index}"]
            words[word] = "" if answer == LEAVE_OUT else answer
        return replace(
            self._layout,
            columns=columns,
            notation=told["notation"],
            year=told["year"],
            scenario=told["scenario"],
            status=told["status"],
            words=words or None,
        )

    def _column_told(self, index: int, column: Column) -> Column:
        what, year, part, scenario = (
            self.cleaned_data[f"kolom-{index}-{name}"] for name in ("is", "year", "part", "scenario")
        )
        if what in Role.values:
            return Column(column.name, what)
        return Column(column.name, part, "" if what == OF_THE_ROW else what, year, scenario)


class TableForm(forms.Form):
    """Where on which sheet the table is, where the portal looked at the wrong place."""

    sheet = forms.ChoiceField(label="Blad")
    header_row = forms.IntegerField(label="Eerste rij van de kop", min_value=1, max_value=LIMITS.rows, required=False)
    header_rows = forms.IntegerField(label="Aantal rijen van de kop", min_value=0, max_value=5, required=False)

    def __init__(self, *args, sheets: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in sheets]


class WithdrawForm(forms.Form):
    """Why the figures are taken back."""

    reason = forms.CharField(
        label="Reden",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mensen met een account kunnen deze reden lezen.",
    )


def _options(choices) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices)


def _indicator_options(indicators: list[Indicator]) -> SafeString:
    groups = []
    for theme in FigureTheme:
        choices = [(row.code, f"{row.short_label} ({row.unit})") for row in indicators if row.theme == theme]
        if choices:
            groups.append(format_html('<optgroup label="{}">{}</optgroup>', theme.label, _options(choices)))
    return SafeString("".join(groups))
