"""What lies with whom: the parts of plans and of regiobeelden, as rows that are the same for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from iza_portal.rows import many
from regions.models import PointKind
from regions.roles import takes_part_sql

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


# As SQL of one piece, for it is asked on every Mijn werk and on the list of plans.
_PARTS = """
    SELECT part.id, part.title, part.{whole}_id, part.due_on, part.is_ready, part.owner_id, {owner_takes_part},
        part.plain_text = '', {is_written}
    FROM {parts} part JOIN {wholes} whole ON whole.id = part.{whole}_id
    WHERE part.{whole}_id = ANY(%s) AND part.position IS NOT NULL
    ORDER BY part.position
"""
_IS_WRITTEN = "EXISTS (SELECT FROM {writers} writer WHERE writer.{part}_id = part.id AND writer.user_id = %s)"


def parts_in(model: type[Model], wholes: Iterable[Model], whole: str, kind: str, *, written_by=None) -> list[Part]:
    """Answer the sections or themes that are present and whose field `whole` is one of `wholes`, in their order; one query.

    `written_by` is the person of whom each part says whether they write it, where people are made writers of parts.
    """
    titles = {each.pk: each.title for each in wholes}
    is_written, asked = "false", []
    if written_by is not None:
        writers = model.assignees.through._meta.db_table
        is_written = _IS_WRITTEN.format(writers=writers, part=model._meta.model_name)
        asked = [written_by.pk]
    query = _PARTS.format(
        whole=whole,
        parts=model._meta.db_table,
        wholes=model._meta.get_field(whole).related_model._meta.db_table,
        owner_takes_part=takes_part_sql("part.owner_id", "whole.region_id"),
        is_written=is_written,
    )
    return [Part(kind, *row, whole_title=titles[row[2]]) for row in many(query, *asked, list(titles))]


def lying_with(user, parts: Iterable[Part]) -> list[Part]:
    """Answer those that are still to be done by this person: what is due first in front, what has no date last."""
    theirs = (part for part in parts if not part.is_ready and (part.owner_id == user.pk or part.is_written_by))
    return sorted(theirs, key=lambda part: (part.due_on or date.max, part.title))
