import pgtrigger
from django.conf import settings
from django.db import models

from iza_portal.trail.models import never_emptied
from plans.models.regioplannen import Regioplan


class Paper(models.Model):
    """A PDF that somebody added to a plan: a decision of a college, evidence of a milestone. Kept as it came, for good.

    Looked at before it is taken (`plans.papers`), and only ever handed out as a file to save. `sha256` is of `content`.
    """

    plan = models.ForeignKey(Regioplan, models.PROTECT, related_name="papers")
    name = models.CharField("bestandsnaam", max_length=150)
    content = models.BinaryField()
    size = models.PositiveIntegerField("grootte in bytes")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "stuk"
        verbose_name_plural = "stukken"
        triggers = [
            pgtrigger.Protect(name="kept_as_it_came", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Papers are kept for good"),
        ]

    def __str__(self):
        return self.name
