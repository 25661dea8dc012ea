from contextlib import contextmanager

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator

from iza_portal.accounts.forms.signing_in import Plain

CODE = {"code": "Code van 6 cijfers"}
CODE_OR_RECOVERY_CODE = {"code": "Code uit uw app, of een herstelcode"}
NAME = {"name": "Naam van deze passkey"}


MAX_NAME = 60


@contextmanager
def refused_if_malformed():
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError):
        raise get_adapter().validation_error("incorrect_code") from None


class AuthenticateForm(Plain, base.AuthenticateForm):
    words = CODE_OR_RECOVERY_CODE


class ReauthenticateForm(Plain, base.ReauthenticateForm):
    words = CODE_OR_RECOVERY_CODE


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    words = CODE


class CheckedCredential:
    """Refuses what no browser answers: allauth reads into it as if one did, and the database keeps no null character."""

    def full_clean(self):
        super().full_clean()
        if "\\u0000" in self.data.get("credential", ""):
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))

    def clean(self):
        with refused_if_malformed():
            return super().clean()


class CheckedAnswer(CheckedCredential):
    def clean_credential(self):
        with refused_if_malformed():
            return super().clean_credential()


class AddPasskeyForm(CheckedCredential, Plain, webauthn.AddWebAuthnForm):
    words = NAME | {"passwordless": "Ik wil me met deze passkey ook zonder wachtwoord aanmelden"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(MAX_NAME))
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):
    words = NAME

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(MAX_NAME))


class PasskeyLoginForm(CheckedAnswer, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAuthenticateForm(CheckedAnswer, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyReauthenticateForm(CheckedAnswer, webauthn.ReauthenticateWebAuthnForm):
    pass
