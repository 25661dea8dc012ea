from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.writing.models.documents import Document


class ThreadKind(models.TextChoices):
    OPMERKING = "opmerking", "opmerking"
    VOORSTEL = "voorstel", "voorstel"


class ThreadState(models.TextChoices):
    """Where a thread stands; only a voorstel is taken over or refused."""

    OPEN = "open", "open"
    OPGELOST = "opgelost", "afgesloten"
    OVERGENOMEN = "overgenomen", "overgenomen"
    AFGEWEZEN = "afgewezen", "afgewezen"


class Thread(models.Model):
    """A talk in the margin about a piece of a text, or a proposal to change that piece.

    The piece carries a mark with `key` in the shared document, so that the thread moves along with it. `quote` is the piece
    as it was when the thread began: that is what is left where the piece is deleted. Of a voorstel, `proposal` is what
    should stand there instead, empty where the piece should go; `reason` says why it was taken over or refused.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="threads")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField("soort", max_length=20, choices=ThreadKind.choices)
    state = models.CharField("stand", max_length=20, choices=ThreadState.choices, default=ThreadState.OPEN)
    quote = models.TextField()
    proposal = models.TextField("voorstel", blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reason = models.TextField("reden", blank=True)

    class Meta:
        verbose_name = "gesprek in de kantlijn"
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="thread_closed_by_somebody",
                condition=Q(state=ThreadState.OPEN, closed_by=None, closed_at=None)
                | (~Q(state=ThreadState.OPEN) & Q(closed_by__isnull=False, closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="thread_refused_for_a_reason", condition=~Q(state=ThreadState.AFGEWEZEN) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="thread_only_a_proposal_is_judged",
                condition=Q(kind=ThreadKind.VOORSTEL)
                | (Q(proposal="") & ~Q(state__in=[ThreadState.OVERGENOMEN, ThreadState.AFGEWEZEN])),
            ),
        ]

    def __str__(self):
        return self.quote[:60]


class Comment(models.Model):
    """What somebody said in a thread. `mentions` are those who were called by name, and get a mail for it."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    text = models.TextField("tekst", max_length=5000)
    at = models.DateTimeField(auto_now_add=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        verbose_name = "opmerking"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:60]
