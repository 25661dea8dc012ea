from django.conf import settings
from django.db import models
from django.utils import timezone

from iza_portal.accounts.choices import Function
from iza_portal.accounts.models.organisations import Organisation


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user):
        """Those for the organisations whose people `user` may see; who may act on one, `rules` says."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class Invitation(models.Model):
    """A way in for one person, to act for one organisation in one function. It expires and works once.

    Only the SHA-256 of the link's token is kept, so that who reads the database cannot accept an invitation; there is
    none until the mail is made. `sent_at` is when a person sent it (last); `mailed_at` is empty until the mail server
    took the mail.
    """

    email = models.EmailField("e-mailadres")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    function = models.CharField("functie", max_length=20, choices=Function.choices)
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (empty is not unique)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("geldig tot")
    sent_at = models.DateTimeField("verstuurd op", default=timezone.now)
    mailed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        ordering = ["-created_at"]

    def __str__(self):
        return f"uitnodiging {self.pk} voor {self.organisation}"

    @property
    def has_expired(self):
        return self.expires_at <= timezone.now()
