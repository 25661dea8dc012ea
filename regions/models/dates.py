"""Dates that count for a region: those of the national agreements, and those that the region sets for itself."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from iza_portal.reference.models import Provenance
from regions.agreements import DOMEINEN
from regions.models.areas import Region


class Doelpubliek(models.TextChoices):
    """Whose turn it is at a national date."""

    GEMEENTEN = "gemeenten", "gemeenten"
    REGIO = "regio", "de regio samen"
    VERZEKERAARS = "verzekeraars", "zorgverzekeraars"
    AANBIEDERS = "aanbieders", "zorgaanbieders"
    LANDELIJK = "landelijk", "landelijke partijen"


class Termijn(Provenance):
    """A dated commitment of IZA, GALA or AZWA. `domeinen` are the parts that it belongs to, `audience` whose turn it is."""

    code = models.SlugField(max_length=60, unique=True)
    on = models.DateField("datum", db_index=True)
    domeinen = ArrayField(models.CharField(max_length=10, choices=DOMEINEN), verbose_name="onderdelen")
    what = models.CharField("wat", max_length=300)
    audience = ArrayField(
        models.CharField(max_length=15, choices=Doelpubliek.choices), verbose_name="voor wie", default=list, blank=True
    )

    class Meta:
        verbose_name = "landelijke datum"
        verbose_name_plural = "landelijke datums"
        ordering = ["on", "code"]

    def __str__(self):
        return self.what


class Regiodatum(models.Model):
    """A date that a region sets for itself: a regiotafel, a term. Set by the regiocoördinator, seen by the region."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="dates", verbose_name="regio")
    on = models.DateField("datum", db_index=True)
    what = models.CharField("wat", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "datum van de regio"
        verbose_name_plural = "datums van de regio"
        ordering = ["on", "pk"]

    def __str__(self):
        return self.what
