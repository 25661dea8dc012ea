"""Dates that count for a region: those of the national agreements, and those that the region sets for itself."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from iza_portal.agenda.dates import Entry, Precision
from iza_portal.reference.models import Provenance
from regions.agreements import Domein
from regions.models.areas import Region


class Doelpubliek(models.TextChoices):
    """Whose turn it is at a date."""

    GEMEENTEN = "gemeenten", "gemeenten"
    MANDAATHOUDERS = "mandaathouders", "mandaathouders"
    VERZEKERAARS = "verzekeraars", "zorgverzekeraars"
    AANBIEDERS = "aanbieders", "zorgaanbieders"
    REGIO = "regio", "alle partijen in de regio"
    LANDELIJK = "landelijk", "landelijke partijen"


def _audience() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=15, choices=Doelpubliek.choices), verbose_name="voor wie", default=list, blank=True
    )


def _domeinen() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=10, choices=Domein.choices), verbose_name="onderdelen", default=list, blank=True
    )


class Termijn(Provenance):
    """A dated commitment of IZA, GALA or AZWA, or of the rules for their money.

    `domeinen` are the parts that it belongs to, `audience` whose turn it is. What a source dates on a month, a quarter or a
    year stands on a day within it, as `precision` says.
    """

    code = models.SlugField(max_length=60, unique=True)
    on = models.DateField("datum", db_index=True)
    precision = models.CharField("hoe precies", max_length=10, choices=Precision.choices, default=Precision.DAG)
    domeinen = _domeinen()
    what = models.CharField("wat", max_length=200)
    audience = _audience()

    class Meta:
        verbose_name = "landelijke datum"
        verbose_name_plural = "landelijke datums"
        ordering = ["on", "code"]

    def __str__(self):
        return self.what

    @property
    def when(self) -> str:
        """Say the date as exactly as it is known."""
        return Entry(self.code, "", self.on, self.what, precision=self.precision).when


class Regiodatum(models.Model):
    """A date that a region sets for itself: a regiotafel, a term. Set by the regiocoördinator, seen by the region.

    `audience` says for whom it is (empty: for everybody in the region). Times are those of the clock here.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="dates", verbose_name="regio")
    on = models.DateField("datum", db_index=True)
    starts_at = models.TimeField("van", null=True, blank=True)
    ends_at = models.TimeField("tot", null=True, blank=True)
    what = models.CharField("wat", max_length=200)
    place = models.CharField("waar", max_length=200, blank=True)
    note = models.CharField("toelichting", max_length=1000, blank=True)
    domeinen = _domeinen()
    audience = _audience()
    is_provisional = models.BooleanField("voorlopig", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "datum van de regio"
        verbose_name_plural = "datums van de regio"
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="regiodatum_ends_after_start",
                condition=Q(ends_at=None) | (Q(starts_at__isnull=False) & Q(ends_at__gt=F("starts_at"))),
                violation_error_message="Het einde ligt niet na het begin.",
            )
        ]

    def __str__(self):
        return self.what
