from contextlib import contextmanager

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from iza_portal.accounts.forms.signing_in import Plain

CODE = {"code": "Code van 6 cijfers"}
CODE_OR_RECOVERY_CODE = {"code": "Code uit uw app, of een herstelcode"}
NAME = {"name": "Naam van deze passkey", "credential": "Passkey"}


MAX_NAME = 60


WRONG_FIRST_CODE = ValidationError(
    "Deze code klopt niet. Wacht op de volgende code in uw app en vul die in.", code="incorrect_code"
)
UNKNOWN_PASSKEY = ValidationError("Deze passkey wordt niet herkend. Probeer het opnieuw.", code="unknown_passkey")


@contextmanager
def refused_if_unknown():
    """Say of a passkey what allauth says of a code, and of what is no answer of a browser at all (malformed JSON)."""
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError):
        raise UNKNOWN_PASSKEY from None
    except ValidationError as error:
        raise (UNKNOWN_PASSKEY if error.code == "incorrect_code" else error) from None


class CodeUsedOnce:
    """Takes an app's code once in all the time that it is valid: allauth remembers it for one period alone."""

    def clean_code(self):
        code = super().clean_code()
        valid_for = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
        if not cache.add(f"used-code:{self.user.pk}:{code}", 1, timeout=valid_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeUsedOnce, Plain, base.AuthenticateForm):
    words = CODE_OR_RECOVERY_CODE


class ReauthenticateForm(CodeUsedOnce, Plain, base.ReauthenticateForm):
    words = CODE_OR_RECOVERY_CODE


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    words = CODE

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError as error:
            raise (WRONG_FIRST_CODE if error.code == "incorrect_code" else error) from None


class CheckedCredential:
    """Refuses what no browser answers: allauth reads into it as if one did, and the database keeps no null character."""

    def full_clean(self):
        super().full_clean()
        if "\\u0000" in self.data.get("credential", ""):
            self.add_error("credential", UNKNOWN_PASSKEY)

    def clean(self):
        with refused_if_unknown():
            return super().clean()


class CheckedAnswer(CheckedCredential):
    def clean_credential(self):
        with refused_if_unknown():
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
