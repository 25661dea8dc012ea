"""What is told of a quarter: of each opgave by who works on it, and of the region as a report that is kept for good.

A quarter is kept as the date of its first day (`iza_portal.quarters`).
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.trail.models import kept_for_good, never_emptied
from plans.koers import Koers
from plans.models.opgaven import Opgave
from plans.models.pdfs import MadePdf
from regions.models import Region

_BEGINS = Q(quarter__day=1) & Q(quarter__month__in=[1, 4, 7, 10])
# Waits for a report that is being fixed, so that nothing slips in beside it; then sees it.
_REFUSE_WHEN_REPORTED = """
    FOR side IN 1..2 LOOP
        CONTINUE WHEN (side = 1 AND TG_OP = 'INSERT') OR (side = 2 AND TG_OP = 'DELETE');
        IF side = 1 THEN it := OLD; ELSE it := NEW; END IF;
        SELECT region.id INTO its_region FROM plans_opgave opgave
            JOIN plans_regioplan plan ON plan.id = opgave.plan_id
            JOIN regions_region region ON region.id = plan.region_id
            WHERE opgave.id = it.opgave_id FOR SHARE OF region;
        IF EXISTS (
            SELECT 1 FROM plans_kwartaalrapportage WHERE region_id = its_region AND quarter = it.quarter
        ) THEN
            RAISE EXCEPTION 'What a fixed report tells of a quarter never changes';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class Kwartaalbericht(models.Model):
    """The short account of an opgave in a quarter: what moved, what stuck, and what is needed of whom.

    `organisation` is for whom the person who wrote it last worked. It is fixed with the report on the quarter: a trigger
    refuses every later change.
    """

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="berichten")
    quarter = models.DateField("kwartaal")
    koers = models.CharField("hoe staat het ervoor", max_length=12, choices=Koers.choices)
    moved = models.TextField("wat kwam in beweging")
    stuck = models.TextField("wat zit vast", blank=True)
    needed = models.TextField("wat is er nodig", blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("geschreven op")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "kwartaalbericht"
        verbose_name_plural = "kwartaalberichten"
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(fields=["opgave", "quarter"], name="kwartaalbericht_once"),
            models.CheckConstraint(name="kwartaalbericht_quarter_begins", condition=_BEGINS),
            models.CheckConstraint(
                name="kwartaalbericht_says_why", condition=Q(koers=Koers.OP_KOERS.value) | ~Q(stuck="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fixed_with_the_report",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("it", "RECORD"), ("its_region", "BIGINT")],
                func=_REFUSE_WHEN_REPORTED,
            ),
            never_emptied("What a fixed report tells of a quarter never changes"),
        ]

    def __str__(self):
        return f"{self.opgave_id}: {self.quarter}"


class Kwartaalrapportage(models.Model):
    """The report of a region on a quarter, on three levels (domain: E2), as it was fixed: nobody changes it afterwards.

    What turns out to be wrong in it is set right by a next one on the same quarter, by `number`, that says what in
    `correction`. `content` is all that it shows, as JSON, and `content_hash` the SHA-256 of that.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="kwartaalrapportages", verbose_name="regio")
    quarter = models.DateField("kwartaal")
    number = models.PositiveSmallIntegerField("nummer", default=1)
    correction = models.TextField("wat is rechtgezet", blank=True)
    content = models.JSONField()
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op", auto_now_add=True)

    class Meta:
        verbose_name = "kwartaalrapportage"
        ordering = ["-quarter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "quarter", "number"], name="kwartaalrapportage_once"),
            models.CheckConstraint(name="kwartaalrapportage_quarter_begins", condition=_BEGINS),
            models.CheckConstraint(
                name="kwartaalrapportage_says_what", condition=Q(number=1, correction="") | ~Q(correction="")
            ),
        ]
        triggers = kept_for_good("A report that was fixed is kept for good")

    def __str__(self):
        return f"{self.region_id}: {self.quarter}, {self.number}"

    def get_absolute_url(self):
        return f"/rapportages/{self.pk}/"


class KwartaalrapportagePdf(MadePdf):
    """The PDF of a report, made once by a worker and kept for good; `sha256` is of `content`."""

    rapportage = models.OneToOneField(Kwartaalrapportage, models.PROTECT, related_name="pdf")

    class Meta:
        verbose_name = "PDF van een kwartaalrapportage"
        triggers = kept_for_good("A report that was fixed is kept for good")
