from django.db import models

from iza_portal.accounts.models import Organisation
from iza_portal.names import DutchOrder
from iza_portal.reference.models import Provenance


class InsurerLabel(Provenance):
    """A risk bearer or brand of an insurer's group (concern). UZOVI is empty where none was found."""

    concern = models.ForeignKey(Organisation, models.PROTECT, related_name="labels")
    name = models.CharField("naam", max_length=80, unique=True)
    kind = models.CharField("soort", max_length=40)
    uzovi = models.CharField("UZOVI-code", max_length=4, blank=True)
    uzovi_status = models.CharField("zekerheid van de code", max_length=120, blank=True)
    insured = models.CharField("verzekerden", max_length=40, blank=True)

    class Meta:
        ordering = [DutchOrder("name")]

    def __str__(self):
        return self.name
