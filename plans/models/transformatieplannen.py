from django.db import models

from iza_portal.accounts.models import Organisation
from regions.models import Region


class Transformatieplan(models.Model):
    """A transformatieplan that opgaven refer to, as it is known in the land: it may exist before the regioplan (domain: B3).

    `number` is the one that the insurers publish it under, `insurer` the coördinerend zorgverzekeraar.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="transformatieplannen", verbose_name="regio")
    title = models.CharField("titel", max_length=200)
    number = models.CharField("landelijk nummer", max_length=30, blank=True)
    insurer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="coördinerend verzekeraar"
    )
    url = models.URLField("openbare samenvatting", max_length=300, blank=True)

    class Meta:
        verbose_name = "transformatieplan"
        verbose_name_plural = "transformatieplannen"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "title"],
                name="transformatieplan_once",
                violation_error_message="Dit transformatieplan staat al bij deze regio.",
            )
        ]

    def __str__(self):
        return self.title
