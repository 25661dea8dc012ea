"""Reading a margin: the talks in the order of the text, each with what this person may do there, and how many are open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Prefetch, QuerySet, Subquery

from iza_portal.texts.aligning import Budget
from iza_portal.writing.homes import Home, home_of
from iza_portal.writing.margin import places
from iza_portal.writing.margin.proposing import fingerprint, tidy
from iza_portal.writing.margin.words import side_by_side
from iza_portal.writing.models import Comment, Document, JointText, Thread, ThreadKind, ThreadState
from iza_portal.writing.together.exchange import live_document


@dataclass(frozen=True)
class Talk:
    """A thread as one person sees it. `now` are the words at its place, None where those are gone or it has no place.

    All talks of a margin share the `budget` for putting wordings beside each other.
    """

    thread: Thread
    now: str | None
    may_answer: bool
    may_close: bool
    may_reopen: bool
    may_judge: bool
    budget: Budget

    @property
    def is_proposal(self) -> bool:
        return self.thread.kind == ThreadKind.VOORSTEL

    @property
    def is_open(self) -> bool:
        return self.thread.state == ThreadState.OPEN

    @property
    def is_withdrawn(self) -> bool:
        return self.is_proposal and self.thread.state == ThreadState.OPGELOST

    @property
    def is_gone(self) -> bool:
        return bool(self.thread.quote) and self.now is None

    @property
    def has_changed(self) -> bool:
        """Do other words stand there than when the change was proposed?"""
        return self.now is not None and tidy(self.now) != tidy(self.thread.quote)

    @cached_property
    def comments(self) -> list[Comment]:
        return list(self.thread.comments.all())

    @property
    def wording(self) -> list[tuple[str, str]]:
        """Answer the proposal beside the words that it was made for."""
        return side_by_side(tidy(self.thread.quote), self.thread.proposal, self.budget)

    @property
    def wording_now(self) -> list[tuple[str, str]]:
        """Answer the proposal beside the words that stand there now."""
        return side_by_side(tidy(self.now or ""), self.thread.proposal, self.budget)

    @property
    def seen(self) -> str:
        return fingerprint(self.now or "")

    @property
    def version(self) -> str:
        """Answer a mark that is another when the talk reads another way, or may be answered by others."""
        thread, rights = self.thread, (self.may_answer, self.may_judge)
        said = f"{thread.state} {thread.closed_at} {len(self.comments)} {self.now} {rights}"
        return fingerprint(said)


@dataclass(frozen=True)
class Margin:
    """The talks of one text: about the whole of it, then in the order of the text, and apart those whose text is gone."""

    document: Document
    text: JointText
    home: Home
    why_not_open: str
    talks: list[Talk] = field(default_factory=list)
    gone: list[Talk] = field(default_factory=list)
    open_count: int = 0
    closed_count: int = 0
    keys: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.home.title(self.text)


def margin_of(document: Document, text: JointText, *, user, is_open: bool = True) -> Margin:
    """Answer the talks that are open, or else those that are closed, as `user` sees them, who may see the text."""
    home = home_of(document)
    why_not_open = home.why_not_open_to_talk(user, text)
    can_talk, can_write = not why_not_open, not home.why_not_writable(user, text)
    comments = Comment.objects.select_related("author", "acting_for").prefetch_related("mentions")
    threads = list(
        Thread.objects.filter(document=document)
        .select_related("started_by", "acting_for", "closed_by")
        .prefetch_related(Prefetch("comments", comments))
    )
    pieces = places.pieces_of(live_document(document)[0].fragment) if threads else {}
    budget = Budget()
    order = {key: number for number, key in enumerate(pieces)}
    talks = [
        _talk(thread, pieces, user=user, can_talk=can_talk, can_write=can_write, budget=budget)
        for thread in threads
        if (thread.state == ThreadState.OPEN) == is_open
    ]
    open_count = sum(thread.state == ThreadState.OPEN for thread in threads)
    return Margin(
        document,
        text,
        home,
        why_not_open,
        # What is about the whole text comes first, as it has no place.
        sorted((talk for talk in talks if not talk.is_gone), key=lambda talk: order.get(str(talk.thread.key), -1)),
        [talk for talk in talks if talk.is_gone],
        open_count,
        len(threads) - open_count,
        [str(thread.key) for thread in threads],
    )


def _talk(thread: Thread, pieces, *, user, can_talk: bool, can_write: bool, budget: Budget) -> Talk:
    found = pieces.get(str(thread.key))
    is_open = thread.state == ThreadState.OPEN
    is_proposal = thread.kind == ThreadKind.VOORSTEL
    is_own = thread.started_by_id == user.pk
    may_reopen = {
        ThreadState.OPEN: False,
        ThreadState.OVERGENOMEN: False,
        ThreadState.AFGEWEZEN: can_write,
        ThreadState.OPGELOST: is_own or not is_proposal,
    }[ThreadState(thread.state)]
    return Talk(
        thread,
        places.words_of(found) if found else None,
        may_answer=can_talk and is_open,
        may_close=can_talk and is_open and (is_own or not is_proposal),
        may_reopen=can_talk and may_reopen,
        may_judge=can_write and is_open and is_proposal,
        budget=budget,
    )


def open_talks(documents: Iterable[int | None] | QuerySet) -> dict[int, int]:
    """Answer how many talks are open at each of these documents, by their keys; one query. A text may have none yet."""
    if not isinstance(documents, QuerySet):
        documents = [pk for pk in documents if pk]
        if not documents:
            return {}
    return dict(_open_at(documents).values_list("document").annotate(Count("pk")))


def open_talks_at(document: QuerySet) -> Subquery:
    """Make a part of a query that answers how many talks are open at the document that `document` answers, or None."""
    return Subquery(_open_at(document).values("document").annotate(count=Count("pk")).values("count"))


def _open_at(documents) -> QuerySet[Thread]:
    return Thread.objects.filter(document__in=documents, state=ThreadState.OPEN).order_by()
