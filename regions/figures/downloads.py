"""Figures as a table to take along: every figure that counts, with its kind, its source and how it came about."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx
from regions.figures.looking_up import municipalities_in
from regions.models import AreaFigure, Figure, Indicator, Method, Region

HEADINGS = [
    "Code", "Indicator", "Eenheid", "Soort gebied", "Gebiedscode", "Gebied", "Jaar", "Scenario", "Soort cijfer", "Waarde",
    "Ondergrens", "Bovengrens", "Herkomst", "Gemeenten bekend", "Gemeenten", "Bron", "Peildatum", "Partij",
]  # fmt: skip
COMPUTED = "berekend door het portaal uit de cijfers van gemeenten"
NOTES = [
    ("Waarde", "Leeg als de bron het cijfer niet toont (onderdrukt), of als te weinig gemeenten bekend zijn."),
    (
        "Soort cijfer",
        "gemeten, geschat, prognose (met het scenario) of onderdrukt (de bron kent het en toont het niet).",
    ),
    ("Herkomst", "Hoe het cijfer van een regio of van Nederland er kwam; de gemeenten staan er zoals ze nu liggen."),
    (
        "Partij",
        "Het nummer van het bestand waarmee het cijfer binnenkwam; het portaal toont het onder Cijfers inlezen.",
    ),
]


@dataclass(frozen=True)
class Download:
    """A table of figures and what it is called."""

    name: str
    title: str
    rows: list[list]

    def as_csv(self) -> bytes:
        return as_csv(HEADINGS, self.rows)

    def as_xlsx(self) -> bytes:
        notes = [*NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
        return as_xlsx(HEADINGS, self.rows, title=self.title, notes=notes)


def of_indicator(indicator: Indicator) -> Download:
    """Answer all figures of `indicator`: the country, the regions, the zorgkantoorregio's and the municipalities."""
    return Download(f"cijfers-{indicator.code}".lower(), indicator.short_label, _rows([indicator], Q(), Q()))


def of_region(region: Region, indicators: Collection[Indicator], title: str, name: str) -> Download:
    """Answer the figures of these indicators in `region`: its own, those of its municipalities, and the country's."""
    here = Q(municipality__in=municipalities_in(region).values("pk"))
    country = Q(region=None)
    stated = here | Q(region=region) | (country & Q(municipality=None, zorgkantoorregio=None))
    stated |= Q(zorgkantoorregio=region.zorgkantoorregio_id)
    return Download(name, title, _rows(indicators, stated, Q(region=region) | country))


def _rows(indicators, stated, computed):
    by_pk = {indicator.pk: indicator for indicator in indicators}
    areas = (
        AreaFigure.objects.filter(computed, indicator__in=by_pk)
        .exclude(method=Method.GEGEVEN)
        .values_list(
            "indicator", "region__slug", "region__name",
            "year", "scenario", "status", "value", "lower", "upper", "method", "known", "expected",
        )
    )  # fmt: skip
    figures = (
        Figure.objects.current()
        .filter(stated, indicator__in=by_pk)
        .values_list(
            "indicator", "region__slug", "region__name",
            "zorgkantoorregio__code", "zorgkantoorregio__name", "municipality__cbs_code", "municipality__name",
            "year", "scenario", "status", "value", "lower", "upper", "batch__source", "batch__peildatum", "batch",
        )
    )  # fmt: skip
    rows = []
    for pk, slug, name, *when, value, lower, upper, method, known, expected in areas:
        area = ("regio", slug, name) if slug else ("land", "NL", "Nederland")
        came = [Method(method).label, known, expected, COMPUTED, None, None]
        rows.append((by_pk[pk], area, when, [value, lower, upper], came))
    for (
        pk,
        slug,
        name,
        code,
        kantoor,
        cbs_code,
        municipality,
        *when,
        value,
        lower,
        upper,
        source,
        day,
        batch,
    ) in figures:
        if cbs_code:
            area = ("gemeente", cbs_code, municipality)
        elif slug:
            area = ("regio", slug, name)
        else:
            area = ("zorgkantoorregio", code, kantoor) if code else ("land", "NL", "Nederland")
        came = [Method.GEGEVEN.label, None, None, source, day, batch]
        rows.append((by_pk[pk], area, when, [value, lower, upper], came))
    order = ["land", "regio", "zorgkantoorregio", "gemeente"]
    rows.sort(key=lambda row: (row[0].position, order.index(row[1][0]), row[1][1:], row[2]))
    return [
        [
            indicator.code, indicator.short_label, indicator.unit, *area, *when,
            *(value if value is None else value.normalize() for value in values), *came,
        ]
        for indicator, area, when, values, came in rows
    ]  # fmt: skip
