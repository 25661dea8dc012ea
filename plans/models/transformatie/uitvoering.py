"""Carrying a plan out: evidence of milestones, what was decided on it, payments, changes, and how each quarter went."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from iza_portal.trail.models import never_emptied
from plans.koers import Koers
from plans.models.pdfs import AddedPdf
from plans.models.transformatie.aanvraag import Mijlpaalbedrag, Transformatiemijlpaal
from plans.models.transformatie.plannen import Transformatieplan


class Transformatiestuk(AddedPdf):
    """A PDF that was added to a transformatieplan, looked at before it is taken (`plans.papers`), and kept as it came."""

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="stukken")

    class Meta(AddedPdf.Meta):
        verbose_name = "stuk bij een transformatieplan"
        verbose_name_plural = "stukken bij een transformatieplan"


class Mijlpaaluitkomst(models.TextChoices):
    """What the coördinerend verzekeraar decided on the evidence of a milestone."""

    BEHAALD = "behaald", "behaald"
    NIET_BEHAALD = "niet_behaald", "niet behaald"


class Mijlpaalbewijs(models.Model):
    """Evidence that a milestone was reached, as a party delivered it, and the decision on it. A next delivery is a next row.

    `outcome` is empty while it is being looked at; *niet behaald* has a reason.
    """

    mijlpaal = models.ForeignKey(Transformatiemijlpaal, models.PROTECT, related_name="bewijzen")
    number = models.PositiveSmallIntegerField("nummer")
    text = models.TextField("toelichting")
    stuk = models.ForeignKey(
        Transformatiestuk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="stuk"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="geleverd door")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("geleverd op")
    outcome = models.CharField("besluit", max_length=12, choices=Mijlpaaluitkomst.choices, blank=True)
    reason = models.TextField("reden", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)

    class Meta:
        verbose_name = "bewijs bij een mijlpaal"
        verbose_name_plural = "bewijs bij mijlpalen"
        ordering = ["mijlpaal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mijlpaal", "number"], name="mijlpaalbewijs_once"),
            models.UniqueConstraint(fields=["mijlpaal"], condition=Q(outcome=""), name="mijlpaalbewijs_one_open"),
            models.UniqueConstraint(fields=["mijlpaal"], condition=Q(outcome="behaald"), name="mijlpaal_reached_once"),
            models.CheckConstraint(
                name="mijlpaalbewijs_says_why", condition=~Q(outcome="niet_behaald") | ~Q(reason="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__outcome=""),
            ),
            never_emptied("Evidence is kept for good"),
        ]

    def __str__(self):
        return f"{self.mijlpaal_id}: {self.number}"


class Betaling(models.Model):
    """A payment of an amount at a milestone that was reached, in euros, as the coördinerend verzekeraar recorded it.

    What was wrong is set right by a row with a negative amount. Only added to.
    """

    bedrag = models.ForeignKey(Mijlpaalbedrag, models.PROTECT, related_name="betalingen")
    on = models.DateField("betaald op")
    amount = models.DecimalField("bedrag in euro’s", max_digits=14, decimal_places=2)
    reference = models.CharField("kenmerk van de betaling", max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "betaling"
        verbose_name_plural = "betalingen"
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(name="betaling_is_money", condition=~Q(amount=Decimal(0)))]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Payments are only added to"),
        ]

    def __str__(self):
        return f"{self.bedrag_id}: {self.amount}"


class Mijlpaalwijziging(models.Model):
    """A request to change a milestone of a plan that is carried out, and the decision on it.

    What is asked stands in `title`, `due_on` and `evidence`; the last one that was granted is how the milestone reads now.
    Amounts are not changed in this way.
    """

    mijlpaal = models.ForeignKey(Transformatiemijlpaal, models.PROTECT, related_name="wijzigingen")
    number = models.PositiveSmallIntegerField("nummer")
    title = models.CharField("mijlpaal", max_length=300)
    due_on = models.DateField("te halen op")
    evidence = models.TextField("waaruit blijkt dat de mijlpaal is gehaald", blank=True)
    reason = models.TextField("waarom")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="gevraagd door")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("gevraagd op")
    is_granted = models.BooleanField("toegestaan", null=True)
    decision = models.TextField("reden van het besluit", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)

    class Meta:
        verbose_name = "verzoek om een mijlpaal te wijzigen"
        ordering = ["mijlpaal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mijlpaal", "number"], name="mijlpaalwijziging_once"),
            models.UniqueConstraint(
                fields=["mijlpaal"], condition=Q(is_granted=None), name="mijlpaalwijziging_one_open"
            ),
            models.CheckConstraint(name="mijlpaalwijziging_says_why", condition=~Q(is_granted=False) | ~Q(decision="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__is_granted__isnull=False),
            ),
            never_emptied("Requests are kept for good"),
        ]

    def __str__(self):
        return f"{self.mijlpaal_id}: {self.number}"


class Monitorbericht(models.Model):
    """How a plan went in a quarter, as its lead tells the two market leaders and, through them, the country (domain: C17).

    `quarter` is the first day of the quarter. `numbers` is what the portal filled in, as JSON: milestones reached and late,
    what was paid. From `submitted_at` on nothing of it changes.
    """

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="monitorberichten")
    quarter = models.DateField("kwartaal")
    koers = models.CharField("hoe staat het ervoor", max_length=12, choices=Koers.choices)
    moved = models.TextField("wat kwam in beweging")
    stuck = models.TextField("wat zit vast", blank=True)
    needed = models.TextField("wat is er nodig", blank=True)
    spent = models.DecimalField("besteed in euro’s, tot nu toe", max_digits=14, decimal_places=2, null=True, blank=True)
    numbers = models.JSONField("wat het portaal telt", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("geschreven op")
    submitted_at = models.DateTimeField("ingediend op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "monitorbericht"
        verbose_name_plural = "monitorberichten"
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter"], name="monitorbericht_once"),
            models.CheckConstraint(
                name="monitorbericht_quarter_begins", condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10])
            ),
            models.CheckConstraint(name="monitorbericht_says_why", condition=Q(koers="op_koers") | ~Q(stuck="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="submitted_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__submitted_at__isnull=False),
            ),
            never_emptied("What was told of a quarter is kept"),
        ]

    def __str__(self):
        return f"{self.plan_id}: {self.quarter}"
