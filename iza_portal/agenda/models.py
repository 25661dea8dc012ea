from django.conf import settings
from django.db import models
from django.db.models import Q


class Feed(models.Model):
    """The secret address at which a person's own calendar reads their dates, until it is revoked.

    Only the hash of the address's key is kept; who has the address reads along, so a person has one at a time and can
    have a new one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agenda_feeds")
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField("laatst gelezen op", null=True)
    revoked_at = models.DateTimeField("ingetrokken op", null=True)

    class Meta:
        verbose_name = "agenda-adres"
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="agenda_feed_one_at_a_time")
        ]

    def __str__(self):
        return f"agenda-adres {self.pk}"
