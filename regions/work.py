"""What lies with whom: the parts of plans and of regiobeelden, as rows that are the same for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Exists, Model, Q, QuerySet, Value

from regions.models import PointKind

ONDERDEEL, THEMA = "onderdeel", "thema"


@dataclass(frozen=True)
class Part:
    """A part of a plan or a regiobeeld: `kind` is `ONDERDEEL`, `THEMA`, or the kind of a point, which is in `theme_id`.

    `whole_id` is the key of the plan or regiobeeld. `is_written_by` says whether the person who asked writes it.
    """

    kind: str
    pk: int
    title: str
    whole_id: int
    due_on: date | None
    is_ready: bool
    owner_id: int | None
    owner_takes_part: bool
    is_empty: bool = False
    is_written_by: bool = False
    theme_id: int | None = None
    whole_title: str = ""

    @property
    def said(self) -> str:
        """What it is, in front of what it is in."""
        return f"{PointKind(self.kind).label} in" if self.theme_id else f"{self.kind} van"

    def get_absolute_url(self) -> str:
        """Where the person goes on with it: a section they write, in a regiobeeld they see first what stands there."""
        if self.kind == ONDERDEEL:
            return f"/plannen/{self.whole_id}/onderdelen/{self.pk}/bewerken/"
        if self.kind == THEMA:
            return f"/regiobeelden/{self.whole_id}/themas/{self.pk}/"
        return f"/regiobeelden/{self.whole_id}/themas/{self.theme_id}/#punt-{self.pk}"


def parts_in(
    rows: QuerySet, wholes: Iterable[Model], whole: str, kind: str, *, is_written_by: Exists | None = None
) -> list[Part]:
    """Answer those of these sections or themes whose field `whole` is one of `wholes`, in their order; one query."""
    titles = {each.pk: each.title for each in wholes}
    rows = (
        rows.with_owner()
        .filter(**{f"{whole}__in": titles})
        .annotate(
            no_words=Q(plain_text=""),
            writes=Value(False, BooleanField()) if is_written_by is None else is_written_by,
        )
        .order_by("position")
        .values_list(
            "pk", "title", f"{whole}_id", "due_on", "is_ready", "owner_id", "owner_takes_part", "no_words", "writes"
        )
    )
    return [Part(kind, *row, whole_title=titles[row[2]]) for row in rows]


def lying_with(user, parts: Iterable[Part]) -> list[Part]:
    """Answer those that are still to be done by this person: what is due first in front, what has no date last."""
    theirs = (part for part in parts if not part.is_ready and (part.owner_id == user.pk or part.is_written_by))
    return sorted(theirs, key=lambda part: (part.due_on or date.max, part.title))
