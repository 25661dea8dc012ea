from iza_portal.writing.models.documents import Document, Presence, Update, Writer
from iza_portal.writing.models.margin import Comment, Thread, ThreadKind, ThreadState
from iza_portal.writing.models.moments import Moment, MomentKind, MomentWriter, Version, VersionKind, VersionPart
from iza_portal.writing.models.pictures import Picture
from iza_portal.writing.models.texts import JointText

__all__ = [
    "Comment",
    "Document",
    "JointText",
    "Moment",
    "MomentKind",
    "MomentWriter",
    "Picture",
    "Presence",
    "Thread",
    "ThreadKind",
    "ThreadState",
    "Update",
    "Version",
    "VersionKind",
    "VersionPart",
    "Writer",
]
