"""What a person does with a file of figures: hand it in, say what its columns are, have it processed, or take it back.

The work itself is a worker's, see `regions.figures.working`.
"""

import hashlib
from datetime import date, timedelta
from pathlib import PurePath

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.trail.recording import record
from iza_portal.work.offering import offer
from regions.figures import rules
from regions.figures.layouts import Layout
from regions.models import BatchState, FigureBatch, FigureFile, FigureSource, Region, Step
from regions.verbs import FigureVerb

CHANGED_BY_SOMEBODY = (
    "Iemand anders heeft intussen gezegd wat er in de kolommen staat. Wat u invulde, staat hieronder. Verstuur het nog eens "
    "als dit moet gelden."
)
BEFORE_PROCESSING = {BatchState.INDELEN, BatchState.GELEZEN, BatchState.GEWEIGERD, BatchState.MISLUKT}
# How long a file stays of which no figures are made, in days after somebody last asked something of it.
UNPROCESSED_KEPT_FOR = 30


@transaction.atomic
def hand_in_file(
    content: bytes,
    file_name: str,
    *,
    by,
    region: Region | None,
    source: str,
    peildatum: date,
    certainty: str,
    certainty_note: str = "",
    layout: Layout | None = None,
) -> FigureBatch:
    """Keep an uploaded file and have it read, for one region or without one for the whole country.

    With a `layout`, its columns are read so; otherwise as its source's were before, or a person is asked. Raises
    `PermissionDenied`.
    """
    if not rules.may_read_in_for(by, region):
        raise PermissionDenied
    batch = FigureBatch(
        file_name=PurePath(file_name.replace("\\", "/")).name[:200] or "bestand",
        digest=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        organisation=by.hat,
        region=region,
        source=source,
        peildatum=peildatum,
        certainty=certainty,
        certainty_note=certainty_note,
        layout=layout and layout.as_json(),
    )
    _ask(batch, Step.LEZEN if layout else Step.KOLOMMEN, by)
    FigureFile.objects.create(batch=batch, content=content)
    record(FigureVerb.UPLOADED, batch, by=by)
    return batch


@transaction.atomic
def lay_out(batch: FigureBatch, *, by, layout: Layout, seen: str | None = None) -> FigureBatch:
    """Say how the columns are read, remember that for the source, and have the file read so.

    `seen` is the mark of the layout that the person changed. Raises `PermissionDenied`, and `ValidationError` for a layout
    that leaves something open, or where somebody else changed it in the meantime.
    """
    batch = _before_processing(batch, by)
    if seen is not None and seen != Layout.from_json(batch.layout).mark():
        raise ValidationError(CHANGED_BY_SOMEBODY, code="changed")
    if problems := layout.problems():
        raise ValidationError(problems)
    batch.layout = layout.as_json()
    FigureSource.objects.update_or_create(
        organisation_id=batch.organisation_id, name=batch.source, defaults={"layout": batch.layout}
    )
    _ask(batch, Step.LEZEN, by)
    record(FigureVerb.LAID_OUT, batch, by=by)
    return batch


@transaction.atomic
def look_elsewhere(
    batch: FigureBatch, *, by, sheet: str, header_row: int | None, header_rows: int | None
) -> FigureBatch:
    """Have the columns looked for on another sheet, or below another header. Raises `PermissionDenied`."""
    batch = _before_processing(batch, by)
    batch.layout = Layout(sheet=sheet, columns=(), header_row=header_row, header_rows=header_rows).as_json()
    _ask(batch, Step.KOLOMMEN, by)
    return batch


@transaction.atomic
def start_processing(batch: FigureBatch, *, by) -> FigureBatch:
    """Have figures made of a file that was read without refusals. Raises `PermissionDenied`, and `ValidationError`."""
    batch = _locked(batch)
    if not rules.may_work_on(by, batch):
        raise PermissionDenied
    if batch.step == Step.VERWERKEN and (batch.is_under_way or batch.state == BatchState.VERWERKT):
        # Whoever was first had it done.
        return batch
    if batch.state != BatchState.GELEZEN:
        raise ValidationError("Dit bestand kan nu niet worden verwerkt.")
    if not batch.brings_something:
        raise ValidationError("Er is niets te verwerken: alle cijfers zijn al bekend.")
    _ask(batch, Step.VERWERKEN, by)
    record(FigureVerb.APPLYING, batch, by=by)
    return batch


@transaction.atomic
def start_withdrawing(batch: FigureBatch, *, by, reason: str) -> FigureBatch:
    """Have the figures of a batch taken back. Raises `PermissionDenied`, and `ValidationError`."""
    batch = _locked(batch)
    if not rules.may_withdraw(by, batch):
        raise PermissionDenied
    if batch.withdrawn_at or (batch.step == Step.INTREKKEN and batch.is_under_way):
        return batch
    if not batch.counts or batch.is_under_way:
        raise ValidationError("Deze cijfers zijn niet verwerkt, dus er is niets in te trekken.")
    if not reason.strip():
        raise ValidationError("Geef een reden.")
    batch.withdrawn_because = reason.strip()
    _ask(batch, Step.INTREKKEN, by)
    record(FigureVerb.WITHDRAWING, batch, by=by, reason=batch.withdrawn_because)
    return batch


@transaction.atomic
def try_again(batch: FigureBatch, *, by) -> FigureBatch:
    """Have the step that failed done again. Raises `PermissionDenied`."""
    batch = _locked(batch)
    if not rules.may_try_again(by, batch):
        raise PermissionDenied
    if batch.state == BatchState.MISLUKT:
        _ask(batch, Step(batch.step), by)
    return batch


@transaction.atomic
def discard(batch: FigureBatch, *, by) -> None:
    """Throw away a file of which no figures were made. Raises `PermissionDenied`, and `ValidationError`."""
    _discard(_before_processing(batch, by), by)


@transaction.atomic
def discard_unprocessed() -> None:
    """Throw away the files of which no figures were made for `UNPROCESSED_KEPT_FOR` days."""
    old = timezone.now() - timedelta(days=UNPROCESSED_KEPT_FOR)
    unprocessed = FigureBatch.objects.filter(state__in=BEFORE_PROCESSING, applied_at=None, requested_at__lt=old)
    # One that somebody is at is not forgotten.
    for batch in unprocessed.select_for_update(skip_locked=True):
        _discard(batch, None)


def _discard(batch, by) -> None:
    record(FigureVerb.DISCARDED, batch, by=by, detail=batch.file_name)
    batch.delete()


def _locked(batch) -> FigureBatch:
    found = FigureBatch.objects.select_for_update(no_key=True).filter(pk=batch.pk).first()
    if found is None:
        raise ValidationError("Dit bestand is intussen weggegooid.")
    return found


def _before_processing(batch, by) -> FigureBatch:
    batch = _locked(batch)
    if not rules.may_work_on(by, batch):
        raise PermissionDenied
    if batch.state not in BEFORE_PROCESSING or batch.applied_at:
        raise ValidationError("Dit kan niet meer: aan dit bestand wordt gewerkt, of het is al verwerkt.")
    return batch


def _ask(batch, step, by) -> None:
    batch.step = step
    batch.ask(by)
    batch.save()
    transaction.on_commit(lambda: offer(batch))
