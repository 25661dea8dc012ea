from django.conf import settings
from django.db import models
from django.db.models import Q


class FeedScope(models.TextChoices):
    """What a feed holds."""

    ASKED = "gevraagd", "alleen wat van u of uw organisatie wordt gevraagd"
    ALL = "alles", "alles wat u in de agenda kunt zien"


class Feed(models.Model):
    """The secret address at which a person's own calendar reads their dates, until it is revoked.

    Only the SHA-256 of the address's key is kept. Whoever has the address reads along, so a person has one at a time and can
    have a new one. `read_on` is the last day on which it was read. `stamps` holds of each date, by its UID, a hash of what
    the feed said of it and when it began to say that.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agenda_feeds")
    key_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField("wat erin komt", max_length=10, choices=FeedScope.choices, default=FeedScope.ASKED)
    created_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField("laatst gelezen op", null=True)
    revoked_at = models.DateTimeField("ingetrokken op", null=True)
    stamps = models.JSONField(default=dict)

    class Meta:
        verbose_name = "agenda-adres"
        verbose_name_plural = "agenda-adressen"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="agenda_feed_one_at_a_time")
        ]

    def __str__(self):
        return f"agenda-adres {self.pk}"
