"""allauth's forms in our words: a label above each field instead of a placeholder in it, and help that helps."""

from allauth.account import forms as allauth_forms
from django.core.exceptions import ValidationError

from iza_portal.accounts.tasks import NOBODY, later, send_password_reset

HELP = {"password1": "Minstens 12 tekens. Een paar woorden achter elkaar zijn goed te onthouden en moeilijk te raden."}


class Plain:
    """Takes the placeholders out: they are gone once somebody types, and too pale to read."""

    words: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = HELP.get(name, "")
            field.label = self.words.get(name, field.label)

    def add_error(self, field, error):
        """Say in our words that two passwords differ: the one thing that allauth tells of the second as a plain text."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = "De twee wachtwoorden zijn niet gelijk."
        super().add_error(field, error)


NEW_PASSWORD = {"password1": "Nieuw wachtwoord", "password2": "Nieuw wachtwoord, nog een keer"}


class LoginForm(Plain, allauth_forms.LoginForm):
    words = {"login": "E-mailadres", "password": "Wachtwoord"}


class ResetPasswordForm(Plain, allauth_forms.ResetPasswordForm):
    words = {"email": "E-mailadres"}

    def save(self, request, **kwargs):
        """Have a mail sent, or go through the motions for an unknown address: how long it takes must not tell which."""
        email = super().save(request, **kwargs)
        if not self.users:
            later(send_password_reset, NOBODY)
        return email


class ResetPasswordKeyForm(Plain, allauth_forms.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class ChangePasswordForm(Plain, allauth_forms.ChangePasswordForm):
    words = NEW_PASSWORD | {"oldpassword": "Huidig wachtwoord"}


class SetPasswordForm(Plain, allauth_forms.SetPasswordForm):
    words = NEW_PASSWORD


class ReauthenticateForm(Plain, allauth_forms.ReauthenticateForm):
    words = {"password": "Wachtwoord"}
