from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from regions.models.regiobeelden import Regiobeeld, Theme, frozen


class CycleQuerySet(models.QuerySet):
    def brief(self):
        """Without the contents that are kept with a cycle, which weigh more than all the rest of it."""
        return self.defer("before", "changes")


class Cycle(models.Model):
    """A cycle of enrichment: a question to named parties, their reactions, and the account of what changed.

    `before` is the content of the regiobeeld when the cycle opened, `changes` what differs when it closed, as JSON.
    """

    regiobeeld = models.ForeignKey(Regiobeeld, models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField("nummer")
    question = models.TextField("vraag")
    opened_at = models.DateTimeField("geopend op")
    due_on = models.DateField("reageren tot en met")
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)
    account = models.TextField("verantwoording", blank=True)
    before = models.JSONField()
    changes = models.JSONField(null=True)
    parties = models.ManyToManyField(Organisation, related_name="cycles", verbose_name="gevraagde partijen")

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "cyclus"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["regiobeeld", "number"], name="cycle_number_once"),
            models.UniqueConstraint(fields=["regiobeeld"], condition=Q(closed_at=None), name="cycle_one_open"),
        ]
        triggers = frozen("it.regiobeeld_id")

    def __str__(self):
        return f"Cyclus {self.number}"


OF_CYCLE = "SELECT regiobeeld_id FROM regions_cycle WHERE id = it.cycle_id"


class CycleParty(Cycle.parties.through):
    """A party that a cycle asks: the rows of `Cycle.parties`, with their trigger."""

    class Meta:
        proxy = True
        triggers = frozen(OF_CYCLE)


class CycleNotice(models.Model):
    """That a person of a party is to be mailed of a cycle; `mailed_at` says that it was done."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField("verstuurd op", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "user"], name="cycle_notice_once")]

    def __str__(self):
        return f"{self.cycle_id}: {self.user_id}"


class Stance(models.TextChoices):
    """What a party says of a theme."""

    EENS = "eens", "eens"
    ONEENS = "oneens", "niet eens"
    AANVULLING = "aanvulling", "aanvulling"


class Handling(models.TextChoices):
    """What the editor did with a reaction."""

    OVERGENOMEN = "overgenomen", "overgenomen"
    DEELS = "deels", "deels overgenomen"
    NIET = "niet", "niet overgenomen"
    KENNISGENOMEN = "kennisgenomen", "voor kennisgeving aangenomen"


class Reaction(models.Model):
    """What one party says of one theme in a cycle, and what the editor did with it.

    To disagree or to add takes words; the answer of the editor takes words too, unless the party agrees.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="reactions")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="reactions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("gereageerd op")
    stance = models.CharField("reactie", max_length=12, choices=Stance.choices)
    text = models.TextField("toelichting", blank=True)
    handling = models.CharField("afhandeling", max_length=15, choices=Handling.choices, blank=True)
    answer = models.TextField("antwoord", blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField("afgehandeld op", null=True, blank=True)

    class Meta:
        verbose_name = "reactie"
        ordering = ["theme", "at"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "theme", "organisation"], name="reaction_once"),
            models.CheckConstraint(name="reaction_has_words", condition=Q(stance="eens") | ~Q(text="")),
        ]
        triggers = frozen(OF_CYCLE)

    def __str__(self):
        return f"{self.organisation_id}: {self.stance}"
