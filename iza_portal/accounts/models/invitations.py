from django.conf import settings
from django.db import models
from django.utils import timezone

from iza_portal.accounts.models.organisations import Function, Organisation


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A way in for one person, to act for one organisation in one function. It expires and works once.

    Only the SHA-256 of the link's token is kept, so that who reads the database cannot accept an invitation.
    """

    email = models.EmailField("e-mailadres")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    function = models.CharField("functie", max_length=20, choices=Function.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("geldig tot")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        ordering = ["-created_at"]

    def __str__(self):
        return f"uitnodiging {self.pk} voor {self.organisation}"
