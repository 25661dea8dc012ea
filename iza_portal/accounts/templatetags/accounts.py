from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag
def identity_provider():
    """Answer the name of the organisation's own sign-in (OpenID Connect), or nothing where the settings have none."""
    return (
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["name"]
        if settings.SOCIALACCOUNT_PROVIDERS
        else ""
    )


@register.simple_tag
def identity_url(process, back=""):
    """Answer where to post to sign in by OpenID Connect (`login`), or to connect it to the person here (`connect`)."""
    url = reverse("openid_connect_login", args=["oidc"])
    return f"{url}?{urlencode({'process': process} | ({'next': back} if back else {}))}"


@register.simple_tag
def second_factor_required():
    return settings.MFA_REQUIRED
