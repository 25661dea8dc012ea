"""What a streefwaarde comes to in a region: «60 per 10.000 inwoners» is so many referrals for all of its inhabitants."""

from decimal import ROUND_HALF_UP, Decimal

from plans.werkagenda.inzet import Line
from plans.werkagenda.template import bounds_in_words
from regions.models import Region


def for_region(line: Line, region: Region) -> str:
    """Answer in words what the streefwaarde asks of the whole region; nothing where that cannot be counted. One query."""
    asked = line.asked
    if asked is None or asked.per not in ("inwoners", "gemeente"):
        return ""
    counted = Region.objects.with_population().get(pk=region.pk)
    count = counted.population if asked.per == "inwoners" else counted.municipality_count
    if not count:
        return ""
    times = Decimal(count) / asked.per_count
    least, most = (bound if bound is None else _rounded(bound * times) for bound in (asked.least, asked.most))
    return bounds_in_words(least, most, "in de hele regio")


def _rounded(value: Decimal) -> Decimal:
    """Answer the value with one decimal where it is small, whole where it is large."""
    return value.quantize(Decimal("0.1") if value < 100 else Decimal(1), ROUND_HALF_UP)
