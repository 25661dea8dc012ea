"""What everybody reads of a transformatieplan, and the views that a reviewer keeps of the workbench."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, GeneratedField, OuterRef, Q

from iza_portal.trail.models import never_emptied
from plans.models.transformatie.plannen import Transformatieplan


class SamenvattingQuerySet(models.QuerySet):
    def public(self):
        """Those that everybody reads now: the last that came out of each plan, where it was not withdrawn."""
        later = Samenvatting.objects.filter(
            plan=OuterRef("plan"), number__gt=OuterRef("number"), published_at__isnull=False
        )
        return self.filter(~Exists(later), published_at__isnull=False, withdrawn_at=None)


class Samenvatting(models.Model):
    """The public summary of an approved plan: goals, agreements, results, parties and whom to ask (domain: C16).

    A plan has one that is worked on, and those that went out before, by `number`. `checked_by` declared that nothing in
    it is sensitive for a business or about a person; what the portal found itself stands in `remarks`, with what was said
    of each. Another person publishes it. From `published_at` on a trigger refuses every change; a mistake is set right by a
    next one, or it is withdrawn with a reason, for good.
    """

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="samenvattingen")
    number = models.PositiveSmallIntegerField("nummer")
    goals = models.TextField("doelen")
    agreements = models.TextField("afspraken")
    results = models.TextField("resultaten")
    parties = models.TextField("betrokken partijen")
    contact = models.TextField("contact")
    remarks = models.JSONField("bevindingen van de controle", default=list)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField("gecontroleerd op", null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField("openbaar sinds", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    withdrawal_reason = models.TextField("reden van intrekken", blank=True)
    version = models.PositiveIntegerField(default=1)
    search = GeneratedField(
        expression=SearchVector("goals", weight="A", config="dutch")
        + SearchVector("agreements", weight="B", config="dutch")
        + SearchVector("results", weight="B", config="dutch"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SamenvattingQuerySet.as_manager()

    class Meta:
        verbose_name = "openbare samenvatting"
        verbose_name_plural = "openbare samenvattingen"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="samenvatting_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(published_at=None), name="samenvatting_one_open"),
            models.CheckConstraint(
                name="samenvatting_is_checked", condition=Q(published_at=None) | Q(checked_at__isnull=False)
            ),
            models.CheckConstraint(
                name="samenvatting_two_people",
                condition=Q(published_by=None) | (Q(checked_by__isnull=False) & ~Q(checked_by=F("published_by"))),
            ),
            models.CheckConstraint(
                name="samenvatting_withdrawn_why", condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason="")
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="samenvatting_search")]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND (OLD.plan_id, OLD.number, OLD.goals, OLD.agreements, OLD.results,"
                    " OLD.parties, OLD.contact, OLD.remarks, OLD.checked_by_id, OLD.checked_at, OLD.published_by_id,"
                    " OLD.published_at) IS DISTINCT FROM (NEW.plan_id, NEW.number, NEW.goals, NEW.agreements, NEW.results,"
                    " NEW.parties, NEW.contact, NEW.remarks, NEW.checked_by_id, NEW.checked_at, NEW.published_by_id,"
                    " NEW.published_at)"
                ),
            ),
            pgtrigger.Protect(
                name="withdrawn_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_at, OLD.withdrawal_reason)"
                    " IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawal_reason)"
                ),
            ),
            pgtrigger.Protect(
                name="published_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
            never_emptied("What was published is kept"),
        ]

    def __str__(self):
        return f"{self.plan_id}: {self.number}"


class Weergave(models.Model):
    """A way to look at the workbench that a person keeps: its name, and the filters as they stand in the address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="weergaven")
    name = models.CharField("naam", max_length=60)
    query = models.CharField("filters", max_length=500)

    class Meta:
        verbose_name = "weergave"
        verbose_name_plural = "weergaven"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="weergave_once",
                violation_error_message="U hebt al een weergave met deze naam.",
            )
        ]

    def __str__(self):
        return self.name
