"""How far the work of an adopted plan is. What was agreed stays as it is; these rows go on after it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.opgaven import Mijlpaal
from plans.models.papers import Paper


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
