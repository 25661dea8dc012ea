from django.conf import settings
from django.db import models

from iza_portal.trail.models import kept_for_good
from iza_portal.writing.models.documents import Document


class MomentKind(models.TextChoices):
    """Why a text was kept as it was."""

    BEGIN = "begin", "begin"
    AUTOMATISCH = "automatisch", "vanzelf bewaard"
    BENOEMD = "benoemd", "versie"
    STAP = "stap", "bij een stap van het document"
    TERUGGEZET = "teruggezet", "voor het terugzetten van een oudere tekst"


class Moment(models.Model):
    """A text as it was: after a burst of work, when somebody named it, or when its document took a step.

    `body` is the tree after the update `seq`; `writers` are those who wrote since the moment before, of which `began_at` is
    the first time, None where nobody did. `at` is when the text was so: of what was kept by itself the last time of these.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="moments")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField("soort", max_length=20, choices=MomentKind.choices)
    name = models.CharField("naam", max_length=150, blank=True)
    body = models.JSONField()
    began_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        verbose_name = "moment"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["document", "-at"], name="moment_document")]
        triggers = kept_for_good("The history of texts is kept for good")

    def __str__(self):
        return self.name or self.get_kind_display()


class MomentWriter(Moment.writers.through):
    """Who wrote before a moment: the rows of `Moment.writers`, with their triggers."""

    class Meta:
        proxy = True
        triggers = kept_for_good("The history of texts is kept for good")


class VersionKind(models.TextChoices):
    """Why a whole document was kept as it was."""

    BENOEMD = "benoemd", "versie"
    STAP = "stap", "bij een stap"


class Version(models.Model):
    """A whole plan or regiobeeld as it was: a moment of each of its texts. `step` is the state that it then went to.

    `whole_type` (`app.model`) and `whole_id` say of what, as an event's subject does.
    """

    whole_type = models.CharField(max_length=60)
    whole_id = models.BigIntegerField()
    kind = models.CharField("soort", max_length=20, choices=VersionKind.choices)
    step = models.CharField(max_length=30, blank=True)
    name = models.CharField("naam", max_length=150)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "versie"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["whole_type", "whole_id", "-at"], name="version_whole")]
        triggers = kept_for_good("The history of documents is kept for good")

    def __str__(self):
        return self.name


class VersionPart(models.Model):
    """One text of a version: its title and place at that time, and the moment that holds its words."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    moment = models.ForeignKey(Moment, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="version_part_position_once")]
        triggers = kept_for_good("The history of documents is kept for good")

    def __str__(self):
        return self.title
