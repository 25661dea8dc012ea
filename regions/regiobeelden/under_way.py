"""The regiobeelden of a person's regions, with what lies with the person in them."""

from dataclasses import replace

from regions.models import BeeldStatus, Point, Regiobeeld, Theme
from regions.progress import progress_of_each
from regions.regiobeelden.workflow import OPEN
from regions.roles import roles_of
from regions.work import THEMA, Part, parts_in

# Nobody has as much to do as this; it keeps a page from growing without end.
POINTS_AT_MOST = 500


def beelden_of_regions(user) -> list[Regiobeeld]:
    """Answer the regiobeelden of the person's regions, the latest first, but for those that are being renewed; one query."""
    regions = {role.region_id for role in roles_of(user)}
    if not regions:
        return []
    beelden = Regiobeeld.objects.filter(region__in=regions).exclude(status=BeeldStatus.HERIJKING)
    return list(beelden.defer("summary", "scale_note", "proposal").order_by("-edition", "pk"))


def parts_of(user, beelden: list[Regiobeeld]) -> list[Part]:
    """Answer the themes of those of `beelden` that can still be written, and the points in them that the person owns.

    Each that can be written gets its `progress`; at most two queries.
    """
    written = [beeld for beeld in beelden if beeld.status in OPEN]
    if not written:
        return []
    themes = parts_in(Theme.objects.present(), written, "regiobeeld", THEMA)
    progress_of_each(written, themes)
    return themes + _points(user, {theme.pk: theme for theme in themes})


def _points(user, themes: dict[int, Part]) -> list[Part]:
    """Answer the points that the person owns in these themes, which are given by their keys."""
    rows = (
        Point.objects.filter(owner=user, is_ready=False, theme__in=themes)
        .order_by("due_on", "pk")
        .values_list("kind", "pk", "title", "theme", "due_on")
    )
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
        for kind, pk, title, theme, due_on in rows[:POINTS_AT_MOST]
    ]
