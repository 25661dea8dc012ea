from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models import Regioplan


class State(models.TextChoices):
    """Where the making of a dossier stands."""

    AANGEVRAAGD = "aangevraagd", "wacht op de maker"
    BEZIG = "bezig", "wordt gemaakt"
    KLAAR = "klaar", "klaar"
    MISLUKT = "mislukt", "mislukt"


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of plans that `user` may read."""
        return self.filter(plan__in=Regioplan.objects.visible_to(user))


class Dossier(models.Model):
    """A PDF of a plan as it was when it was asked for.

    `content` is that moment: everything the PDF shows, as JSON; `content_hash` is its SHA-256 and stands in the colophon.
    The row is the truth about the work, the broker only brings messages: a worker holds the row by `lease` until
    `lease_until`, and whoever finds the lease expired may take the work over. `steps_done` of `steps` is the progress.
    """

    plan = models.ForeignKey(Regioplan, models.PROTECT, related_name="dossiers")
    number = models.PositiveIntegerField("volgnummer")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.AANGEVRAAGD)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, default=None)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(null=True)
    file = models.FileField(upload_to="dossiers/%Y/", blank=True)
    failed_section = models.CharField(max_length=150, blank=True)
    failure = models.TextField(blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="dossier_number_once"),
            # The same content is made once: whoever asks again gets the dossier that is there or under way.
            models.UniqueConstraint(
                fields=["plan", "content_hash"], condition=~Q(state="mislukt"), name="dossier_content_once"
            ),
        ]

    def __str__(self):
        return f"Dossier {self.number} van {self.plan}"

    def get_absolute_url(self):
        return f"/dossiers/{self.pk}/"
