"""What a region's page tells: its municipalities, its other areas, who takes part, and where all that comes from."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst

from iza_portal.reference.models import Certainty
from iza_portal.reference.sources import sources
from regions.models import Indeling, Participation, Purpose, Region, RegionRole, RoazRegion

FACT_OF_PURPOSE = {
    Purpose.STRUCTUUR: "Gemeenten in de regio",
    Purpose.MANDAAT: "Mandaatregio van de gemeenten",
    Purpose.MANDAAT_PRAKTIJK: "Mandaatregio in de praktijk",
    Purpose.ZORGKANTOOR: "Zorgkantoorregio van de gemeenten",
}
# Roles that the page names even where nobody is known to have them.
ALWAYS_SHOWN = {RegionRole.MANDAATHOUDER, RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2, RegionRole.DEELNEMER}


class RegionFacts:
    """The facts of one region, looked up when they are asked for: most requests find the page's pieces in the cache."""

    def __init__(self, region: Region):
        self.region = region

    @property
    def is_reconstruction(self) -> bool:
        return self.region.certainty == Certainty.RECONSTRUCTIE

    @cached_property
    def _areas(self) -> dict:
        """The areas by purpose of each municipality that lies in the region, or counts along in practice."""
        here = Indeling.objects.current().filter(region=self.region, purpose=Purpose.STRUCTUUR)
        rows = (
            Indeling.objects.current()
            .filter(
                Q(municipality__in=here.values("municipality"))
                | Q(purpose=Purpose.MANDAAT_PRAKTIJK, mandaatregio=self.region.mandaatregio)
            )
            .select_related("municipality", "region", "mandaatregio", "zorgkantoorregio__zorgkantoor")
            .order_by("municipality")
        )
        found = defaultdict(dict)
        for row in rows:
            found[row.municipality][row.purpose] = row
        return found

    @cached_property
    def places(self) -> list[dict]:
        """The region's municipalities, with their areas and those of them that deviate from the region's."""
        expected = {
            Purpose.MANDAAT: self.region.mandaatregio,
            Purpose.MANDAAT_PRAKTIJK: self.region.mandaatregio,
            Purpose.ZORGKANTOOR: self.region.zorgkantoorregio,
        }
        return [
            {
                "municipality": municipality,
                "areas": areas,
                "deviations": [
                    areas[purpose]
                    for purpose, area in expected.items()
                    if purpose in areas and areas[purpose].area != area
                ],
            }
            for municipality, areas in self._areas.items()
            if Purpose.STRUCTUUR in areas
        ]

    @cached_property
    def guests(self) -> list[Indeling]:
        """The municipalities that count along in practice while the regeling has them elsewhere."""
        return [areas[Purpose.MANDAAT_PRAKTIJK] for areas in self._areas.values() if Purpose.STRUCTUUR not in areas]

    @property
    def has_deviations(self) -> bool:
        return any(place["deviations"] for place in self.places)

    @property
    def population(self) -> int:
        return sum(place["municipality"].population for place in self.places)

    @cached_property
    def zorgkantoorregios(self) -> list[tuple]:
        """The zorgkantoorregio's with how many of the region's inhabitants live in them, the largest first."""
        inhabitants = defaultdict(int)
        for place in self.places:
            if Purpose.ZORGKANTOOR in place["areas"]:
                area = place["areas"][Purpose.ZORGKANTOOR].zorgkantoorregio
                inhabitants[area] += place["municipality"].population
        return sorted(inhabitants.items(), key=lambda entry: -entry[1])

    @cached_property
    def roaz_regions(self) -> list[RoazRegion]:
        partial = RoazRegion.objects.filter(pk=OuterRef("pk"), partial_regions=self.region)
        return list(
            RoazRegion.objects.filter(Q(regions=self.region) | Q(partial_regions=self.region))
            .annotate(is_partial=Exists(partial))
            .distinct()
        )

    @cached_property
    def _participations(self) -> dict[str, list[Participation]]:
        found = {role: [] for role in RegionRole}
        rows = Participation.objects.current().filter(region=self.region).select_related("organisation")
        for part in rows.order_by("organisation"):
            found[part.role].append(part)
        return found

    @property
    def marktleiders(self) -> list[Participation]:
        return self._participations[RegionRole.MARKTLEIDER_1] + self._participations[RegionRole.MARKTLEIDER_2]

    @property
    def roles(self) -> list[tuple[str, list[Participation], int]]:
        """Per role who has it; of the region's own municipalities, which stand in a table of their own, the number."""
        own = {place["municipality"].organisation_id for place in self.places}
        shown = []
        for role, parts in self._participations.items():
            others = [part for part in parts if role != RegionRole.DEELNEMER or part.organisation_id not in own]
            if parts or role in ALWAYS_SHOWN:
                shown.append((role.label, others, len(parts) - len(others)))
        return shown

    @property
    def sources(self):
        return sources(self._told())

    def _told(self):
        yield "De regio", self.region
        for place in self.places:
            yield "Inwoners van de gemeenten", place["municipality"]
            for purpose, row in place["areas"].items():
                yield FACT_OF_PURPOSE[purpose], row
        for row in self.guests:
            yield FACT_OF_PURPOSE[Purpose.MANDAAT_PRAKTIJK], row
        for area, _ in self.zorgkantoorregios:
            yield "Zorgkantoor", area
        for role, parts in self._participations.items():
            for part in parts:
                if not (role == RegionRole.DEELNEMER and part.follows_data):
                    yield f"{capfirst(role.label)}: {part.organisation}", part
        for roaz in self.roaz_regions:
            yield "ROAZ-regio", roaz
