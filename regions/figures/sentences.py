"""What a figure says, in sentences of one's own language, and how it came about. Where nothing is known, they say that."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from iza_portal.page.templatetags.page import long_date
from regions.figures.looking_up import Known, Value, headline, is_suppressed, measured, name_of, prognosis
from regions.figures.notation import bare, full, gap_words, is_count, is_total, rounded, share_words, short
from regions.models import Aggregation, FigureStatus, Indicator, Method, Region

INHABITANTS = "inwoners"
EXPECTED = " naar verwachting"


@dataclass(frozen=True)
class Reading:
    """What is told of an indicator in a region: the figures that its sentences are about.

    `own` is the region's figure and `country` the one beside it, of the same year where there is one; `rank` its place among
    `of` regions, the highest first. `first` is the first measured, `ahead` the furthest prognosis after `own`.
    """

    indicator: Indicator
    place: str
    own: Value | None
    country: Value | None
    rank: int | None = None
    of: int = 0
    first: Value | None = None
    ahead: Value | None = None
    incomplete: Value | None = None
    places: dict[str, Value] = field(default_factory=dict)
    zorgkantoor: tuple[str, Value] | None = None


def read(known: Known, region: Region, told: Value | None = None, scenario: str = "") -> Reading:
    """Answer what is told of `known` in `region`: of the figure `told`, or of the last one.

    What is expected after it is that of `scenario`, or of the one that is told first.
    """
    own = told or headline(known.own)
    of_own_scenario = [
        value for value in known.own if value.value is not None and own and value.scenario == own.scenario
    ]
    first = next(iter(of_own_scenario), None)
    ahead = next(iter(reversed(prognosis(known.own, scenario))), None)
    rank = None
    if own and known.others:
        shown = rounded(known.indicator, own.value)
        rank = 1 + sum(rounded(known.indicator, other.value) > shown for other in known.others.values())
    return Reading(
        known.indicator,
        name_of(region.name),
        own,
        beside(known.country, own),
        rank,
        len(known.others) + 1 if rank else 0,
        first if first is not own else None,
        ahead if own and ahead and not own.scenario and ahead.year > own.year else None,
        None if own else next(iter(reversed(known.own)), None),
        known.places,
        known.zorgkantoor,
    )


def beside(values: Collection[Value], told: Value | None) -> Value | None:
    """Answer the one of `values` to set beside `told`: of the same year and scenario, otherwise the last that is known."""
    if told is None:
        return headline(values)
    same = [value for value in values if (value.year, value.scenario) == (told.year, told.scenario)]
    return headline(same) or (None if told.scenario else headline(measured(values)))


def sentence(reading: Reading) -> str:
    """Say what the figure is, beside the country's: one or two sentences, the first of which stands by itself."""
    if reading.own is None:
        return _without_figure(reading)
    text = f"{statement(reading.indicator, reading.place, reading.own, reading.country)}{_country(reading)}."
    if is_total(reading.indicator):
        return f"{text}{_share(reading)}"
    return f"{text}{_place_among(reading)}"


def statement(indicator: Indicator, place: str, value: Value, other: Value | None = None) -> str:
    """Answer «In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder», with the year where that of the country differs."""
    phrase = indicator.phrase.format(full(indicator, value.value))
    if value.scenario:
        verb, _, rest = phrase.replace(EXPECTED, "", 1).partition(" ")
        return f"Naar verwachting {verb} in {value.year} in {place} {rest} ({_prognosis_note(indicator, value)})"
    notes = []
    if other and other.year != value.year:
        notes.append(str(value.year))
    if value.status == FigureStatus.GESCHAT:
        notes.append("een schatting")
    note = f" ({', '.join(notes)})" if notes else ""
    return f"In {place} {phrase}{note}"


def _country(reading):
    country, told = reading.country, reading.own or (reading.zorgkantoor and reading.zorgkantoor[1])
    if country is None:
        return ""
    year = f" ({country.year})" if not told or country.year != told.year else ""
    return f"; landelijk {_amount(reading.indicator, country.value)}{year}"


def _amount(indicator, value):
    """Answer «is dat 20,5%» or «zijn dat er 17.942.942»."""
    if is_count(indicator):
        return f"zijn dat er {bare(indicator, value)}"
    text = full(indicator, value) if indicator.unit in {"jaar", "weken", "km"} else short(indicator, value)
    return f"is dat {text}"


def _share(reading):
    own, country = reading.own, reading.country
    words = share_words(own.value, country.value) if country and country.year == own.year else ""
    return f" Dat is {words}." if words else ""


def _place_among(reading):
    if not reading.rank or reading.of < 2:
        return ""
    return f" De regio staat daarmee op plaats {reading.rank} van {reading.of}, van hoog naar laag."


def _prognosis_note(indicator, value):
    between = ""
    if value.lower is not None and value.upper is not None:
        between = f", tussen {short(indicator, value.lower)} en {short(indicator, value.upper)}"
    return f"scenario {value.scenario.removeprefix('scenario ')}{between}"


def sentence_of_the_country(indicator: Indicator, country: Value | None, regions: dict[str, Value]) -> str:
    """Say what the figure is in the whole country, and in which of `regions` it is highest and lowest."""
    text = f"{statement(indicator, 'Nederland', country)}. " if country else ""
    if len(regions) == 1 and not country:
        [(name, value)] = regions.items()
        return f"Alleen van één regio is er een cijfer. {statement(indicator, name, value)}."
    if len(regions) < 2:
        return text.strip() or "Hiervan is nog geen cijfer bekend."
    low = min(regions, key=lambda name: regions[name].value)
    high = max(regions, key=lambda name: regions[name].value)
    most, least = ("grootst", "kleinst") if is_total(indicator) else ("hoogst", "laagst")
    return (
        f"{text}Het {most} is het in {high} ({short(indicator, regions[high].value)}),"
        f" het {least} in {low} ({short(indicator, regions[low].value)})."
    )


