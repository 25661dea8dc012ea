"""What every act on a text but writing in it begins and ends with: holding it, asking the right, saying that it happened."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import F, Model

from iza_portal.trail.recording import record
from iza_portal.writing.homes import Home, home_of
from iza_portal.writing.models import Document, JointText, Thread


@dataclass(frozen=True)
class Held:
    """A document whose row is locked, with the text that it is of and the whole of that, whose state stays as it is."""

    document: Document
    home: Home
    text: JointText

    @property
    def whole(self) -> Model:
        return self.home.whole(self.text)

    @property
    def title(self) -> str:
        return self.home.title(self.text)

    def ask_talking(self, by) -> None:
        """Raise PermissionDenied, with the reason, where this person cannot talk about the text now."""
        if reason := self.home.why_not_open_to_talk(by, self.text):
            raise PermissionDenied(reason)

    def ask_writing(self, by) -> None:
        """Raise PermissionDenied, with the reason, where this person cannot write in the text now."""
        if reason := self.home.why_not_writable(by, self.text):
            raise PermissionDenied(reason)

    def note(self, verb, *, by, reason: str = "") -> None:
        """Note the act in the trail of the whole, and let open windows know that there is something new."""
        Document.objects.filter(pk=self.document.pk).update(margin=F("margin") + 1)
        record(verb, self.whole, by=by, detail=self.title, part_id=self.text.pk, reason=reason)


def hold(document_pk: int) -> Held:
    """Hold a document inside a transaction: first the whole, then the document, as whoever writes in it does."""
    document = Document.objects.defer("snapshot").get(pk=document_pk)
    home = home_of(document)
    text = home.hold(document)
    document = Document.objects.select_for_update(no_key=True).defer("snapshot").get(pk=document_pk)
    return Held(document, home, text)


def hold_thread(thread: Thread) -> tuple[Held, Thread]:
    """Hold the document of a thread, and answer the thread as it stands: nobody else changes it meanwhile."""
    held = hold(thread.document_id)
    return held, Thread.objects.select_for_update(no_key=True).select_related("started_by").get(pk=thread.pk)
