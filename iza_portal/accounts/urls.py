"""The pages about people. Of allauth only the pages that the portal uses, and has words for, are mounted."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path, re_path

from iza_portal.accounts.views import invitations, people, profile, signing_in
from iza_portal.accounts.views.signing_in import in_our_way

SIGNING_IN = [
    ("login/", account.login, "account_login"),
    ("logout/", account.logout, "account_logout"),
    ("inactive/", account.account_inactive, "account_inactive"),
    ("signup/", signing_in.no_signup, "account_signup"),
    ("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    ("confirm-email/", account.email_verification_sent, "account_email_verification_sent"),
    ("confirm-email/<str:key>/", account.confirm_email, "account_confirm_email"),
    ("password/change/", account.password_change, "account_change_password"),
    ("password/set/", account.password_set, "account_set_password"),
    ("password/reset/", account.password_reset, "account_reset_password"),
    ("password/reset/done/", account.password_reset_done, "account_reset_password_done"),
    ("password/reset/key/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
]
SECOND_FACTOR = [
    ("", mfa.index, "mfa_index"),
    ("authenticate/", mfa.authenticate, "mfa_authenticate"),
    ("reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate"),
    ("totp/activate/", totp.activate_totp, "mfa_activate_totp"),
    ("totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    ("recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    ("recovery-codes/generate/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    ("recovery-codes/download/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    ("webauthn/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    ("webauthn/login/", webauthn.login_webauthn, "mfa_login_webauthn"),
    ("webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    ("webauthn/keys/<int:pk>/remove/", signing_in.remove_passkey, "mfa_remove_webauthn"),
    ("webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
]
OPENID_CONNECT = [
    ("3rdparty/", social.connections, "socialaccount_connections"),
    ("3rdparty/login/cancelled/", social.login_cancelled, "socialaccount_login_cancelled"),
    ("3rdparty/login/error/", social.login_error, "socialaccount_login_error"),
    ("oidc/<str:provider_id>/login/", signing_in.go_to_provider, "openid_connect_login"),
    ("oidc/<str:provider_id>/login/callback/", oidc.callback, "openid_connect_callback"),
]

urlpatterns = [
    *(path(f"accounts/{route}", in_our_way(view), name=name) for route, view, name in SIGNING_IN),
    # The first dash ends the person's number; the key itself has dashes.
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        in_our_way(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    *(path(f"accounts/2fa/{route}", in_our_way(view), name=name) for route, view, name in SECOND_FACTOR),
    *(path(f"accounts/{route}", in_our_way(view), name=name) for route, view, name in OPENID_CONNECT),
    path("profiel/", profile.profile, name="profile"),
    path("hoed/", profile.put_on_hat, name="hat"),
    path("organisatie/", people.own_organisation, name="own-organisation"),
    path("organisatie/geschiedenis/", people.own_history, name="own-history"),
    path("organisaties/<int:pk>/", people.organisation, name="organisation"),
    path("organisaties/<int:pk>/geschiedenis/", people.organisation_history, name="organisation-history"),
    path("organisaties/<int:pk>/uitnodigen/", invitations.invite, name="invite"),
    path("functies/<int:pk>/beeindigen/", people.end_membership, name="end-membership"),
    path("uitnodigingen/<int:pk>/opnieuw/", invitations.send_again, name="send-invitation-again"),
    path("uitnodigingen/<int:pk>/intrekken/", invitations.withdraw, name="withdraw-invitation"),
    path("uitnodiging/", invitations.take_up, name="invitation"),
    path("uitnodiging/<str:token>/", invitations.open_link, name="open-invitation"),
    path("beheer/organisaties/", people.all_organisations, name="all-organisations"),
    path("beheer/accounts/<int:pk>/", people.account, name="account"),
]
