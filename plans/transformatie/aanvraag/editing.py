"""Editing the rows of the full plan while it is written: agreements, business case, milestones and their amounts.

Every act holds the plan, so two people who edit it do so one after the other; who saves what somebody else changed
meanwhile is told (`OutdatedVersion`).
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, Sum

from iza_portal.lines import on_one_line
from iza_portal.ordering import shifted
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import euros
from iza_portal.trail.recording import record
from plans.models.transformatie import Mijlpaalbedrag, Transformatiemijlpaal, Transformatieplan
from plans.transformatie.aanvraag import guarding
from plans.transformatie.aanvraag.rows import BEDRAG, RowKind, kind_of, plan_of
from plans.transformatie.aanvraag.wording import facts_of, named
from plans.transformatie.holding import hold_to_write
from plans.transformatie.verbs import TransformatieVerb

GONE = "Dit is intussen weggehaald."
#: Fields that are one line, in which no mark may hide.
_LINES = {"title", "measure", "unit", "who"}


@transaction.atomic
def add_row(parent, kind: RowKind, *, by, **fields) -> Model:
    """Add a row of this kind below `parent` (the plan, or the milestone of an amount), at the end where they have an order.

    Raises `ValidationError` at the field that does not fit or where the plan is not written now, and `PermissionDenied`.
    """
    if kind == BEDRAG:
        plan, parent = _hold(parent, by)
    else:
        plan = parent = hold_to_write(parent, by=by)
    row = kind.model(**{kind.parent: parent})
    if kind.is_ordered:
        row.position = (_siblings(kind, parent).aggregate(last=Max("position"))["last"] or 0) + 1
    _write(row, plan, fields)
    _record(TransformatieVerb.ROW_ADDED, plan, row, by=by, after=facts_of(row))
    return row


@transaction.atomic
def change(row, *, by, version: int, **fields) -> Model:
    """Change a row that the person saw as it was at `version`; of the same again nothing is kept.

    Raises `OutdatedVersion`, with the row as it stands, where somebody else changed it meanwhile; else as `add_row`.
    """
    plan, row = _hold(row, by)
    if version != row.version:
        raise OutdatedVersion(row)
    before = facts_of(row)
    row.version += 1
    _write(row, plan, fields)
    after = facts_of(row)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        # Whoever has the page open need not hear of a change that is none.
        type(row).objects.filter(pk=row.pk).update(version=version)
        row.version = version
        return row
    _record(
        TransformatieVerb.ROW_CHANGED,
        plan,
        row,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return row


@transaction.atomic
def move(row, *, by, steps: int) -> int:
    """Move an agreement or a milestone `steps` places down (up where negative), as far as there are places.

    Answers its place then, counted from one.
    """
    plan, row = _hold(row, by)
    kind = kind_of(row)
    if not kind.is_ordered:
        raise ValidationError("Dit heeft geen vaste volgorde.")
    order = list(_siblings(kind, plan).order_by("position", "pk"))
    old = order.index(row)
    new = shifted(order, old, steps)
    if new == old:
        return old + 1
    kind.model.objects.bulk_update(order, ["position"])
    _record(TransformatieVerb.ROW_ORDERED, plan, row, by=by, before={"plaats": old + 1}, after={"plaats": new + 1})
    return new + 1


@transaction.atomic
def remove_row(row, *, by) -> None:
    """Remove a row for good; the history keeps what it said. A milestone takes its amounts along.

    Raises `ValidationError` for an agreement that milestones belong to: those are put elsewhere first.
    """
    plan, row = _hold(row, by)
    if obstacle := guarding.why_not_removed(row):
        raise ValidationError(obstacle)
    before = facts_of(row)
    if isinstance(row, Transformatiemijlpaal):
        gone = row.bedragen.aggregate(total=Sum("amount"))["total"]
        before |= {"bedragen, samen": euros(gone)} if gone else {}
    _record(TransformatieVerb.ROW_REMOVED, plan, row, by=by, before=before)
    row.delete()


def total_of(plan: Transformatieplan) -> Decimal:
    """Answer the sum of all amounts at the milestones of the plan, in euros."""
    bedragen = Mijlpaalbedrag.objects.filter(mijlpaal__plan=plan)
    return bedragen.aggregate(total=Sum("amount"))["total"] or Decimal(0)


@transaction.atomic
def ask_total(plan, *, by) -> Transformatieplan:
    """Let the plan ask exactly what its milestones say together, or nothing where they say nothing.

    So nobody types the sum a second time. Of the same again nothing is kept. Raises what `add_row` raises.
    """
    plan = hold_to_write(plan, by=by)
    total = total_of(plan) or None
    if plan.requested == total:
        return plan
    before, plan.requested, plan.version = plan.requested, total, plan.version + 1
    plan.save(update_fields=["requested", "version"])
    label = str(plan._meta.get_field("requested").verbose_name)
    record(TransformatieVerb.GEGEVENS_CHANGED, plan, by=by, before={label: euros(before)}, after={label: euros(total)})
    return plan


def _hold(row: Model, by) -> tuple[Transformatieplan, Model]:
    """Answer the plan, locked, and the row as it stands in it now."""
    plan = hold_to_write(plan_of(row), by=by)
    kind = kind_of(row)
    within = {"mijlpaal__plan": plan} if kind == BEDRAG else {"plan": plan}
    found = kind.model.objects.filter(pk=row.pk, **within).first()
    if found is None:
        raise ValidationError(GONE)
    if kind == BEDRAG:
        found.mijlpaal.plan = plan
    else:
        found.plan = plan
    return plan, found


def _siblings(kind: RowKind, parent: Model):
    return kind.model.objects.filter(**{kind.parent: parent})


def _write(row: Model, plan: Transformatieplan, fields: dict) -> None:
    """Write these fields to the row, and check them; what is not named stays as it is."""
    kind = kind_of(row)
    for name, value in fields.items():
        if name not in kind.fields:
            raise TypeError(f"{kind.name} has no field {name}")
        setattr(row, name, on_one_line(value) if name in _LINES else value)
    if kind == BEDRAG and not row.sector and row.partij_id:
        # Of a party the sector is known: it is only asked where the money is for another one.
        row.sector = row.partij.sector
    # The parent is locked and there; asking whether it exists would be a query for each row.
    row.full_clean(exclude=[kind.parent], validate_constraints=False)
    guarding.check(row, plan)
    row.validate_constraints()
    row.save()


def _record(verb, plan, row, *, by, before=None, after=None) -> None:
    said = f"{kind_of(row).noun} “{named(row)}”"
    if isinstance(row, Mijlpaalbedrag):
        said += f" bij “{row.mijlpaal}”"
    record(verb, plan, by=by, detail=said, part_id=row.pk, before=before, after=after)
