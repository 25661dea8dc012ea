"""What people do on allauth's pages leaves an event too: allauth tells of it by signals."""

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.db.models.signals import pre_save

from iza_portal.accounts.models.users import SECOND_FACTORS
from iza_portal.accounts.verbs import Verb
from iza_portal.trail.recording import record

KINDS = {Authenticator.Type.TOTP: "authenticator-app", Authenticator.Type.WEBAUTHN: "passkey"}


def connect():
    for signal in (password_changed, password_reset, password_set):
        signal.connect(_password_changed)
    authenticator_added.connect(_factor_added)
    authenticator_removed.connect(_factor_removed)
    authenticator_reset.connect(_codes_made)
    social_account_added.connect(_identity_connected)
    social_account_removed.connect(_identity_disconnected)
    pre_save.connect(_forget_what_was_told, sender=SocialAccount)


def _password_changed(user, **kwargs):
    record(Verb.PASSWORD_CHANGED, user, by=user)


def _factor_added(user, authenticator, **kwargs):
    if authenticator.type in SECOND_FACTORS:
        record(Verb.FACTOR_ADDED, user, by=user, detail=KINDS[authenticator.type])


def _factor_removed(user, authenticator, **kwargs):
    if authenticator.type in SECOND_FACTORS:
        record(Verb.FACTOR_REMOVED, user, by=user, detail=KINDS[authenticator.type])


def _codes_made(user, **kwargs):
    record(Verb.RECOVERY_CODES_MADE, user, by=user)


def _identity_connected(sociallogin, **kwargs):
    record(Verb.IDENTITY_CONNECTED, sociallogin.user, by=sociallogin.user)


def _identity_disconnected(socialaccount, **kwargs):
    record(Verb.IDENTITY_DISCONNECTED, socialaccount.user, by=socialaccount.user)


def _forget_what_was_told(instance, **kwargs):
    """Keep of an identity its `sub` alone: what else the other side tells about a person is no use here."""
    instance.extra_data = {}
