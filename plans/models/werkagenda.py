"""What only a werkagenda has: what a region agrees on for the national streefwaarden of its aanpakken."""

from django.db import models

from plans.models.frozen import OF_OPGAVE, frozen
from plans.models.opgaven import Opgave


class Inzet(models.Model):
    """What a region agrees on for one streefwaarde of an aanpak: how much in which year, and why it is another value.

    `streefwaarde` is its code in the national list; what that asked when it was agreed on is kept with it: `what` is
    counted, in which `unit`, with `least` and `most` as bounds (of the last year; None where there is none). `path` is the
    way to it: the value as text by year, in that unit.
    """

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="inzetten")
    streefwaarde = models.CharField(max_length=30)
    what = models.CharField(max_length=200)
    unit = models.CharField("eenheid", max_length=60)
    least = models.DecimalField("ten minste", max_digits=10, decimal_places=3, null=True)
    most = models.DecimalField("ten hoogste", max_digits=10, decimal_places=3, null=True)
    path = models.JSONField("ingroeipad", default=dict)
    motive = models.TextField("waarom de regio afwijkt", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "inzet"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["opgave", "streefwaarde"], name="inzet_once")]
        triggers = frozen(OF_OPGAVE)

    def __str__(self):
        return self.what
