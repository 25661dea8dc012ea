"""Enriching a regiobeeld: the text of its themes, and the points below them."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from iza_portal.ordering import shifted
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from regions.models import Point, PointFigure, PointKind, Regiobeeld, Theme
from regions.ownership import check_owner, tell_owner
from regions.regiobeelden import rules
from regions.regiobeelden.telling import Pointer
from regions.regiobeelden.workflow import OPEN
from regions.verbs import BeeldVerb

FIGURES_OF_A_POINT = 12


def why_not_writable(user, theme) -> str:
    """Answer why this person cannot write in the theme now, as a sentence, or nothing."""
    if theme.position is None:
        return "Dit thema is uit het beeld gehaald."
    if theme.regiobeeld.status not in OPEN:
        return f"In dit beeld kan nu niet worden geschreven. De status is: {theme.regiobeeld.get_status_display()}."
    return "" if rules.may_write(user, theme.regiobeeld) else "U hebt geen recht om in dit beeld te schrijven."


def _locked(theme, by) -> Theme:
    """Answer the theme, with its regiobeeld locked, so that its points change one after the other."""
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=theme.regiobeeld_id)
    theme = Theme.objects.defer("body").get(pk=theme.pk)
    theme.regiobeeld = regiobeeld
    if reason := why_not_writable(by, theme):
        raise PermissionDenied(reason)
    return theme


def _still_there(theme, point) -> Point:
    try:
        return theme.points.get(pk=point.pk)
    except Point.DoesNotExist:
        raise ValidationError("Dit is intussen weggehaald.") from None


@transaction.atomic
def add_point(
    theme,
    *,
    by,
    kind,
    title,
    text="",
    who="",
    url="",
    owner=None,
    due_on=None,
    is_ready=False,
    figures: Iterable[Pointer] = (),
) -> Point:
    """Add a point at the end of its kind; only a knelpunt has `figures` that show it.

    Who becomes the owner (one of the people of the region) is told.
    """
    theme = _locked(theme, by)
    check_owner(owner, now=None, region_id=theme.regiobeeld.region_id)
    last = theme.points.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    point = Point(theme=theme, kind=kind, position=last + 1, title=title, text=text, who=who, url=url)
    point.owner, point.due_on, point.is_ready = owner, due_on, is_ready
    point.full_clean(exclude=["theme"])
    point.save()
    _show(point, figures)
    event = record(BeeldVerb.POINT_ADDED, theme.regiobeeld, by=by, detail=title, part_id=point.pk, after=_facts(point))
    tell_owner(owner, was=None, by=by, what=said_of(point, theme), path=point.get_absolute_url(), event=event)
    return point


def said_of(point: Point, theme: Theme) -> str:
    """Name a point in a mail: by its kind and its theme, for its title is part of what is told there."""
    kind = point.get_kind_display()
    kind = kind if "preventie" in point.kind else f"een {kind}"
    return f"{kind} bij “{theme.title}” in “{theme.regiobeeld.title}”"


@transaction.atomic
def change_point(
    point,
    *,
    by,
    version: int,
    title,
    text="",
    who="",
    url="",
    owner=None,
    due_on=None,
    is_ready=False,
    figures: Iterable[Pointer] = (),
) -> Point:
    """Change a point that the person saw as it was at `version`; of the same again nothing is kept.

    Who becomes the owner is told. Raises `OutdatedVersion`, with the point as it stands, where somebody else changed it
    meanwhile.
    """
    theme = _locked(point.theme, by)
    point = _still_there(theme, point)
    point.theme = theme
    if version != point.version:
        raise OutdatedVersion(point)
    was = point.owner_id
    check_owner(owner, now=was, region_id=theme.regiobeeld.region_id)
    before = _facts(point)
    point.title, point.text, point.who, point.url = title, text, who, url
    point.owner, point.due_on, point.is_ready = owner, due_on, is_ready
    point.full_clean(exclude=["theme"])
    _show(point, figures)
    after = _facts(point)
    if before != after:
        point.version += 1
        point.save(update_fields=["title", "text", "who", "url", "owner", "due_on", "is_ready", "version"])
        event = record(
            BeeldVerb.POINT_CHANGED,
            theme.regiobeeld,
            by=by,
            detail=title,
            part_id=point.pk,
            before={name: before[name] for name in before if before[name] != after[name]},
            after={name: after[name] for name in before if before[name] != after[name]},
        )
        tell_owner(owner, was=was, by=by, what=said_of(point, theme), path=point.get_absolute_url(), event=event)
    return point


def _show(point: Point, figures: Iterable[Pointer]) -> None:
    """Let the point be shown by exactly these figures, each once, in their order."""
    # Told apart by key: a municipality or indicator of another query is the same one.
    figures = list(
        {(each.indicator.pk, each.municipality and each.municipality.pk, each.year): each for each in figures}.values()
    )
    if figures and point.kind != PointKind.KNELPUNT:
        raise ValidationError("Alleen een knelpunt heeft cijfers die het laten zien.")
    if len(figures) > FIGURES_OF_A_POINT:
        raise ValidationError(f"Kies niet meer dan {FIGURES_OF_A_POINT} cijfers.")
    if figures == shown_by(point):
        return
    point.figures.all().delete()
    PointFigure.objects.bulk_create(
        PointFigure(point=point, indicator=each.indicator, municipality=each.municipality, year=each.year)
        for each in figures
    )


def shown_by(point: Point) -> list[Pointer]:
    """Answer the figures that show the point, in their order."""
    rows = point.figures.select_related("indicator", "municipality").order_by("pk")
    return [Pointer(row.indicator, row.municipality, row.year) for row in rows]


def _facts(point: Point) -> dict:
    """What a change of a point can change, as the trail keeps it: a person by number, not by name."""
    return {
        "titel": point.title,
        "tekst": point.text,
        "van of door": point.who,
        "meer lezen": point.url,
        "eigenaar": [point.owner_id] if point.owner_id else [],
        "af op": point.due_on.isoformat() if point.due_on else None,
        "klaar": point.is_ready,
        "cijfers": ", ".join(
            " ".join(str(part) for part in (each.indicator.short_label, each.municipality, each.year) if part)
            for each in shown_by(point)
        ),
    }


@transaction.atomic
def move_point(point, *, by, steps: int) -> None:
    """Move a point `steps` places down among those of its kind (up where negative), as far as there are places."""
    theme = _locked(point.theme, by)
    point = _still_there(theme, point)
    order = list(theme.points.filter(kind=point.kind).order_by("position", "pk"))
    old = order.index(point)
    new = shifted(order, old, steps)
    if new == old:
        return
    Point.objects.bulk_update(order, ["position"])
    record(
        BeeldVerb.POINT_ORDERED,
        theme.regiobeeld,
        by=by,
        detail=point.title,
        part_id=point.pk,
        before={"plaats": old + 1},
        after={"plaats": new + 1},
    )


@transaction.atomic
def remove_point(point, *, by) -> None:
    """Remove a point for good; the history keeps what it said."""
    theme = _locked(point.theme, by)
    point = _still_there(theme, point)
    record(BeeldVerb.POINT_REMOVED, theme.regiobeeld, by=by, detail=point.title, part_id=point.pk, before=_facts(point))
    point.delete()
