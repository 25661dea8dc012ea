from django.conf import settings
from django.db import models

from plans.models.regioplannen import Regioplan
from regions.models import Criterion


class PlanAnswer(models.Model):
    """What the region says of a criterion that the portal cannot compute, or does not find met: met or not, and why."""

    plan = models.ForeignKey(Regioplan, models.CASCADE, related_name="criterion_answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    is_met = models.BooleanField("voldoet")
    reason = models.TextField("waarom")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("beantwoord op")

    class Meta:
        ordering = ["criterion"]
        constraints = [models.UniqueConstraint(fields=["plan", "criterion"], name="plan_criterion_answered_once")]

    def __str__(self):
        return f"{self.criterion_id}: {self.is_met}"
