"""Of which documents the texts are: each room above that has texts says here how they are found, and who may do what.

So one editor, one history and one margin serve them all, and know none of them.
"""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar

from django.db.models import Model, QuerySet

from iza_portal.rows import Columns, one
from iza_portal.writing.models import Document, JointText

_homes: dict[str, "Home"] = {}


class Home(ABC):
    """What a room says of its texts. `kind` is their name in `Document.kind`; `noun` how people call one, with its article.

    A text that these methods answer has all that they need of what it is a part of, without a further query.
    """

    kind: ClassVar[str]
    noun: ClassVar[str]
    model: ClassVar[type[JointText]]

    @abstractmethod
    def visible_to(self, user) -> QuerySet[JointText]:
        """Answer the texts whose making this person may see (read drafts, history and margin), with their whole."""

    @abstractmethod
    def readable_to(self, user) -> QuerySet[JointText]:
        """Answer the texts that stand in a whole which this person may read, as anybody may a published plan."""

    def may_read_picture(self, user, document: Document, picture: int) -> bool:
        """May this person read the text of the document, and does the picture of this key stand in it as they read it?"""
        texts = self.readable_to(user).filter(document=document)
        return texts.filter(body__content__contains=naming(picture)).exists()

    @abstractmethod
    def may_see(self, user, text: JointText) -> bool:
        """May this person see the making of the text? The same as `visible_to`, as a predicate."""

    def glance(self, pk: int) -> JointText | None:
        """Answer the text of the document with this key, with that and with its whole; None where there is none.

        Without the text's body and plain text and the document's snapshot, which are asked when they are looked at.
        """
        document, text, whole = self._columns
        row = one(f"SELECT {document.sql}, {text.sql}, {whole.sql} {self._joined} {self._of_document}", pk)
        if row is None:
            return None
        found = text.made(row[document.count : -whole.count])
        found.document = document.made(row[: document.count])
        setattr(found, self.whole_name, whole.made(row[-whole.count :]))
        return found

    def hold(self, document: Document) -> JointText:
        """Answer the text of `document` as it stands now, with its whole under a shared lock: its state stays as it is.

        For use inside a transaction, before the document itself is locked: first the whole, then the document. Raises
        `ObjectDoesNotExist` where there is no text any more. The text is without its `body` and `plain_text`, which are
        asked when they are looked at.
        """
        _, text, whole = self._columns
        # A shared lock: people write in the same whole side by side, but its state stays as it is until they are done. The
        # text is asked after it, for it may have changed while this waited.
        held = one(f"SELECT {whole.sql} {self._joined} {self._of_document} FOR SHARE OF whole", document.pk)
        row = held and one(
            f"SELECT {text.sql} FROM {self.model._meta.db_table} text WHERE document_id = %s",  # noqa: S608
            document.pk,
        )
        if not row:
            raise self.model.DoesNotExist
        found = text.made(row)
        setattr(found, self.whole_name, whole.made(held))
        return found

    _of_document = "WHERE text.document_id = %s"

    @cached_property
    def _joined(self) -> str:
        whole = self.model._meta.get_field(self.whole_name)
        return (
            f"FROM {self.model._meta.db_table} text"
            f" JOIN {whole.related_model._meta.db_table} whole ON whole.id = text.{whole.column}"
            f" JOIN {Document._meta.db_table} document ON document.id = text.document_id"
        )

    @cached_property
    def _columns(self) -> tuple[Columns, Columns, Columns]:
        whole = self.model._meta.get_field(self.whole_name).related_model
        generated = [field.name for field in self.model._meta.concrete_fields if field.generated]
        return (
            Columns(Document, "document", without=("snapshot",)),
            Columns(self.model, "text", without=("body", "plain_text", *generated)),
            Columns(whole, "whole"),
        )

    @abstractmethod
    def why_not_writable(self, user, text: JointText) -> str:
        """Answer why this person cannot write in the text now, as a sentence, or nothing."""

    @abstractmethod
    def why_not_open_to_talk(self, user, text: JointText) -> str:
        """Answer why this person cannot comment on the text or propose a change now, as a sentence, or nothing."""

    @abstractmethod
    def people(self, text: JointText) -> QuerySet:
        """Answer the people who may see the making of the text: those who can be mentioned."""

    @abstractmethod
    def note_writing(self, text: JointText, *, by) -> None:
        """Note in the trail of the whole that this person wrote, unless their last note is fresh."""

    @abstractmethod
    def whole(self, text: JointText) -> Model:
        """Answer what the text is a part of: the plan, the regiobeeld. It has `get_absolute_url`."""

    @abstractmethod
    def wholes_visible_to(self, user) -> QuerySet[Model]:
        """Answer the wholes whose making this person may see."""

    @abstractmethod
    def adopted(self, whole: Model) -> Model | None:
        """Answer whose adopted text what is written in the whole is held against.

        That is the whole itself once it is adopted, else the last edition before it that is; None where there is none.
        """

    @abstractmethod
    def key(self, text: JointText) -> str:
        """Answer what makes a text the same one as in another edition."""

    @abstractmethod
    def texts_of(self, whole: Model, *, with_bodies: bool = True) -> list[tuple[str, JointText]]:
        """Answer the texts that are in the whole now, in their order, each with its title as people see it.

        Those without bodies ask for one when it is looked at.
        """

    @abstractmethod
    def title(self, text: JointText) -> str:
        """Answer the title of the text as people see it, with its number where it has one."""

    @abstractmethod
    def place(self, text: JointText) -> str:
        """Answer of which area the text tells, as its figures name it (`iza_portal.texts.figures.Cited`)."""

    @abstractmethod
    def editing_url(self, text: JointText) -> str:
        """Answer the address of the page on which the text is written."""

    @abstractmethod
    def trail_url(self, whole: Model) -> str:
        """Answer the address of the page that says who did what to the whole."""

    #: What the texts are a part of, and the state in which that is adopted.
    whole_model: ClassVar[type[Model]]
    adopted_step: ClassVar[str]
    #: The template with the breadcrumb down to the whole, and the name by which that template and the text know the whole.
    within: ClassVar[str]
    whole_name: ClassVar[str]
    #: What the whole is called in the address of its history.
    whole_kind: ClassVar[str]


def naming(picture: int) -> list[dict]:
    """Answer what the content of a tree contains, as JSON, where the picture of this key stands in it."""
    return [{"type": "picture", "attrs": {"picture": picture}}]


def register(home: Home) -> None:
    """Let the texts of a room be written, kept and talked about."""
    _homes[home.kind] = home


def home_of(document: Document) -> Home:
    """Answer what is to be known of the text of this document."""
    return _homes[document.kind]


def home_for(text: JointText) -> Home:
    """Answer what is to be known of this text, whether it has a document or not."""
    return next(home for home in _homes.values() if isinstance(text, home.model))


def home_of_whole(whole: Model) -> Home:
    """Answer what is to be known of the texts of this whole."""
    return next(home for home in _homes.values() if isinstance(whole, home.whole_model))


def homes() -> list[Home]:
    """Answer all of them."""
    return list(_homes.values())
