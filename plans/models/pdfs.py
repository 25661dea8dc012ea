"""PDFs that are kept for good: those that people add, and those that the portal makes itself."""

import pgtrigger
from django.conf import settings
from django.db import models

from iza_portal.trail.models import never_emptied


class AddedPdf(models.Model):
    """A PDF that somebody added to something, looked at before it is taken (`plans.papers`), and kept as it came.

    It is only ever handed out as a file to save. `sha256` is of `content`.
    """

    name = models.CharField("bestandsnaam", max_length=150)
    content = models.BinaryField()
    size = models.PositiveIntegerField("grootte in bytes")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Protect(name="kept_as_it_came", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Papers are kept for good"),
        ]

    def __str__(self):
        return self.name


class MadePdf(models.Model):
    """A PDF that a worker made once of what was fixed; `sha256` is of `content`. Its triggers come from `kept_for_good`."""

    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.sha256[:8]
