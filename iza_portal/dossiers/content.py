"""What a dossier holds: the snapshot of its subject, as JSON, and the imprint that is put under it."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

import plans.dossier
import plans.transformatie.dossier
import regions.regiobeelden.dossier
from funding.dossier import with_money_of_plan, with_money_of_region
from iza_portal.dossiers import kinds
from iza_portal.dossiers.kinds import Kind, Papers
from iza_portal.texts.chapters import Chapter
from plans.models import Regioplan
from plans.transformatie.dossier import Taken
from regions.models import Regiobeeld

# Raised when the look or the composition changes, so that asking again gives a new dossier and not the old look.
LAYOUT = 6
# The kind of a subject, and the module with what is told `about` it and its `chapters`.
KINDS = {
    Regioplan: (Kind.REGIOPLAN, plans.dossier),
    Regiobeeld: (Kind.REGIOBEELD, regions.regiobeelden.dossier),
    Papers: (Kind.REGIO, kinds),
    Taken: (Kind.TRANSFORMATIEPLAN, plans.transformatie.dossier),
}


@dataclass(frozen=True)
class Imprint:
    """What the colophon says of this dossier itself: its number, the day it was asked for, the hash of its content."""

    code: str
    number: int
    date: datetime.date
    content_hash: str

    @classmethod
    def of(cls, dossier) -> "Imprint":
        day = timezone.localdate(dossier.requested_at)
        return cls(code=dossier.code, number=dossier.number, date=day, content_hash=dossier.content_hash)

    @property
    def hash_in_groups(self) -> str:
        """The hash in groups of eight, as people compare it by eye."""
        return " ".join(self.content_hash[start : start + 8] for start in range(0, len(self.content_hash), 8))


def snapshot(subject: Regioplan | Regiobeeld | Papers | Taken) -> dict:
    """Answer everything that the dossier of `subject` shows, as plain data: a kind, what it is about, and its chapters.

    Moments of editing and of asking are left out: content that reads the same is the same.
    """
    kind, module = KINDS[type(subject)]
    return {
        "kind": kind.value,
        "layout": LAYOUT,
        # A text may link to a page of the portal itself.
        "portal": settings.PORTAL_URL,
        "about": module.about(subject),
        "chapters": [chapter._asdict() for chapter in _with_money(subject, module.chapters(subject))],
    }


def _with_money(subject, chapters: list[Chapter]) -> list[Chapter]:
    if isinstance(subject, Taken):
        return with_money_of_plan(subject.plan, chapters)
    return chapters if isinstance(subject, Regiobeeld) else with_money_of_region(subject.region, chapters)
