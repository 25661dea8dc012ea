"""Arranging a regiobeeld: its own data, its themes in their order, and the indicators of each."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max

from iza_portal.ordering import shifted
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from regions.models import Regiobeeld, Theme, ThemeIndicator
from regions.ownership import check_owner, tell_owner
from regions.regiobeelden import rules
from regions.verbs import BeeldVerb

#: What the regiocoördinator says of the regiobeeld itself.
DATA = {
    "title": "titel",
    "due_on": "af op",
    "summary": "kernboodschap",
    "scale_note": "toelichting bij de schaal",
}


def _locked(regiobeeld, by) -> Regiobeeld:
    """Answer the regiobeeld, locked, so that two people who arrange it at once do so one after the other."""
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    if not rules.may_arrange(by, regiobeeld):
        raise PermissionDenied("Dit regiobeeld kan nu niet worden ingedeeld.")
    return regiobeeld


def _present(regiobeeld, theme) -> Theme:
    """Answer the theme as it stands in the regiobeeld now; someone else may have taken it out meanwhile."""
    try:
        return regiobeeld.themes.present().get(pk=theme.pk)
    except Theme.DoesNotExist:
        raise ValidationError("Dit thema is intussen weggehaald.") from None


def _next_position(regiobeeld) -> int:
    return (regiobeeld.themes.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def change_regiobeeld(regiobeeld, *, by, version: int, title, due_on, summary, scale_note) -> Regiobeeld:
    """Change what the regiobeeld says of itself: title, due date, kernboodschap, and why its scale is another one.

    `version` is that of the regiobeeld as the person saw it; of the same again nothing is kept. Raises `PermissionDenied`,
    and `OutdatedVersion`, with the regiobeeld as it stands, where somebody else changed it meanwhile.
    """
    regiobeeld = _locked(regiobeeld, by)
    wanted = {"title": title, "due_on": due_on, "summary": summary, "scale_note": scale_note}
    if all(getattr(regiobeeld, field) == value for field, value in wanted.items()):
        return regiobeeld
    if version != regiobeeld.version:
        raise OutdatedVersion(regiobeeld)
    before = _data(regiobeeld)
    for field, value in wanted.items():
        setattr(regiobeeld, field, value)
    regiobeeld.version += 1
    regiobeeld.full_clean()
    regiobeeld.save(update_fields=[*DATA, "version"])
    after = _data(regiobeeld)
    changed = [name for name in before if before[name] != after[name]]
    record(
        BeeldVerb.CHANGED,
        regiobeeld,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return regiobeeld


def _data(regiobeeld) -> dict:
    values = {name: getattr(regiobeeld, field) for field, name in DATA.items()}
    return values | {"af op": regiobeeld.due_on.isoformat() if regiobeeld.due_on else None}


@transaction.atomic
def write_proposal(regiobeeld, *, by, version: int, proposal) -> Regiobeeld:
    """Write the procesvoorstel; for who takes the initiative, until the enrichment begins.

    `version` and what is raised are as with `change_regiobeeld`.
    """
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    if not rules.may_propose(by, regiobeeld):
        raise PermissionDenied("Het procesvoorstel kan nu niet worden gewijzigd.")
    if proposal != regiobeeld.proposal:
        if version != regiobeeld.version:
            raise OutdatedVersion(regiobeeld)
        before, regiobeeld.proposal = regiobeeld.proposal, proposal
        regiobeeld.version += 1
        regiobeeld.save(update_fields=["proposal", "version"])
        record(
            BeeldVerb.PROPOSED,
            regiobeeld,
            by=by,
            before={"procesvoorstel": before},
            after={"procesvoorstel": proposal},
        )
    return regiobeeld


@transaction.atomic
def add_theme(regiobeeld, *, by, title) -> Theme:
    """Add an empty theme at the end."""
    regiobeeld = _locked(regiobeeld, by)
    theme = Theme(regiobeeld=regiobeeld, position=_next_position(regiobeeld), title=title)
    theme.full_clean(exclude=["regiobeeld"])
    theme.save()
    record(BeeldVerb.THEME_ADDED, regiobeeld, by=by, detail=title, part_id=theme.pk)
    return theme


@transaction.atomic
def change_theme(theme, *, by, title, indicators, had=None, owner=None, due_on=None) -> Theme:
    """Rename a theme, say who owns it and when it is due, and choose its indicators.

    The indicators that it has keep their order, new ones come after them. `had` are those that the person saw chosen: what
    somebody else chose or left out since then stays so. Who becomes the owner (one of the people of the region) is told.
    """
    regiobeeld = _locked(theme.regiobeeld, by)
    theme = _present(regiobeeld, theme)
    was = theme.owner_id
    check_owner(owner, now=was, region_id=regiobeeld.region_id)
    before = _facts(theme)
    theme.title, theme.owner, theme.due_on = title, owner, due_on
    after = _facts(theme)
    if changed := [name for name in before if before[name] != after[name]]:
        theme.full_clean(exclude=["regiobeeld"])
        theme.save(update_fields=["title", "owner", "due_on"])
        event = record(
            BeeldVerb.THEME_CHANGED,
            regiobeeld,
            by=by,
            detail=title,
            part_id=theme.pk,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        what = f"“{title}” in “{regiobeeld}”"
        tell_owner(owner, was=was, by=by, what=what, path=theme.get_absolute_url(), event=event)
    _choose(regiobeeld, theme, indicators, had, by)
    return theme


def _facts(theme) -> dict:
    """What a change of a theme's facts can change, as the trail keeps it: a person by number, not by name."""
    return {
        "titel": theme.title,
        "eigenaar": [theme.owner_id] if theme.owner_id else [],
        "af op": theme.due_on.isoformat() if theme.due_on else None,
    }


