from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone


class State(models.TextChoices):
    """Where a piece of work stands."""

    AANGEVRAAGD = "aangevraagd", "in de wachtrij"
    BEZIG = "bezig", "bezig"
    KLAAR = "klaar", "klaar"
    MISLUKT = "mislukt", "mislukt"


UNDER_WAY = [State.AANGEVRAAGD, State.BEZIG]


class WorkQuerySet(models.QuerySet):
    def free(self):
        """Those that have to be done and that no worker holds now."""
        return self.filter(state__in=self.model.UNDER_WAY).filter(Q(lease_until=None) | Q(lease_until__lt=Now()))


class Work(models.Model):
    """Something that a person asked for and that a worker does, as a row that tells where it stands.

    The row is the truth about the work, the broker only brings messages: a worker holds the row by `lease` until
    `lease_until` by the database's clock, and whoever finds the lease expired may take the work over. `attempts` counts
    the workers that began. `percent` and `stage` are the progress. `finished_at` is when a worker last handed in or gave
    up, `failure` why it gave up, as a sentence for people.

    A concrete model names its `TASK`, which gets the key of a row, and says in Dutch what people read when three workers
    were never heard of again (`BROKE_OFF`) and when one took more time than it has (`TOO_LONG`). A model with states of
    its own gives `state` other choices; where one of them waits for a worker, it stands in `UNDER_WAY`.
    """

    TASK: str
    BROKE_OFF: str
    TOO_LONG: str
    UNDER_WAY = UNDER_WAY

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("aangevraagd op")
    state = models.CharField("stand", max_length=12, choices=State.choices, default=State.AANGEVRAAGD)
    percent = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    def ask(self, by) -> None:
        """Let it be work that `by` asks for now, whatever came of it before. The caller saves it, and offers it."""
        self.requested_by, self.requested_at = by, timezone.now()
        self.state = State.AANGEVRAAGD
        self.percent = self.attempts = 0
        self.stage = self.failure = ""
        self.lease = self.lease_until = self.finished_at = None
