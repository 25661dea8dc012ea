"""How far the work of an adopted plan is. What was agreed stays as it is; these rows go on after it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.trail.models import never_emptied
from plans.models.opgaven import Doel, Mijlpaal, Opgave
from plans.models.papers import Paper
from regions.models import Region


class MijlpaalStand(models.TextChoices):
    """What is said of a milestone; that it is late follows from its quarter."""

    OPEN = "open", "nog te doen"
    GEREED = "gereed", "gereed"
    VERVALLEN = "vervallen", "vervallen"


class Stand(models.Model):
    """What is said of a milestone: done with evidence, expected in another quarter, or dropped with a reason.

    A milestone of which nothing is said has none, and is still to be done.
    """

    mijlpaal = models.OneToOneField(Mijlpaal, models.CASCADE, related_name="stand")
    status = models.CharField("stand", max_length=10, choices=MijlpaalStand.choices, default=MijlpaalStand.OPEN)
    done_on = models.DateField("gereed op", null=True, blank=True)
    expected = models.DateField("nu verwacht in", null=True, blank=True)
    note = models.TextField("toelichting", blank=True)
    evidence_url = models.URLField("bewijs op het web", max_length=300, blank=True)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bewijs als PDF"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "stand van een mijlpaal"
        constraints = [
            models.CheckConstraint(name="stand_says_when", condition=~Q(status="gereed") | Q(done_on__isnull=False)),
            models.CheckConstraint(name="stand_says_why", condition=~Q(status="vervallen") | ~Q(note="")),
            models.CheckConstraint(
                name="stand_expected_begins",
                condition=Q(expected=None) | (Q(expected__day=1) & Q(expected__month__in=[1, 4, 7, 10])),
            ),
        ]

    def __str__(self):
        return f"{self.mijlpaal_id}: {self.status}"


class Meting(models.Model):
    """A value of a goal that was measured on a day, with its source."""

    doel = models.ForeignKey(Doel, models.CASCADE, related_name="metingen")
    on = models.DateField("gemeten op")
    value = models.DecimalField("waarde", max_digits=16, decimal_places=3)
    source = models.CharField("bron", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["doel", "on"], name="meting_once_a_day")]

    def __str__(self):
        return f"{self.doel_id}: {self.value}"


class Koers(models.TextChoices):
    """How the people who do the work judge an opgave in a quarter."""

    OP_KOERS = "op_koers", "op koers"
    AANDACHT = "aandacht", "vraagt aandacht"
    VASTGELOPEN = "vastgelopen", "loopt vast"


class Kwartaalbericht(models.Model):
    """The short account of an opgave in a quarter: how it goes, and what is asked of whom."""

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="berichten")
    quarter = models.DateField("kwartaal")
    koers = models.CharField("hoe staat het ervoor", max_length=12, choices=Koers.choices)
    text = models.TextField("verslag")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("geschreven op")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "kwartaalbericht"
        verbose_name_plural = "kwartaalberichten"
        ordering = ["-quarter"]
        constraints = [models.UniqueConstraint(fields=["opgave", "quarter"], name="kwartaalbericht_once")]

    def __str__(self):
        return f"{self.opgave_id}: {self.quarter}"


class Kwartaalrapportage(models.Model):
    """The report of a region on a quarter, on three levels (domain: E2), as it was fixed: nobody changes it afterwards."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="kwartaalrapportages", verbose_name="regio")
    quarter = models.DateField("kwartaal")
    content = models.JSONField()
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op", auto_now_add=True)

    class Meta:
        verbose_name = "kwartaalrapportage"
        ordering = ["-quarter"]
        constraints = [models.UniqueConstraint(fields=["region", "quarter"], name="kwartaalrapportage_once")]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("A report that was fixed is kept for good"),
        ]

    def __str__(self):
        return f"{self.region_id}: {self.quarter}"