@transaction.atomic
def move_theme(theme, *, by, steps: int) -> None:
    """Move a theme `steps` places down (up where negative), as far as there are places."""
    regiobeeld = _locked(theme.regiobeeld, by)
    order = list(regiobeeld.themes.present().defer("body").order_by("position"))
    theme = _present(regiobeeld, theme)
    old = order.index(theme)
    new = shifted(order, old, steps)
    if new == old:
        return
    Theme.objects.bulk_update(order, ["position"])
    record(
        BeeldVerb.THEME_ORDERED,
        regiobeeld,
        by=by,
        detail=theme.title,
        part_id=theme.pk,
        before={"plaats": old + 1},
        after={"plaats": new + 1},
    )


@transaction.atomic
def remove_theme(theme, *, by) -> None:
    """Take a theme out. What stands in it is kept, and can be put back with `restore_theme`."""
    regiobeeld = _locked(theme.regiobeeld, by)
    theme = _present(regiobeeld, theme)
    place = theme.position
    theme.position = None
    theme.save(update_fields=["position"])
    regiobeeld.themes.present().filter(position__gt=place).update(position=F("position") - 1)
    record(BeeldVerb.THEME_REMOVED, regiobeeld, by=by, detail=theme.title, part_id=theme.pk, before={"plaats": place})


@transaction.atomic
def restore_theme(theme, *, by) -> None:
    """Put a theme that was taken out back, at the end; one that is there stays where it is."""
    regiobeeld = _locked(theme.regiobeeld, by)
    theme = regiobeeld.themes.get(pk=theme.pk)
    if theme.position is not None:
        return
    theme.position = _next_position(regiobeeld)
    theme.save(update_fields=["position"])
    record(
        BeeldVerb.THEME_RESTORED,
        regiobeeld,
        by=by,
        detail=theme.title,
        part_id=theme.pk,
        after={"plaats": theme.position},
    )


def _choose(regiobeeld, theme, indicators, had, by) -> None:
    wanted = {indicator.pk: indicator for indicator in indicators}
    rows = list(theme.theme_indicators.select_related("indicator"))
    before = [row.indicator.code for row in rows]
    now = {row.indicator_id for row in rows}
    seen = now if had is None else {indicator.pk for indicator in had}
    gone = [row.pk for row in rows if row.indicator_id in seen and row.indicator_id not in wanted]
    kept = [row for row in rows if row.pk not in gone]
    new = [ThemeIndicator(theme=theme, indicator=each) for pk, each in wanted.items() if pk not in now | seen]
    if not gone and not new:
        return
    ThemeIndicator.objects.filter(pk__in=gone).delete()
    for position, row in enumerate([*kept, *new], start=1):
        row.position = position
    ThemeIndicator.objects.bulk_update(kept, ["position"])
    ThemeIndicator.objects.bulk_create(new)
    record(
        BeeldVerb.INDICATORS_CHOSEN,
        regiobeeld,
        by=by,
        detail=theme.title,
        part_id=theme.pk,
        before={"cijfers": ", ".join(before)},
        after={"cijfers": ", ".join(row.indicator.code for row in [*kept, *new])},
    )


@transaction.atomic
def move_indicator(theme, indicator, *, by, steps: int) -> None:
    """Move an indicator of the theme `steps` places down (up where negative), as far as there are places."""
    regiobeeld = _locked(theme.regiobeeld, by)
    theme = _present(regiobeeld, theme)
    order = list(theme.theme_indicators.select_related("indicator"))
    old = next((place for place, row in enumerate(order) if row.indicator_id == indicator.pk), None)
    if old is None:
        raise ValidationError("Dit cijfer hoort intussen niet meer bij het thema.")
    before = ", ".join(row.indicator.code for row in order)
    if shifted(order, old, steps) == old:
        return
    ThemeIndicator.objects.bulk_update(order, ["position"])
    record(
        BeeldVerb.INDICATORS_CHOSEN,
        regiobeeld,
        by=by,
        detail=theme.title,
        part_id=theme.pk,
        before={"cijfers": before},
        after={"cijfers": ", ".join(row.indicator.code for row in order)},
    )
