"""Postings that come in with a CSV of a financial system: read by a worker, looked at, then booked by another person."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.budgetten import Budget
from funding.models.grootboek import Boekstuk
from iza_portal.trail.models import never_emptied
from iza_portal.work.models import State, Work, WorkQuerySet


class Inleesstand(models.TextChoices):
    """Where a file of postings stands. The first two wait for a worker; the third waits for a person."""

    AANGEVRAAGD = State.AANGEVRAAGD.value, State.AANGEVRAAGD.label
    BEZIG = State.BEZIG.value, State.BEZIG.label
    GELEZEN = "gelezen", "gelezen, nog niet geboekt"
    GEWEIGERD = "geweigerd", "geweigerd"
    GEBOEKT = "geboekt", "geboekt"
    INGETROKKEN = "ingetrokken", "weggelegd"
    MISLUKT = State.MISLUKT.value, State.MISLUKT.label


class Inleesstap(models.TextChoices):
    """What a worker is asked to do with a file."""

    LEZEN = "lezen", "lezen"
    BOEKEN = "boeken", "boeken"


class InlezingQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """Those that this person may read, as a filter: see `funding.rules.visible_files`."""
        from funding.rules import visible_files

        return visible_files(self, user)


class Inlezing(Work):
    """A file of postings for one budget: all of it is booked, in one boekstuk, or nothing of it.

    `by` handed it in; `approved_by` is another, who had it booked. `preview` says what booking comes down to, or
    what is wrong and on which line, as JSON. The file is kept as it came (`sha256`), for it is the ground of its postings.
    """

    TASK = "funding.tasks.work_on_inlezing"
    BROKE_OFF = "Het werk brak drie keer af. Er is niets geboekt. Laat het de beheerder van het portaal weten."
    TOO_LONG = "Het werk duurde te lang. Er is niets geboekt. Verdeel het bestand en probeer het opnieuw."

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="inlezingen")
    state = models.CharField("stand", max_length=12, choices=Inleesstand.choices, default=Inleesstand.AANGEVRAAGD)
    step = models.CharField("wat er gebeurt", max_length=10, choices=Inleesstap.choices, default=Inleesstap.LEZEN)
    file_name = models.CharField("bestand", max_length=150)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # What was read, until it is booked or laid aside: see `funding.inlezen.kept`.
    rows = models.BinaryField(null=True)
    preview = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    boekstuk = models.OneToOneField(Boekstuk, models.PROTECT, null=True, blank=True, related_name="inlezing")

    objects = InlezingQuerySet.as_manager()

    class Meta:
        verbose_name = "ingelezen bestand"
        verbose_name_plural = "ingelezen bestanden"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="inlezing_by_two", condition=Q(approved_by=None) | ~Q(approved_by=F("by"))),
            models.CheckConstraint(
                name="inlezing_booked_whole",
                condition=Q(state="geboekt", boekstuk__isnull=False) | (~Q(state="geboekt") & Q(boekstuk=None)),
            ),
            models.UniqueConstraint(
                fields=["budget", "sha256"], condition=Q(state="geboekt"), name="inlezing_booked_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="booked_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__state="geboekt")
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Delete),
            never_emptied("Files that were read are kept"),
        ]

    def __str__(self):
        return self.file_name
