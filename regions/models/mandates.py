from django.conf import settings
from django.db import models
from django.db.models import F, Q

from iza_portal.accounts.models import Organisation
from regions.models.areas import Region


class Bevoegdheid(models.TextChoices):
    """What one organisation may do for another (domain: B4, section F)."""

    BESLUIT_VASTLEGGEN = "besluit_vastleggen", "vastleggen wat zij besloot"


class MandaatQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)


class Mandaat(models.Model):
    """That people of `holder` may do something for `giver` in a region, from `started_on` until `ended_on` (empty: still).

    Given by `giver` itself; `ground` says by which decision.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="mandaten", verbose_name="regio")
    giver = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates_given", verbose_name="namens")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates_held", verbose_name="gemandateerde")
    what = models.CharField("mag", max_length=25, choices=Bevoegdheid.choices)
    ground = models.CharField("op grond van", max_length=200)
    started_on = models.DateField("vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MandaatQuerySet.as_manager()

    class Meta:
        verbose_name = "mandaat"
        verbose_name_plural = "mandaten"
        ordering = ["region", "giver", "started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "giver", "holder", "what"], condition=Q(ended_on=None), name="mandaat_once"
            ),
            models.CheckConstraint(name="mandaat_of_two", condition=~Q(giver=F("holder"))),
        ]

    def __str__(self):
        return f"{self.giver_id} aan {self.holder_id}: {self.what}"
