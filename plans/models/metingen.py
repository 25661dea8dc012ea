from django.conf import settings
from django.db import models

from plans.models.opgaven import Doel


class Meting(models.Model):
    """A value of a goal that was measured on a day, in the unit of the goal, with its source.

    It stays with the goal it was noted at; a later version of the plan shows it by the `key` that goals keep.
    """

    doel = models.ForeignKey(Doel, models.CASCADE, related_name="metingen")
    on = models.DateField("gemeten op")
    value = models.DecimalField("waarde", max_digits=16, decimal_places=3)
    # As it was when this was measured: a goal of a plan that was taken back can get another.
    unit = models.CharField("eenheid", max_length=60, blank=True)
    source = models.CharField("bron", max_length=300)
    note = models.TextField("toelichting", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["doel", "on"],
                name="meting_once_a_day",
                violation_error_message="Van deze dag is al een meting vastgelegd. Wijzig die.",
            ),
            models.CheckConstraint(name="meting_has_source", condition=~models.Q(source="")),
        ]

    def __str__(self):
        return f"{self.doel_id}: {self.value}"
