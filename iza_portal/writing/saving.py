"""Writing in a text: it is kept as its writer goes on, guarded by a version."""

from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.texts.check import check
from iza_portal.texts.plain import to_search_text
from iza_portal.writing.models import JointText


def write(text: JointText, *, by, body, version: int) -> bool:
    """Keep `body`, written on `version`, as the text, whose row is locked; answer whether it is another than it was.

    Sending the same text again is no new save, whatever version it names: a browser that missed the answer asks again.
    Raises `TextRefused`, and `OutdatedVersion` when another text was saved meanwhile.
    """
    check(body)
    if body == text.body:
        return False
    if version != text.version:
        raise OutdatedVersion(text)
    text.body = body
    text.plain_text = to_search_text(body)
    text.version += 1
    text.edited_at = timezone.now()
    text.edited_by = by
    text.save(update_fields=["body", "plain_text", "version", "edited_at", "edited_by"])
    return True
