"""Whom to tell of what is said and settled in a margin. What people wrote, and who did, stays out of the mail."""

from collections.abc import Iterable

from iza_portal.accounts.models import User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.writing.holding import Held
from iza_portal.writing.models import Comment, Thread, ThreadKind


def tell_of_comment(held: Held, comment: Comment, mentioned: Iterable[User]) -> None:
    """Tell those who are mentioned, and those who take part in the talk, of a comment."""
    mentioned = list(mentioned)
    thread = comment.thread
    who = f"Iemand van {comment.acting_for}" if comment.acting_for else "Iemand"
    what = "een voorstel" if thread.kind == ThreadKind.VOORSTEL else "een opmerking"
    for person in mentioned:
        sentence = f"{who} noemde u in {what} bij {_place(held)}."
        _tell(held, thread, person, NoticeKind.GENOEMD, sentence, f"genoemd-{comment.pk}", by=comment.author)
    known = {person.pk for person in mentioned}
    for person in _taking_part(held, thread):
        if person.pk not in known:
            sentence = f"{who} antwoordde op {what} bij {_place(held)}."
            _tell(held, thread, person, NoticeKind.REACTIE, sentence, f"reactie-{comment.pk}", by=comment.author)


def tell_proposer(held: Held, thread: Thread, done: str, *, by) -> None:
    """Tell who proposed a change what became of it: `done` is «overgenomen» or «afgewezen»."""
    if held.home.people(held.text).filter(pk=thread.started_by_id).exists():
        sentence = f"Uw voorstel bij {_place(held)} is {done}."
        key = f"voorstel-{thread.pk}-{thread.closed_at.timestamp()}"
        _tell(held, thread, thread.started_by, NoticeKind.REACTIE, sentence, key, by=by)


def _taking_part(held: Held, thread: Thread) -> Iterable[User]:
    """Answer who began the talk or said something in it, as far as they may still see it."""
    took_part = {thread.started_by_id, *thread.comments.values_list("author_id", flat=True)}
    return held.home.people(held.text).filter(pk__in=took_part).order_by("pk")


def _tell(held: Held, thread: Thread, person: User, kind: NoticeKind, sentence: str, key: str, *, by) -> None:
    path = f"{held.home.editing_url(held.text)}#gesprek-{thread.pk}"
    tell(person, kind=kind, sentence=sentence, path=path, key=key, by=by)


def _place(held: Held) -> str:
    return f"“{held.title}” van {held.whole}"
