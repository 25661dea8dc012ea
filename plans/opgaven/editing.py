"""Editing the opgaven of a plan and what hangs below them, while the plan is a concept.

Every act holds the plan, so two people who edit it do so one after the other; who saves what somebody else changed
meanwhile is told (`OutdatedVersion`). What was taken out of the plan as an opgave can be put back.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max, Model

from iza_portal.ordering import shifted
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans import rules
from plans.models import Opgave, OpgaveCijfer, Regioplan, Transformatieplan
from plans.opgaven import guarding
from plans.opgaven.rows import OPGAVE, RowKind, kind_of, opgave_of
from plans.opgaven.wording import facts_of
from plans.transformatie.workflow import Planstand
from plans.verbs import PlanVerb
from regions.models import Indicator

GONE = "Dit is intussen weggehaald."


def _held(plan_pk: int) -> Regioplan:
    return Regioplan.objects.select_for_update(no_key=True).select_related("region").get(pk=plan_pk)


def _hold(row: Model, by) -> tuple[Regioplan, Model]:
    """Answer the plan, held, and the row as it stands in it now; who may not write it is refused with the reason."""
    opgave = opgave_of(row)
    plan = _held(opgave.plan_id)
    kind = kind_of(row)
    found = kind.model.objects.filter(pk=row.pk).first()
    # One that was taken out is not written in until it is put back.
    if found is None or (opgave := opgave_of(found)).position is None:
        raise ValidationError(GONE)
    opgave.plan = plan
    if reason := rules.why_opgave_not_writable(by, opgave):
        raise PermissionDenied(reason)
    return plan, found


@transaction.atomic
def add_opgave(plan, *, by, cijfers: Iterable[Indicator] = (), **fields) -> Opgave:
    """Add an opgave at the end of the plan; `fields` are those of `rows.OPGAVE`, `cijfers` the figures that show it."""
    plan = _held(plan.pk)
    if reason := rules.why_no_opgave_added(by, plan):
        raise PermissionDenied(reason)
    last = plan.opgaven.aggregate(last=Max("position"))["last"] or 0
    opgave = Opgave(plan=plan, position=last + 1)
    _write(opgave, OPGAVE, fields)
    _show(opgave, cijfers)
    record(PlanVerb.OPGAVE_ADDED, plan, by=by, detail=opgave.title, part_id=opgave.pk, after=facts_of(opgave))
    return opgave


@transaction.atomic
def add_row(parent, kind: RowKind, *, by, **fields) -> Model:
    """Add a row of this kind below `parent` (an opgave, or the action of a milestone), at the end where they have an order.

    Raises `ValidationError` at the field that does not fit, `PermissionDenied` with the reason.
    """
    plan, parent = _hold(parent, by)
    row = kind.model(**{kind.parent: parent})
    if kind.is_ordered:
        siblings = kind.model.objects.filter(**{kind.parent: parent})
        row.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    _write(row, kind, fields)
    _record(PlanVerb.ROW_ADDED, plan, row, by=by, after=facts_of(row))
    return row


@transaction.atomic
def change(row, *, by, version: int, cijfers: Iterable[Indicator] | None = None, **fields) -> Model:
    """Change an opgave or a row below one that the person saw as it was at `version`; of the same again nothing is kept.

    Raises `OutdatedVersion`, with the row as it stands, where somebody else changed it meanwhile; else as `add_row`.
    """
    plan, row = _hold(row, by)
    if version != row.version:
        raise OutdatedVersion(row)
    before = facts_of(row)
    row.version += 1
    _write(row, kind_of(row), fields)
    if cijfers is not None:
        _show(row, cijfers)
    after = facts_of(row)
    if before == after:
        # Whoever has the page open need not hear of a change that is none.
        kind_of(row).model.objects.filter(pk=row.pk).update(version=version)
        row.version = version
        return row
    changed = [name for name in after if before[name] != after[name]]
    verb = PlanVerb.OPGAVE_CHANGED if isinstance(row, Opgave) else PlanVerb.ROW_CHANGED
    _record(
        verb,
        plan,
        row,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return row


@transaction.atomic
def move(row, *, by, steps: int) -> int:
    """Move an opgave, a goal or an action `steps` places down (up where negative), as far as there are places.

    Answers its place then, counted from one.
    """
    plan, row = _hold(row, by)
    kind = kind_of(row)
    if not kind.is_ordered:
        raise ValidationError("Dit heeft geen vaste volgorde.")
    if isinstance(row, Opgave) and not rules.may_order_opgaven(by, plan):
        raise PermissionDenied("U kunt de volgorde van de opgaven niet veranderen.")
    order = list(kind.model.objects.filter(**{kind.parent: getattr(row, kind.parent)}, position__isnull=False))
    order.sort(key=lambda each: (each.position, each.pk))
    old = order.index(row)
    new = shifted(order, old, steps)
    if new == old:
        return old + 1
    kind.model.objects.bulk_update(order, ["position"])
    _record(PlanVerb.ROW_ORDERED, plan, row, by=by, before={"plaats": old + 1}, after={"plaats": new + 1})
    return new + 1


@transaction.atomic
def remove_opgave(opgave, *, by) -> None:
    """Take an opgave out of the plan, with all below it. It is kept, and can be put back with `restore_opgave`."""
    plan, opgave = _hold(opgave, by)
    if not rules.may_order_opgaven(by, plan):
        raise PermissionDenied("U kunt deze opgave niet uit het plan halen.")
    if opgave.aanpak:
        raise ValidationError("Een aanpak van het format laat u weg op de pagina “Aanpakken”.")
    place = opgave.position
    opgave.position = None
    opgave.save(update_fields=["position"])
    plan.opgaven.present().filter(position__gt=place).order_by().update(position=F("position") - 1)
    record(PlanVerb.OPGAVE_REMOVED, plan, by=by, detail=opgave.title, part_id=opgave.pk, before={"plaats": place})


@transaction.atomic
def restore_opgave(opgave, *, by) -> None:
    """Put an opgave that was taken out back, at the end of the plan; one that is in it stays where it is."""
    plan = _held(opgave.plan_id)
    opgave = plan.opgaven.get(pk=opgave.pk)
    if not rules.may_order_opgaven(by, plan):
        raise PermissionDenied("U kunt deze opgave niet terugzetten.")
    if opgave.position is not None:
        return
    if opgave.aanpak:
        raise ValidationError("Een aanpak van het format neemt u weer op op de pagina “Aanpakken”.")
    opgave.position = (plan.opgaven.aggregate(last=Max("position"))["last"] or 0) + 1
    opgave.save(update_fields=["position"])
    after = {"plaats": opgave.position}
    record(PlanVerb.OPGAVE_RESTORED, plan, by=by, detail=opgave.title, part_id=opgave.pk, after=after)


@transaction.atomic
def remove_row(row, *, by) -> None:
    """Remove a row below an opgave for good; the history keeps what it said. An action takes its milestones along.

    Raises `ValidationError` where money is meant for the action: that is put elsewhere first.
    """
    plan, row = _hold(row, by)
    if isinstance(row, Opgave):
        raise TypeError("An opgave is taken out, not removed: see `remove_opgave`.")
    if obstacle := guarding.why_not_removed(row):
        raise ValidationError(obstacle)
    _record(PlanVerb.ROW_REMOVED, plan, row, by=by, before=facts_of(row))
    row.delete()


@transaction.atomic
def add_transformatieplan(plan, *, by, **fields) -> Transformatieplan:
    """Let the opgaven of the region refer to a transformatieplan: its title, national number, insurer and address."""
    plan = _held(plan.pk)
    if reason := rules.why_no_opgave_added(by, plan):
        raise PermissionDenied(reason)
    named = Transformatieplan(region=plan.region, status=Planstand.GENOEMD, **fields)
    named.full_clean()
    named.save()
    record(PlanVerb.TRANSFORMATIEPLAN_NAMED, plan, by=by, detail=named.title, part_id=named.pk)
    return named


def _write(row: Model, kind: RowKind, fields: dict) -> None:
    """Write these fields to the row, and check them; what is not named stays as it is."""
    for name, value in fields.items():
        if name in kind.fields:
            setattr(row, name, value)
        elif name not in kind.many:
            raise TypeError(f"{kind.name} has no field {name}")
    # The parent is locked and there; asking whether it exists would be a query for each row.
    row.full_clean(exclude=[kind.parent], validate_constraints=False)
    guarding.check(row, {name: list(fields[name]) for name in kind.many if name in fields})
    row.validate_constraints()
    row.save()
    for name in kind.many:
        if name in fields:
            getattr(row, name).set(fields[name])


def _show(opgave: Opgave, cijfers: Iterable[Indicator]) -> None:
    """Let the opgave be shown by the latest figures of exactly these indicators."""
    wanted = list(dict.fromkeys(indicator.pk for indicator in cijfers))
    guarding.check_cijfers(wanted)
    if sorted(wanted) == sorted(opgave.cijfers.values_list("indicator", flat=True)):
        return
    opgave.cijfers.all().delete()
    OpgaveCijfer.objects.bulk_create(OpgaveCijfer(opgave=opgave, indicator_id=pk) for pk in wanted)


def _record(verb, plan, row, *, by, before=None, after=None) -> None:
    opgave = opgave_of(row)
    said = str(opgave) if row is opgave else f"{kind_of(row).noun} “{_named(row)}” bij “{opgave}”"
    record(verb, plan, by=by, detail=said, part_id=row.pk, before=before, after=after)


def _named(row) -> str:
    """Answer what a row is called where it has no title."""
    if hasattr(row, "stream"):
        return f"{row.get_stream_display()} {row.year}"
    return str(row.organisation) if hasattr(row, "part") else str(row)
