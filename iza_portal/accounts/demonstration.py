"""The accounts of the demonstration, whose password is public: outside the demonstration they let nobody in."""

from django.conf import settings

DEMO_DOMAIN = "@demo.example"
DEMO_PASSWORD = "IZA-demo-2026"  # noqa: S105 (public, and refused where it matters)


def is_refused_address(email: str) -> bool:
    """Is this an address that only the demonstration knows?"""
    return not settings.DEMO and email.lower().endswith(DEMO_DOMAIN)


def is_refused_password(password: str) -> bool:
    """Is this the password that the README prints, where it may let nobody in?"""
    return not settings.DEMO and password == DEMO_PASSWORD
