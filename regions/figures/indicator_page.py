"""One indicator in all regions: what the page with the map tells, for the year, scenario and region that are asked for."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, Min
from django.utils.http import urlencode

from iza_portal.charts.ramp import edges, shade
from iza_portal.reference.sources import Source, sources
from regions.figures.blocks import COUNTRY, INCOMPLETE, NOT_SHOWN, UNKNOWN, blocks, trend_chart, years_table
from regions.figures.looking_up import Known, Value, is_suppressed, measured, name_of, scenarios
from regions.figures.notation import bare, chart_unit, chart_value, rounded, short, unit_beside
from regions.figures.sentences import development, how, how_in_general, read, sentence, sentence_of_the_country
from regions.models import AreaFigure, Figure, FigureBatch, FigureStatus, Indicator, Method, Municipality, Region
from regions.tile_map import Told


@dataclass(frozen=True)
class Ranked:
    """A line of the ranking: a region or the country (without `region`), its rank, and its figure as it is written."""

    name: str
    region: Region | None
    rank: int | None
    text: str
    value: float | None
    address: str = ""
    is_chosen: bool = False


class IndicatorPage:
    """What is told of `indicator` in all regions; looked up when it is asked for, as most requests find it kept.

    `asked` has the `regio`, `jaar` and `scenario` of the address. What does not exist is answered with the nearest that
    does, and said in `remarks`.
    """

    def __init__(self, indicator: Indicator, asked: dict[str, str]):
        self.indicator = indicator
        self.asked = {name: asked.get(name, "").strip() for name in ("regio", "jaar", "scenario")}

    @cached_property
    def regions(self) -> list[Region]:
        return list(Region.objects.all())

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The regions to choose from: what stands in the address, and the name."""
        return [(region.slug, name_of(region.name)) for region in self.regions]

    @cached_property
    def region(self) -> Region | None:
        """The region that is chosen."""
        return next((region for region in self.regions if region.slug == self.asked["regio"]), None)

    @cached_property
    def _series(self) -> dict[int | None, list[Value]]:
        rows = (
            AreaFigure.objects.filter(indicator=self.indicator)
            .order_by("year", "scenario")
            .values_list(
                "region", "year", "scenario", "status", "value", "lower", "upper", "method", "known", "expected"
            )
        )  # fmt: skip
        found = {}
        for region, *fields in rows:
            found.setdefault(region, []).append(Value(*fields))
        return found

    @cached_property
    def _of_regions(self) -> list[Value]:
        return [value for values in self._series.values() for value in values]

    @cached_property
    def scenarios(self) -> list[str]:
        return scenarios(self._of_regions)

    @cached_property
    def scenario(self) -> str:
        """The scenario that is told of years that are still to come."""
        return self.asked["scenario"] if self.asked["scenario"] in self.scenarios else next(iter(self.scenarios), "")

    @cached_property
    def _measured_years(self) -> list[int]:
        return sorted({value.year for value in measured(self._of_regions)})

    @cached_property
    def years(self) -> list[tuple[int, bool]]:
        """The years to choose from, each with whether it is a prognosis."""
        told = set(self._measured_years)
        ahead = {
            value.year for value in self._of_regions if value.scenario == self.scenario and value.value is not None
        }
        return sorted([(year, False) for year in told] + [(year, True) for year in ahead - told])

    @cached_property
    def year(self) -> int | None:
        """The year that is told of: the one asked for, the nearest to it, or the last that is measured."""
        years = [year for year, _ in self.years]
        asked = self.asked["jaar"]
        if not years:
            return None
        if asked.isascii() and asked.isdigit() and len(asked) <= 4:
            return min(years, key=lambda year: abs(year - int(asked)))
        return self._measured_years[-1] if self._measured_years else years[-1]

    @property
    def is_prognosis(self) -> bool:
        return (self.year, True) in self.years

    @property
    def remarks(self) -> list[str]:
        """What was asked for and does not exist."""
        told = []
        if self.asked["regio"] and not self.region:
            told.append("De regio in dit adres bestaat niet. U ziet nu alle regio’s zonder dat er een gekozen is.")
        if self.asked["jaar"] and self.year and self.asked["jaar"] != str(self.year):
            told.append(f"Van het jaar in dit adres zijn er geen cijfers. U ziet {self.year}.")
        if self.asked["scenario"] and self.asked["scenario"] != self.scenario:
            shown = f"U ziet het scenario {self.scenario}." if self.scenario else "Dit cijfer heeft geen scenario’s."
            told.append(f"Het scenario in dit adres is er niet. {shown}")
        return told

    def _at(self, region_pk) -> Value | None:
        scenario = self.scenario if self.is_prognosis else ""
        return next(
            (
                value
                for value in self._series.get(region_pk, ())
                if (value.year, value.scenario) == (self.year, scenario)
            ),
            None,
        )

    @cached_property
    def _values(self) -> dict[int, Value]:
        """The figures of the regions in the year that is told of, by region."""
        found = {region.pk: self._at(region.pk) for region in self.regions}
        return {pk: value for pk, value in found.items() if value}

    @property
    def has_map(self) -> bool:
        return bool(self._shown)

    @cached_property
    def _shown(self) -> dict[int, Decimal]:
        """The figures of the regions that have one, as they are shown: equal ones share a rank."""
        return {
            pk: rounded(self.indicator, value.value) for pk, value in self._values.items() if value.value is not None
        }

    @cached_property
    def ranking(self) -> list[Ranked]:
        """The regions from high to low with the country among them; at the end those without a figure."""
        lines = [(self._shown.get(region.pk), self._ranked(region)) for region in self.regions]
        country = self._at(None)
        if country and country.value is not None:
            text = short(self.indicator, country.value)
            line = Ranked(COUNTRY, None, None, text, chart_value(self.indicator, country.value))
            lines.append((rounded(self.indicator, country.value), line))
        return [line for _, line in sorted(lines, key=lambda row: (row[0] is None, -(row[0] or 0)))]

    def _ranked(self, region):
        shown = self._shown.get(region.pk)
        return Ranked(
            name_of(region.name),
            region,
            None if shown is None else 1 + sum(other > shown for other in self._shown.values()),
            self._word(region.pk) if shown is None else short(self.indicator, shown),
            chart_value(self.indicator, shown),
            self.query(regio=region.slug),
            region == self.region,
        )

    def _word(self, region_pk):
        value = self._values.get(region_pk)
        if value is None:
            return UNKNOWN
        return NOT_SHOWN if is_suppressed(value) else INCOMPLETE

    @cached_property
    def _edges(self) -> list[float]:
        return edges([line.value for line in self.ranking if line.region])

    @property
    def tiles(self) -> dict[int, Told]:
        """What the tile of each region says: its figure, and all of it in words."""
        return {
            line.region.pk: Told(
                bare(self.indicator, self._shown.get(line.region.pk)),
                # It begins with the short name, so that the link can be spoken by what one sees.
                f"{line.region.short_name}: {line.text}"
                + (f", plaats {line.rank} van {len(self._shown)}" if line.rank and len(self._shown) > 1 else ""),
                line.address,
                shade(line.value, self._edges),
                line.is_chosen,
            )
            for line in self.ranking
            if line.region
        }

    @property
    def legend(self) -> dict:
        """The chart that says what each colour of the map stands for."""
        unit = chart_unit(self.indicator)["unit"]
        return {"kind": "legend", "title": "Wat de kleuren betekenen", "edges": self._edges, "unit": unit}

    @cached_property
    def _known(self) -> Known:
        own = self._series.get(self.region.pk if self.region else None, [])
        others = {
            name_of(region.name): self._values[region.pk]
            for region in self.regions
            if region != self.region and region.pk in self._values and self._values[region.pk].value is not None
        }
        return Known(self.indicator, own, self._series.get(None, []), others)

    @cached_property
    def _reading(self):
        told = self._at(self.region.pk)
        if told and told.value is not None:
            return read(self._known, self.region, told, self.scenario)
        # Another year has one, perhaps; but that is not what was asked.
        country = self._at(None)
        return read(Known(self.indicator, [told] if told else [], [country] if country else []), self.region)

    @cached_property
    def block(self) -> dict | None:
        """What is known of the chosen region where there is no map: of its municipalities, or its zorgkantoorregio."""
        return blocks(self.region, [self.indicator])[0] if self.region and not self.has_map else None

    @property
    def sentence(self) -> str:
        if self.block:
            return self.block["sentence"]
        if self.region:
            return sentence(self._reading)
        known = self._known
        country = self._at(None)
        return sentence_of_the_country(
            self.indicator, country if country and country.value is not None else None, known.others
        )

    @property
    def development(self) -> str:
        return development(self._reading) if self.region and not self.block else ""

    @property
    def how(self) -> str:
        """How the figures of regions come about, and the one that is chosen in particular."""
        if self.block:
            return self.block["how"] or how_in_general(self.indicator)
        if self.region and self._reading.own:
            counted_on = Municipality.objects.aggregate(Max("peildatum"))["peildatum__max"]
            return f"{how(self._reading, counted_on)}{self._stated}"
        return f"{how_in_general(self.indicator)}{self._stated}"

    @property
    def _stated(self):
        """Say of how many regions a source gives the figure while others are computed, and of how many it is an estimate."""
        stated = sum(value.method == Method.GEGEVEN for value in self._values.values())
        estimates = sum(value.status == FigureStatus.GESCHAT for value in self._values.values())
        words = ""
        if 0 < stated < len(self._values):
            words = f" Van {_regions(stated)} geeft de bron het cijfer zelf; de andere zijn berekend."
        if estimates:
            words += f" Van {_regions(estimates)} is het een schatting."
        return words

    @property
    def unit(self) -> str:
        """The unit of the figures on the map, which stand there without it."""
        return {"%": "procenten", "euro": "euro’s", "duizend euro": "euro’s"}.get(
            self.indicator.unit, unit_beside(self.indicator)
        )

    @property
    def heading(self) -> str:
        """What stands above the figures of the ranking."""
        return (unit_beside(self.indicator) or "cijfer").capitalize()

    @property
    def place(self) -> str:
        return name_of(self.region.name) if self.region else COUNTRY

    @cached_property
    def trend(self) -> dict | None:
        return trend_chart(self.indicator, self._known, self.place, self.scenario)

    @property
    def trend_table(self) -> dict | None:
        return years_table(self._known, self.place)

    @property
    def zorgkantoorregios(self) -> list[tuple[str, str]]:
        """The figures of zorgkantoorregio's in the last year that there are any, where there is no map to show."""
        if self.has_map:
            return []
        rows = list(
            Figure.objects.current()
            .filter(indicator=self.indicator, zorgkantoorregio__isnull=False, value__isnull=False, scenario="")
            .order_by("-year", "-value")
            .values_list("year", "zorgkantoorregio__name", "value")
        )
        return [(name, short(self.indicator, value)) for year, name, value in rows if year == rows[0][0]]

    @cached_property
    def sources(self) -> list[Source]:
        """Where the figures come from, each with the years that it tells of."""
        spans = (
            Figure.objects.current()
            .filter(indicator=self.indicator)
            .values_list("batch")
            .annotate(first=Min("year"), last=Max("year"))
        )
        years = {pk: (first, last) for pk, first, last in spans}
        batches = FigureBatch.objects.filter(pk__in=years).order_by("-peildatum", "source")
        return sources((_span(*years[batch.pk]), batch) for batch in batches)

    def query(self, **changed) -> str:
        """Answer the query of the address of this view, with what is `changed`."""
        told = {
            "regio": self.region.slug if self.region else "",
            "jaar": str(self.year or ""),
            "scenario": self.scenario if self.is_prognosis or self.asked["scenario"] else "",
        }
        return f"?{urlencode({name: value for name, value in (told | changed).items() if value})}"


def _regions(number):
    return "één regio" if number == 1 else f"{number} regio’s"


def _span(first, last):
    return str(first) if first == last else f"{first} tot en met {last}"
