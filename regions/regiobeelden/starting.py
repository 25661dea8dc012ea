"""Beginning a regiobeeld: the first one of a region with the themes of the template, the next edition with what stands."""

import csv
from functools import cache
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.moves import moving
from iza_portal.texts.tree import pictures_in
from iza_portal.trail.recording import record
from iza_portal.writing.models import Document
from iza_portal.writing.pictures.copying import copy_pictures
from regions.models import BeeldStatus, Indicator, Point, PointFigure, Regiobeeld, Region, Theme, ThemeIndicator
from regions.regiobeelden import rules
from regions.regiobeelden.workflow import MOVES
from regions.verbs import BeeldVerb

TEMPLATE = Path(__file__).parents[1] / "data" / "regiobeeld_template.csv"


@cache
def template_themes() -> tuple[dict, ...]:
    """Answer the themes of a new regiobeeld, in order: title, what belongs there, and the codes of its indicators."""
    with TEMPLATE.open(encoding="utf-8", newline="") as file:
        return tuple(
            {"title": row["title"], "guidance": row["guidance"], "indicators": tuple(row["indicators"].split())}
            for row in csv.DictReader(file)
        )


@transaction.atomic
def start_regiobeeld(region, *, by, edition, title, due_on=None) -> Regiobeeld:
    """Begin the regiobeeld of `region` for `edition` (a year); raise `ValidationError` where there is one already.

    A region makes one at a time, and what follows a published one is its herijking, see `start_herijking`. A theme gets
    those of its indicators that the reference data has.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not rules.may_start(by, region):
        raise PermissionDenied
    regiobeeld = Regiobeeld(region=region, edition=edition, title=title, due_on=due_on)
    regiobeeld.full_clean()
    if going_on := region.regiobeelden.exclude(status=BeeldStatus.HERIJKING).first():
        raise ValidationError(
            f"“{going_on}” is gepubliceerd. Begin daarvan de herijking: die begint met wat er nu staat."
            if going_on.status == BeeldStatus.GEPUBLICEERD
            else f"De regio werkt al aan “{going_on}”. Maak eerst dat beeld af."
        )
    regiobeeld.save()
    indicators = Indicator.objects.in_bulk(field_name="code")
    themes = [
        Theme(regiobeeld=regiobeeld, position=position, title=each["title"], guidance=each["guidance"])
        for position, each in enumerate(template_themes(), start=1)
    ]
    Theme.objects.bulk_create(themes)
    ThemeIndicator.objects.bulk_create(
        ThemeIndicator(theme=theme, indicator=indicators[code], position=position)
        for theme, each in zip(themes, template_themes(), strict=True)
        for position, code in enumerate(each["indicators"], start=1)
        if code in indicators
    )
    record(BeeldVerb.STARTED, regiobeeld, by=by, after={"editie": edition, "titel": title})
    return regiobeeld


@transaction.atomic
def start_herijking(regiobeeld, *, by, edition, title, due_on=None) -> Regiobeeld:
    """Begin the next edition of a published regiobeeld: its themes, texts and points are where it begins.

    The published one stays public and unchanged, as “wordt herijkt”. Raises what `moving.check_move` raises, and
    `ValidationError` for an edition that is not later, or that there is already.
    """
    # As in `start_regiobeeld`: of two who begin the same edition the second is told so.
    Region.objects.select_for_update(no_key=True).get(pk=regiobeeld.region_id)
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    step = moving.check_move(
        regiobeeld,
        moves=MOVES,
        may_move=rules.may_move,
        by=by,
        source=BeeldStatus.GEPUBLICEERD,
        target=BeeldStatus.HERIJKING,
    )
    if edition <= regiobeeld.edition:
        raise ValidationError({"edition": f"Kies een jaar na {regiobeeld.edition}, de editie die u herijkt."})
    following = Regiobeeld(
        region=regiobeeld.region,
        edition=edition,
        title=title,
        due_on=due_on,
        previous=regiobeeld,
        is_demonstration=regiobeeld.is_demonstration,
        summary=regiobeeld.summary,
        scale_note=regiobeeld.scale_note,
    )
    following.full_clean()
    following.save()
    _copy_themes(regiobeeld, following)
    regiobeeld.status = step.target
    regiobeeld.save(update_fields=["status"])
    moving.record_move(BeeldVerb.MOVED, regiobeeld, step, by=by)
    record(
        BeeldVerb.RENEWED, following, by=by, before={"editie": regiobeeld.edition}, after={"editie": following.edition}
    )
    return following


def _copy_themes(source: Regiobeeld, target: Regiobeeld) -> None:
    """Give `target` the themes of `source` with all that is below them, each with the key that it has.

    An owner who still has a part in the region keeps what they own; its dates were those of the edition before.
    """
    themes = {theme.pk: theme for theme in source.themes.present().with_owner()}
    indicators = list(ThemeIndicator.objects.filter(theme__in=themes))
    points = {point.pk: point for point in Point.objects.filter(theme__in=themes).with_owner()}
    figures = list(PointFigure.objects.filter(point__in=points))
    for part in [*themes.values(), *points.values()]:
        part.due_on, part.is_ready = None, False
        if not part.owner_takes_part:
            part.owner = None
    documents = [(theme, theme.document_id) for theme in themes.values() if pictures_in(theme.body)]
    for theme in themes.values():
        theme.regiobeeld, theme.document, theme.version, theme.edited_at, theme.edited_by = target, None, 1, None, None
    _create(Theme, themes.values())
    for theme, document in documents:
        copy_pictures(theme, source=Document(pk=document))
    for row in indicators:
        row.theme = themes[row.theme_id]
    _create(ThemeIndicator, indicators)
    for point in points.values():
        point.theme, point.version = themes[point.theme_id], 1
    _create(Point, points.values())
    for figure in figures:
        figure.point = points[figure.point_id]
    _create(PointFigure, figures)


def _create(model, rows) -> None:
    rows = list(rows)
    for row in rows:
        row.pk = None
        row._state.adding = True
    model.objects.bulk_create(rows)
