from django.db import models
from django.db.models import Q

from iza_portal.reference.models import Provenance
from regions.models import Mandaatregio, Municipality


class Stream(models.TextChoices):
    """The specific grants of the Rijk whose amounts are known per area."""

    BREDE_SPUK = "brede_spuk", "Brede SPUK (GALA)"
    SPUK_IZA = "spuk_iza", "SPUK IZA"


class Uitkering(Provenance):
    """What the Rijk makes available at most in a year: SPUK IZA per mandaatregio, brede SPUK per municipality.

    `cents` is in eurocents, including BCF and uitvoering as in the regeling.
    """

    stream = models.CharField("regeling", max_length=20, choices=Stream.choices)
    year = models.PositiveSmallIntegerField("jaar")
    mandaatregio = models.ForeignKey(Mandaatregio, models.PROTECT, null=True, related_name="uitkeringen")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="uitkeringen")
    cents = models.BigIntegerField("bedrag in centen")

    class Meta:
        ordering = ["stream", "year"]
        constraints = [
            models.CheckConstraint(
                name="uitkering_receiver_fits_stream",
                condition=(
                    Q(stream="spuk_iza", mandaatregio__isnull=False, municipality=None)
                    | Q(stream="brede_spuk", mandaatregio=None, municipality__isnull=False)
                ),
            ),
            models.CheckConstraint(name="uitkering_not_negative", condition=Q(cents__gte=0)),
            models.UniqueConstraint(
                fields=["stream", "year", "mandaatregio", "municipality"],
                nulls_distinct=False,
                name="uitkering_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_stream_display()} {self.year}"
