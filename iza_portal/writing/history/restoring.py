"""Putting back an older text: as a new change, after what stands was kept, so that it can be undone in the same way."""

from django.core.exceptions import ValidationError
from django.db import transaction

from iza_portal.page.templatetags.page import clock, long_date
from iza_portal.texts.check import TextRefused, check
from iza_portal.trail.recording import record
from iza_portal.writing.history.moments import keep
from iza_portal.writing.holding import hold
from iza_portal.writing.models import JointText, Moment, MomentKind
from iza_portal.writing.together.exchange import change_document
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.settling import settle
from iza_portal.writing.verbs import HistoryVerb


@transaction.atomic
def restore(moment: Moment, *, by) -> JointText:
    """Let the text read again as it did at `moment`; answer it as it then stands.

    What stands now is kept first. Windows that are open get it as any other change, and blocks that stay the same stay
    what they were. Raises `PermissionDenied` with the reason where this person cannot write in the text now, and
    `ValidationError` where the older text cannot be one any more, or one of them cannot be read.
    """
    held = hold(moment.document_id)
    held.ask_writing(by)
    try:
        check(moment.body)
    except TextRefused:
        raise ValidationError("Deze oudere tekst past niet meer in het portaal. Zet hem niet terug.") from None
    keep(held, MomentKind.TERUGGEZET, by=by)
    before = held.document.seq
    try:
        document = change_document(held.document, by=by, change=lambda live: live.replace(moment.body))
    except UpdateRefused as refused:
        raise ValidationError(refused.message) from None
    if document.seq != before:
        record(
            HistoryVerb.PUT_BACK,
            held.whole,
            by=by,
            detail=held.title,
            part_id=held.text.pk,
            after={"tekst van": f"{long_date(moment.at)}, {clock(moment.at)}"},
        )
    held.text.document = document
    settle([held.text])
    return held.text
