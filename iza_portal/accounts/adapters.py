"""How allauth behaves here: nobody signs up by themselves, mail goes by a worker, and identities hang on `sub` alone."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from iza_portal.accounts import invitations
from iza_portal.accounts.demonstration import is_refused_address
from iza_portal.accounts.links import InvitationGone
from iza_portal.accounts.models.users import SECOND_FACTORS
from iza_portal.accounts.tasks import later, send_confirmation, send_notice, send_password_reset


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer beide.",
        "enter_current_password": "Dit is niet uw huidige wachtwoord.",
        "incorrect_code": "Deze code klopt niet. Neem de code die uw app nu toont, of een ongebruikte herstelcode.",
        "incorrect_password": "Dit wachtwoord klopt niet.",
        "too_many_login_attempts": "Er is te vaak geprobeerd. Wacht vijf minuten en probeer het dan opnieuw.",
        "rate_limited": "Er is te vaak geprobeerd. Wacht vijf minuten en probeer het dan opnieuw.",
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """Refuse who may not sign in, whichever way they came: password, passkey or OpenID Connect."""
        if is_refused_address(user.email):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_password_change_redirect_url(self, request):
        return reverse("profile")

    def send_password_reset_mail(self, user, email, context):
        if not is_refused_address(user.email):
            later(send_password_reset, user.pk)

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        later(send_confirmation, emailconfirmation.email_address.pk)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Mail what changed. allauth names it by a template's path; address and browser of the visitor are left out."""
        later(send_notice, user.pk, template_prefix.rpartition("/")[2], timezone.now().isoformat())


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": "Kies eerst een wachtwoord. Zonder wachtwoord kunt u zich na het ontkoppelen niet meer aanmelden.",
    }

    def is_open_for_signup(self, request, sociallogin):
        return False

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("profile")

    def pre_social_login(self, request, sociallogin):
        """Let in whom an invitation is for; refuse, with a page that helps, anybody else whom the portal doesn't know.

        The e-mail address that the other side tells is never looked at: the invitation was mailed, its link is the proof.
        """
        is_connecting = sociallogin.state.get("process") == "connect"
        if sociallogin.is_existing or is_connecting:
            return
        token_hash, name = request.session.get("invitation", ""), self._name(sociallogin)
        try:
            with transaction.atomic():
                sociallogin.connect(request, invitations.accept_as_new(token_hash, name=name, password=None))
        except (InvitationGone, invitations.SignInFirst):
            response = render(request, "socialaccount/unknown.html", status=403)
            raise ImmediateHttpResponse(response) from None
        del request.session["invitation"]

    @staticmethod
    def _name(sociallogin):
        told = sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data)
        return str(told.get("name") or "").strip()[:120] or "Nieuwe collega"


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "U kunt uw laatste tweede stap niet verwijderen. Stel eerst een andere in.",
        "cannot_generate_recovery_codes": "Herstelcodes horen bij een tweede stap. Stel die eerst in.",
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": "Bevestig eerst uw e-mailadres. Daarna kunt u een tweede stap instellen.",
    }

    def can_delete_authenticator(self, authenticator):
        """Keep the last second factor where everybody needs one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_FACTORS)
        return not settings.MFA_REQUIRED or others.exclude(pk=authenticator.pk).exists()

    def build_totp_svg(self, url):
        """Answer the QR code as SVG to stand in the page: the policy for content allows no data: images."""
        svg = super().build_totp_svg(url)
        svg = svg[svg.index("<svg") :].replace("<svg ", '<svg role="img" aria-labelledby="qr-naam" ', 1)
        start = svg.index(">") + 1
        return mark_safe(f'{svg[:start]}<title id="qr-naam">QR-code om met uw app te scannen</title>{svg[start:]}')  # noqa: S308

    def generate_authenticator_name(self, user, type):  # noqa: A002 (allauth's name)
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def _get_site_name(self):
        return "IZA-portaal"
