"""Accountability over a year to who gave the money: the values of the SiSa-indicatoren, settled and then kept for good."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.budgetten import Budget
from funding.models.regelingen import Sisaindicator
from iza_portal.trail import freezing
from iza_portal.trail.models import kept_for_good, never_emptied
from plans.models.pdfs import MadePdf
from regions.models import Municipality


class Verantwoordingsstand(models.TextChoices):
    """Where an account over a year stands."""

    CONCEPT = "concept", "concept"
    AANGEBODEN = "aangeboden", "aangeboden voor vaststelling"
    VASTGESTELD = "vastgesteld", "vastgesteld"


class Verantwoording(models.Model):
    """The account of a budget over a year (SiSa, domain: D5); of a `municipality`, what that accounts for to the kassier.

    One person offers it, another who is entitled settles it (*vaststellen*): then `content` is all that it says, with its
    SHA-256, and the book year is closed: the ledger's trigger refuses what would be booked in it. What is wrong afterwards
    is a correction on the year before, in the next account.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="verantwoordingen")
    year = models.PositiveSmallIntegerField("jaar")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="medeoverheid"
    )
    status = models.CharField(
        "stand", max_length=12, choices=Verantwoordingsstand.choices, default=Verantwoordingsstand.CONCEPT
    )
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField("aangeboden op", null=True, blank=True)
    returned_reason = models.TextField("waarom teruggegeven", blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField("vastgesteld op", null=True, blank=True)
    content = models.JSONField("inhoud", null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "verantwoording"
        verbose_name_plural = "verantwoordingen"
        ordering = ["budget", "-year", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "year", "municipality"], nulls_distinct=False, name="verantwoording_once"
            ),
            models.CheckConstraint(
                name="verantwoording_by_two", condition=Q(settled_by=None) | ~Q(settled_by=F("offered_by"))
            ),
            models.CheckConstraint(
                name="verantwoording_settled_whole",
                condition=(
                    Q(status="vastgesteld", settled_by__isnull=False, offered_by__isnull=False, content__isnull=False)
                    | (~Q(status="vastgesteld") & Q(settled_by=None, settled_at=None))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="settled_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="vastgesteld"),
            ),
            never_emptied("Accounts are kept for good"),
        ]

    def __str__(self):
        return f"{self.budget_id} {self.year}"

    def get_absolute_url(self):
        return f"/geld/verantwoordingen/{self.pk}/"


class Indicatorwaarde(models.Model):
    """What a person filled in for an indicator that no sum over the ledger answers."""

    verantwoording = models.ForeignKey(Verantwoording, models.CASCADE, related_name="waarden")
    indicator = models.ForeignKey(Sisaindicator, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.CharField("waarde", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("ingevuld op")

    class Meta:
        verbose_name = "ingevulde waarde"
        verbose_name_plural = "ingevulde waarden"
        constraints = [
            models.UniqueConstraint(
                fields=["verantwoording", "indicator", "municipality"],
                nulls_distinct=False,
                name="indicatorwaarde_once",
            )
        ]
        triggers = [
            *freezing.frozen(
                "it.verantwoording_id",
                table="funding_verantwoording",
                states=["aangeboden", "vastgesteld"],
                sentence="What was offered to be settled never changes",
            )
        ]

    def __str__(self):
        return f"{self.indicator_id}: {self.value}"


class VerantwoordingPdf(MadePdf):
    """The PDF of a settled account, made once by a worker and kept for good; `sha256` is of `content`."""

    verantwoording = models.OneToOneField(Verantwoording, models.PROTECT, related_name="pdf")

    class Meta:
        verbose_name = "PDF van een verantwoording"
        triggers = kept_for_good("A settled account is kept for good")
