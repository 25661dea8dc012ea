"""Everything that a regiobeeld shows, as plain data."""

from regions.models import Regiobeeld


def content_of(regiobeeld: Regiobeeld) -> dict:
    """Answer the content of the regiobeeld as JSON-able data."""
    return {"themes": [{"key": theme.pk, "title": theme.title, "text": theme.plain_text} for theme in regiobeeld.themes.all()]}


def differences(before: dict, after: dict) -> list:
    """Answer what differs between two contents."""
    old = {theme["key"]: theme for theme in before["themes"]}
    return [theme["title"] for theme in after["themes"] if old.get(theme["key"]) != theme]
