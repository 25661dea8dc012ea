from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from iza_portal.reference.models import Provenance
from regions.models.areas import Region


class RegionRole(models.TextChoices):
    """What an organisation is in a region."""

    REGIOCOORDINATOR = "regiocoordinator", "werkgever van de regiocoördinator"
    MANDAATHOUDER = "mandaathouder", "mandaathouder (kassier)"
    COORDINERENDE_GEMEENTE = "coordinerende_gemeente", "coördinerende gemeente"
    MARKTLEIDER_1 = "marktleider_1", "marktleider 1"
    MARKTLEIDER_2 = "marktleider_2", "marktleider 2"
    COORDINEREND_VERZEKERAAR = "coordinerend_verzekeraar", "coördinerend verzekeraar"
    DEELNEMER = "deelnemer", "deelnemer"


# Roles that one organisation at most can hold in a region at a time.
SINGLE_ROLES = [role for role in RegionRole if role != RegionRole.DEELNEMER]


class ParticipationQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)


class Participation(Provenance):
    """An organisation takes part in a region, as one role, from `started_on` until `ended_on` (empty: still).

    `follows_data` marks the rows that the reference data gave and that no person touched: loading keeps those in line
    with the data, and leaves all others alone.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="participations")
    role = models.CharField("rol", max_length=30, choices=RegionRole.choices)
    started_on = models.DateField("vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)
    follows_data = models.BooleanField("volgt de referentiegegevens", default=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname"
        ordering = ["region", "role", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "region", "role"], condition=Q(ended_on=None), name="participation_once"
            ),
            models.UniqueConstraint(
                fields=["region", "role"],
                condition=Q(ended_on=None) & Q(role__in=SINGLE_ROLES),
                name="participation_single_role",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_role_display()} in {self.region}"
