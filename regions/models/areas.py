"""The areas of the field, and which municipality lies in which, per purpose and per period.

Borders differ per purpose (Wageningen, Almere, Zeewolde): an area is never the child of another one.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.names import DutchOrder
from iza_portal.reference.models import Provenance
from regions.models.guards import figures_protect


class Mandaatregio(Provenance):
    """One of the 42 samenwerkingsregio's of the SPUK IZA (BWBR0048411, bijlage 1), with its mandaathouder."""

    slug = models.SlugField(unique=True)
    name = models.CharField("naam in de regeling", max_length=120)
    legal_number = models.PositiveSmallIntegerField("nummer in de bijlage", unique=True)
    mandaathouder = models.ForeignKey(Organisation, models.PROTECT, related_name="mandaatregios")

    class Meta:
        ordering = [DutchOrder("name")]

    def __str__(self):
        return self.name


class Zorgkantoorregio(Provenance):
    """One of the 31 regions in which one zorgkantoor carries out the Wlz."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField("naam", max_length=120)
    zorgkantoor = models.ForeignKey(Organisation, models.PROTECT, related_name="zorgkantoorregios")

    class Meta:
        triggers = figures_protect("zorgkantoorregio")
        ordering = [DutchOrder("name")]

    def __str__(self):
        return self.name


class PublicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of them, whoever it is: areas are public."""
        return self


class RegionQuerySet(PublicQuerySet):
    def with_population(self):
        """Add `municipality_count` and `population`, of the municipalities that lie in the region today; by name."""
        today = Q(indelingen__period__contains=timezone.localdate())
        return self.annotate(
            municipality_count=Count("indelingen", filter=today),
            population=Sum("indelingen__municipality__population", filter=today),
        ).order_by(DutchOrder("name"))


class Region(Provenance):
    """One of the 44 regions in which municipalities and insurers work together (VNG and ZN, 2019).

    Four rows are a reconstruction: `certainty` says so. Money follows `mandaatregio`. `tile_column` and `tile_row`
    place the region on the tile map; the centroid is in WGS84 degrees.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField("naam", max_length=120)
    short_name = models.CharField("korte naam", max_length=14)
    province = models.CharField("provincie", max_length=20)
    mandaatregio = models.ForeignKey(Mandaatregio, models.PROTECT, related_name="regions")
    zorgkantoorregio = models.ForeignKey(
        Zorgkantoorregio, models.PROTECT, related_name="main_regions", verbose_name="grootste zorgkantoorregio"
    )
    centroid_latitude = models.DecimalField(max_digits=6, decimal_places=3)
    centroid_longitude = models.DecimalField(max_digits=6, decimal_places=3)
    tile_column = models.PositiveSmallIntegerField()
    tile_row = models.PositiveSmallIntegerField()

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "regio"
        triggers = figures_protect("region")
        ordering = [DutchOrder("name")]
        constraints = [models.UniqueConstraint(fields=["tile_column", "tile_row"], name="region_tile_unique")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/regios/{self.slug}/"


class RoazRegion(Provenance):
    """One of the 10 regions for acute care, with its trauma centre. Its borders follow no other area."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField("naam", max_length=80)
    network = models.CharField("netwerk", max_length=120)
    trauma_centre = models.CharField("traumacentrum", max_length=120)
    coverage = models.TextField("dekking", blank=True)
    regions = models.ManyToManyField(Region, related_name="roaz_regions", verbose_name="regio's, geheel of grotendeels")
    partial_regions = models.ManyToManyField(
        Region, related_name="partial_roaz_regions", verbose_name="regio's, voor een kleiner deel"
    )

    class Meta:
        ordering = [DutchOrder("name")]

    def __str__(self):
        return self.name


class Municipality(Provenance):
    """A municipality as CBS counts it; `cbs_code` is like GM0597."""

    cbs_code = models.CharField("CBS-code", max_length=6, unique=True)
    name = models.CharField("naam", max_length=80)
    province = models.CharField("provincie", max_length=20)
    population = models.PositiveIntegerField("inwoners")
    note = models.TextField("opmerking", blank=True)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="municipality")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        triggers = figures_protect("municipality")
        ordering = [DutchOrder("name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/gemeenten/{self.cbs_code}/"


class Purpose(models.TextChoices):
    """What a division of municipalities is for. `MANDAAT_PRAKTIJK` has rows only where practice departs from the law."""

    STRUCTUUR = "structuur", "samenwerkingsregio (VNG en ZN)"
    MANDAAT = "mandaat", "SPUK IZA, volgens de regeling"
    MANDAAT_PRAKTIJK = "mandaat_praktijk", "SPUK IZA, in de praktijk"
    ZORGKANTOOR = "zorgkantoor", "zorgkantoorregio (Wlz)"


class IndelingQuerySet(models.QuerySet):
    def current(self):
        """Those of today."""
        return self.filter(period__contains=timezone.localdate())


class Indeling(Provenance):
    """Where a municipality lies for one purpose, during `period`; at one moment in one area only (a constraint)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="indelingen")
    purpose = models.CharField("doel", max_length=20, choices=Purpose.choices)
    period = DateRangeField("periode")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="indelingen")
    mandaatregio = models.ForeignKey(Mandaatregio, models.PROTECT, null=True, related_name="indelingen")
    zorgkantoorregio = models.ForeignKey(Zorgkantoorregio, models.PROTECT, null=True, related_name="indelingen")

    objects = IndelingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="indeling_area_fits_purpose",
                condition=(
                    Q(purpose="structuur", region__isnull=False, mandaatregio=None, zorgkantoorregio=None)
                    | Q(
                        purpose__in=["mandaat", "mandaat_praktijk"],
                        region=None,
                        mandaatregio__isnull=False,
                        zorgkantoorregio=None,
                    )
                    | Q(purpose="zorgkantoor", region=None, mandaatregio=None, zorgkantoorregio__isnull=False)
                ),
            ),
            ExclusionConstraint(
                name="indeling_one_area_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.municipality}: {self.area} ({self.get_purpose_display()})"

    @property
    def area(self):
        return self.region or self.mandaatregio or self.zorgkantoorregio


class Herindeling(Provenance):
    """A municipality that went over in another one; a successor that kept its own code stands among its predecessors too.

    A municipality that was divided has a row for each successor, with `is_whole` off: how many went where is not known here.
    """

    old_name = models.CharField("naam van vroeger", max_length=80)
    old_code = models.CharField("CBS-code van vroeger", max_length=6)
    successor = models.ForeignKey(
        Municipality, models.PROTECT, related_name="herindelingen", verbose_name="opgegaan in"
    )
    went_over_on = models.DateField("op")
    is_whole = models.BooleanField("in haar geheel")

    class Meta:
        verbose_name = "herindeling"
        ordering = ["-went_over_on", DutchOrder("old_name"), "successor"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "successor"], name="herindeling_once"),
        ]

    def __str__(self):
        return f"{self.old_name}, {self.went_over_on.year}"