def development(reading: Reading) -> str:
    """Say how the figure moved since the first that is known, and what is expected; empty where neither is known."""
    indicator, own = reading.indicator, reading.own
    if own is None:
        return ""
    parts = []
    be = "zijn het er" if is_total(indicator) else "is het"
    if reading.first and reading.first.year < own.year:
        was = short(indicator, reading.first.value)
        words = gap_words(indicator, own.value, reading.first.value)
        link = "als" if words.startswith("even") else "dan"
        expected = EXPECTED if own.scenario else ""
        parts.append(f"In {own.year} {be}{expected} {words} {link} in {reading.first.year} ({was}).")
    if reading.ahead:
        ahead = reading.ahead
        parts.append(
            f"Naar verwachting {be} {short(indicator, ahead.value)} in {ahead.year} ({_prognosis_note(indicator, ahead)})."
        )
    return " ".join(parts)


def _without_figure(reading):
    indicator, place = reading.indicator, reading.place
    country = _country(reading)
    if reading.zorgkantoor:
        name, value = reading.zorgkantoor
        told = statement(indicator, f"zorgkantoorregio {name}", value, reading.country)
        return f"{told}{_country(reading)}. Van {place} zelf is er geen cijfer."
    if reading.incomplete and is_suppressed(reading.incomplete):
        return f"De bron toont het cijfer van {place} niet, omdat het over te weinig mensen gaat{country}."
    values = {name: value for name, value in reading.places.items() if value.value is not None}
    hidden = [value for value in reading.places.values() if is_suppressed(value)]
    if indicator.aggregation == Aggregation.GEEN and values:
        return f"{_from_to(indicator, values)}{country}."
    if reading.incomplete and reading.incomplete.known:
        row = reading.incomplete
        return f"Van {place} is er geen cijfer: van {row.known} van de {row.expected} gemeenten is het bekend{country}."
    if hidden and not values:
        return (
            f"De bron toont de cijfers van de gemeenten in {place} niet, omdat ze over te weinig mensen gaan{country}."
        )
    return f"Van {place} is nog geen cijfer bekend{country}."


def _from_to(indicator, values):
    low = min(values, key=lambda name: values[name].value)
    high = max(values, key=lambda name: values[name].value)
    if rounded(indicator, values[low].value) == rounded(indicator, values[high].value):
        what = "In alle gemeenten" if len(values) > 1 else f"In {low}"
        return f"{what} {indicator.phrase.format(full(indicator, values[low].value))}"
    return (
        f"Dit cijfer is er per gemeente: van {short(indicator, values[low].value)} in {low}"
        f" tot {short(indicator, values[high].value)} in {high}"
    )


def how(reading: Reading, counted_on: date | None) -> str:
    """Say how the region's figure came about: given by a source, added up, weighed; and how complete it is."""
    indicator, own = reading.indicator, reading.own
    if own is None:
        if reading.zorgkantoor:
            name = reading.zorgkantoor[0]
            return (
                f"Dit is het cijfer van zorgkantoorregio {name}, waarin de meeste inwoners van {reading.place} wonen. "
                "De grenzen zijn niet dezelfde."
            )
        if indicator.aggregation == Aggregation.GEEN and reading.places:
            return "Cijfers van gemeenten zijn hier niet op te tellen: er is alleen een cijfer per gemeente."
        if reading.incomplete:
            return _how_incomplete(indicator)
        return ""
    counted = _how_many(own)
    missing = " Van de andere is geen cijfer bekend." if own.known < own.expected else ""
    weighed = f"gewogen naar inwoners op {long_date(counted_on)}" if counted_on else "gewogen naar inwoners"
    match own.method:
        case Method.GEGEVEN:
            return "De bron geeft dit cijfer voor de regio zelf."
        case Method.SOM:
            return f"Opgeteld uit {counted}."
        case Method.DICHTHEID:
            return f"Berekend uit {counted}: alle inwoners samen, gedeeld door alle oppervlakte samen.{missing}"
    return f"Berekend uit {counted}, {weighed}.{missing}{_approximation(indicator)}"


def how_in_general(indicator: Indicator) -> str:
    """Say how figures of regions and of the country come about from those of municipalities, where no source gives them."""
    match indicator.aggregation:
        case Aggregation.GEEN:
            return "Cijfers van gemeenten zijn hier niet op te tellen. Een regio heeft er alleen een als de bron dat geeft."
        case Aggregation.SOM:
            return f"Van een regio en van Nederland: opgeteld uit de gemeenten. {_how_incomplete(indicator)}"
        case Aggregation.DICHTHEID:
            return (
                "Van een regio en van Nederland: alle inwoners van de gemeenten samen, gedeeld door al hun oppervlakte."
            )
    return (
        "Van een regio en van Nederland: het gemiddelde van de gemeenten, gewogen naar inwoners."
        f"{_approximation(indicator)} {_how_incomplete(indicator)}"
    )


def _approximation(indicator):
    if indicator.denominator == INHABITANTS:
        return ""
    return f" Dat is een benadering: de bron telt {indicator.denominator}."


def _how_many(value):
    if value.known == value.expected:
        return "één gemeente" if value.expected == 1 else f"{value.expected} gemeenten"
    return f"{value.known} van de {value.expected} gemeenten"


def _how_incomplete(indicator):
    if indicator.aggregation == Aggregation.SOM:
        return "Een som is er alleen als het cijfer van elke gemeente bekend is."
    return "Een gemiddelde is er alleen als de gemeenten die bekend zijn ten minste 80% van de inwoners hebben."
