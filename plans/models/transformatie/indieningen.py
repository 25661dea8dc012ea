"""What was submitted, kept as it then was, and what is asked about it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from iza_portal.accounts.models import Organisation
from iza_portal.trail.models import never_emptied
from plans.models.transformatie.kaders import Kader
from plans.models.transformatie.plannen import Transformatieplan, insurers_of
from plans.transformatie.workflow import Stap

KEPT = "What was submitted is kept for good"


class IndieningQuerySet(models.QuerySet):
    def brief(self):
        """Without the content, which weighs more than all the rest."""
        return self.defer("content", "differences")

    def readable_to(self, user):
        """Those that `user` may read. The same as `plans.transformatie.rules.may_read_indiening`, as a filter."""
        plans = Transformatieplan.objects.submitted_to(user)
        readable = Q(plan__in=plans.of_party(user))
        if insurers := insurers_of(user):
            led = Q(plan__marktleider_1__in=insurers) | Q(plan__marktleider_2__in=insurers)
            judged = Q(leader_1__in=insurers) | Q(leader_2__in=insurers)
            shared = Q(questions_until__isnull=False)
            readable |= Q(plan__in=plans) & ((led & judged) | (Q(taken_back_at=None) & (led | shared)))
        return self.filter(readable)


class Indiening(models.Model):
    """A submission of a plan for one step: all that insurers judge, as it then was, as JSON, with the SHA-256 of it.

    Judged by `kader`, whatever came after. `differences` is what it says other than the submission before it of that step
    (None for the first). `leader_1` and `leader_2` are the market leaders that judge it. `due_on` is the last day for the
    next decision, moved where the desk stops the clock (`plans.transformatie.termijnen`); in a question round
    `questions_until` is the last day for the other insurers. `closed_at`: it was decided on or taken back
    (`taken_back_at`).
    """

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="indieningen")
    step = models.CharField("stap", max_length=12, choices=Stap.choices)
    number = models.PositiveSmallIntegerField("nummer")
    kader = models.ForeignKey(Kader, models.PROTECT, related_name="+", verbose_name="beoordelingskader")
    content = models.JSONField("inhoud")
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    differences = models.JSONField("verschillen met de vorige", null=True)
    leader_1 = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="marktleider 1")
    leader_2 = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="marktleider 2")
    coordinator = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="coördinerend verzekeraar"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("ingediend op")
    due_on = models.DateField("besluit uiterlijk")
    questions_until = models.DateField("vragen tot en met", null=True, blank=True)
    taken_back_at = models.DateTimeField("teruggenomen op", null=True, blank=True)
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)

    objects = IndieningQuerySet.as_manager()

    class Meta:
        verbose_name = "indiening"
        verbose_name_plural = "indieningen"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "step", "number"], name="indiening_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(closed_at=None), name="indiening_one_open"),
            models.CheckConstraint(name="indiening_two_leaders", condition=~Q(leader_1=F("leader_2"))),
            models.CheckConstraint(
                name="indiening_led_by_a_leader",
                condition=Q(coordinator=F("leader_1")) | Q(coordinator=F("leader_2")),
            ),
        ]
        indexes = [
            models.Index(fields=["leader_1", "due_on"], name="indiening_of_leader_1", condition=Q(closed_at=None)),
            models.Index(fields=["leader_2", "due_on"], name="indiening_of_leader_2", condition=Q(closed_at=None)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="submitted_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "plan", "step", "number", "kader", "content", "content_hash", "differences", "by", "at"
                ),
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Delete),
            never_emptied(KEPT),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.number}"

    def get_absolute_url(self):
        return f"/transformatieplannen/{self.plan_id}/indieningen/{self.pk}/"

    @property
    def title(self) -> str:
        """How a page calls it: «Snelle toets, indiening 2»."""
        what = "Snelle toets" if self.step == Stap.SNELLE_TOETS else "Volledig plan"
        return f"{what}, indiening {self.number}"


class Vraagfase(models.TextChoices):
    """When a question is asked: while the market leaders judge, or in the round of the other insurers."""

    BEOORDELING = "beoordeling", "in de beoordeling"
    VRAGENRONDE = "vragenronde", "in de vragenronde"


class Vraag(models.Model):
    """A question of an insurer to the applicants about what was submitted, and their answer, in place.

    `place` is the code of the part that it is about, or empty. A question of one market leader is no business of the other
    until both have judged. The asker may take it back while it has no answer (`withdrawn_at`). `version` counts the changes.
    """

    indiening = models.ForeignKey(Indiening, models.PROTECT, related_name="vragen")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="verzekeraar")
    phase = models.CharField("wanneer", max_length=12, choices=Vraagfase.choices)
    place = models.CharField("gaat over", max_length=30, blank=True)
    text = models.TextField("vraag")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("gevraagd op")
    answer_due_on = models.DateField("antwoord graag uiterlijk", null=True, blank=True)
    answer = models.TextField("antwoord", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("beantwoord op", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="vraag_has_words", condition=~Q(text="")),
            models.CheckConstraint(
                name="vraag_is_answered",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Delete),
            never_emptied("What was asked is kept"),
        ]

    def __str__(self):
        return f"{self.indiening_id}: {self.organisation_id}"
