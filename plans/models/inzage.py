from django.conf import settings
from django.db import models

from plans.models.regioplannen import Regioplan


class Inzage(models.Model):
    """An administrator of the portal reads a plan that is not published, for a stated reason and until `expires_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="inzages")
    plan = models.ForeignKey(Regioplan, models.CASCADE, related_name="inzages")
    reason = models.TextField("reden")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = "inzage"

    def __str__(self):
        return f"inzage in plan {self.plan_id}"
