from django.conf import settings
from django.db import models

from iza_portal.reference.models import Provenance
from regions.models.regiobeelden import Regiobeeld, frozen


class CriterionOf(models.TextChoices):
    """Of which paper of a region a criterion is."""

    REGIOBEELD = "regiobeeld", "regiobeeld"
    REGIOPLAN = "regioplan", "regioplan"
    WERKAGENDA = "werkagenda", "werkagenda D5"


class Moment(models.TextChoices):
    """The step before which a criterion has to hold."""

    INDIENEN = "indienen", "voorleggen aan de regiotafel"
    VASTSTELLEN = "vaststellen", "vaststellen"
    PUBLICEREN = "publiceren", "publiceren"


class Criterion(Provenance):
    """A national criterion for a paper of a region, like RB-5. A mandatory one blocks its `moment`, another only warns."""

    of = models.CharField("voor", max_length=12, choices=CriterionOf.choices, default=CriterionOf.REGIOBEELD)
    code = models.CharField(max_length=10, unique=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField("criterium", max_length=120)
    description = models.CharField("toelichting", max_length=300)
    is_mandatory = models.BooleanField("verplicht")
    moment = models.CharField("vóór het", max_length=12, choices=Moment.choices)

    class Meta:
        verbose_name = "criterium"
        ordering = ["position"]

    def __str__(self):
        return f"{self.code} {self.title}"


class CriterionAnswer(models.Model):
    """What the region says of a criterion that the portal cannot compute, or does not find met: met or not, and why."""

    regiobeeld = models.ForeignKey(Regiobeeld, models.CASCADE, related_name="criterion_answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    is_met = models.BooleanField("voldoet")
    reason = models.TextField("waarom")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("beantwoord op")

    class Meta:
        ordering = ["criterion"]
        constraints = [models.UniqueConstraint(fields=["regiobeeld", "criterion"], name="criterion_answered_once")]
        triggers = frozen("it.regiobeeld_id")

    def __str__(self):
        return f"{self.criterion_id}: {self.is_met}"
