"""The regiobeelden of a person's regions, with what lies with the person in them."""

from dataclasses import replace

from iza_portal.rows import Columns, many
from regions.models import BeeldStatus, Regiobeeld, Theme
from regions.progress import progress_of_each
from regions.regiobeelden.workflow import OPEN
from regions.roles import roles_of
from regions.work import THEMA, Part, parts_in

# Nobody has as much to do as this; it keeps a page from growing without end.
POINTS_AT_MOST = 500
_BEELD = Columns(Regiobeeld, "beeld", without=("summary", "scale_note", "proposal"))
# Written out, for every Mijn werk asks them.
_BEELDEN = f"""
    SELECT {_BEELD.sql} FROM regions_regiobeeld beeld WHERE beeld.region_id = ANY(%s) AND beeld.status <> %s
    ORDER BY beeld.edition DESC, beeld.id
"""  # noqa: S608 (the names of columns)
_POINTS = """
    SELECT kind, id, title, theme_id, due_on FROM regions_point
    WHERE owner_id = %s AND NOT is_ready AND theme_id = ANY(%s)
    ORDER BY due_on, id LIMIT %s
"""


def beelden_of_regions(user) -> list[Regiobeeld]:
    """Answer the regiobeelden of the person's regions, the latest first, but for those that are being renewed; one query."""
    regions = {role.region_id for role in roles_of(user)}
    if not regions:
        return []
    return [_BEELD.made(row) for row in many(_BEELDEN, list(regions), BeeldStatus.HERIJKING)]


def parts_of(user, beelden: list[Regiobeeld]) -> list[Part]:
    """Answer the themes of those of `beelden` that can still be written, and the points in them that the person owns.

    Each that can be written gets its `progress`; at most two queries.
    """
    written = [beeld for beeld in beelden if beeld.status in OPEN]
    if not written:
        return []
    themes = parts_in(Theme, written, "regiobeeld", THEMA)
    progress_of_each(written, themes)
    return themes + _points(user, {theme.pk: theme for theme in themes})


def _points(user, themes: dict[int, Part]) -> list[Part]:
    """Answer the points that the person owns in these themes, which are given by their keys."""
    return [
        replace(
            themes[theme],
            kind=kind,
            pk=pk,
            title=title,
            due_on=due_on,
            is_ready=False,
            owner_id=user.pk,
            theme_id=theme,
        )
        for kind, pk, title, theme, due_on in many(_POINTS, user.pk, list(themes), POINTS_AT_MOST)
    ]
