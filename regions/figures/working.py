"""What a worker does with a file of figures: find its columns, read it, make figures of it, or take them back."""

from itertools import islice

from django.db import transaction
from django.utils import timezone

from iza_portal.sheets.headers import data_rows, find_header
from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.notation import Notation, contradicts, notation_of
from iza_portal.sheets.reading import open_upload
from iza_portal.trail.recording import record
from iza_portal.work.holding import Report, carry_out, hand_in
from regions.figures import previews, storing
from regions.figures.layouts import NUMBER_ROLES, Layout, fitted, propose
from regions.figures.places import Places
from regions.figures.statements import Reading
from regions.models import BatchState, FigureBatch, FigureFile, FigureSource, Indicator, Step
from regions.verbs import FigureVerb

# In seconds.
TIME_LIMIT = 600
SAMPLE_ROWS, SHOWN_ROWS = 5_000, 5
MOST_SHOWN = 60
# What parts the cells of a text is not what its numbers have before their decimals.
HABITS = {";": Notation.DUTCH, ",": Notation.ENGLISH}
CHANGED_SINCE = "Sinds de voorvertoning is er iets veranderd. Bekijk wat er nu gebeurt en verwerk het dan opnieuw."
UNKNOWN = (
    "Er ging iets mis. Er is niets veranderd. Probeer het opnieuw, of laat het de beheerder van het portaal weten."
)


def work_on(batch_id: int) -> None:
    """Do what is asked for this batch, unless it is done, given up, or in the hands of another worker."""
    carry_out(FigureBatch, batch_id, do, time_limit=TIME_LIMIT, explain=lambda batch: {"failure": UNKNOWN})


def do(batch: FigureBatch, report: Report) -> None:
    """Do the step that the batch waits for, and hand it in."""
    steps = {
        Step.KOLOMMEN: find_columns,
        Step.LEZEN: read,
        Step.VERWERKEN: process,
        Step.INTREKKEN: withdraw,
    }
    try:
        steps[Step(batch.step)](batch, report)
    except SheetRefused as refused:
        preview, refusals = previews.refused(refused.message, refused.row, refused.column or "")
        _hand_in_reading(batch, preview, refusals)


def find_columns(batch: FigureBatch, report: Report) -> None:
    """Find the table and what its columns are; where its source is known with just these columns, go on and read it."""
    report(5, "kolommen zoeken")
    upload = _open(batch)
    wanted = Layout.from_json(batch.layout) if batch.layout else None
    source = FigureSource.objects.filter(organisation=batch.organisation, name=batch.source).first()
    remembered = Layout.from_json(source.layout) if source and not wanted else None
    indicators, places = list(Indicator.objects.all()), Places(batch.region, timezone.localdate())
    header, sample, layout = _find_table(upload, wanted, remembered, indicators, places)
    report(50, "kolommen herkennen")
    cells = [cell for row in sample for cell in row]
    # A spreadsheet that parts cells by semicolons does so because the comma is for decimals.
    habit = HABITS.get(getattr(upload, "separator", None), Notation.AMBIGUOUS)
    notation = notation_of(cells, Notation.DUTCH if habit is Notation.DUTCH else Notation.AMBIGUOUS)
    layout = layout.with_notation(notation)
    table = {
        "sheets": list(upload.sheet_names),
        "header_rows": list(header.rows),
        "titles": [title[:200] for title in header.titles[:5]],
        "samples": [_samples(sample, index) for index in range(len(header.names))],
        "new": [],
        "gone": [],
        "is_written_otherwise": False,
        "has_typed_years": False,
    }
    if remembered:
        layout, table["new"], table["gone"] = fitted(remembered, layout)
        numbers = [at for at, column in enumerate(layout.columns) if column.role in NUMBER_ROLES]
        if contradicts((row[at] for row in sample for at in numbers), Notation(layout.notation), habit):
            layout, table["is_written_otherwise"] = layout.with_notation(notation), True
        elif layout.has_typed_years:
            # The next file of a source is often of the next year.
            table["has_typed_years"] = True
        elif not table["new"] and not table["gone"] and not layout.problems():
            batch.layout, batch.table = layout.as_json(), table
            batch.save(update_fields=["layout", "table"])
            read(batch, report)
            return
    hand_in(batch, state=BatchState.INDELEN, layout=layout.as_json(), table=table)


def _find_table(upload, wanted: Layout | None, remembered: Layout | None, indicators, places) -> tuple:
    """Answer the header, some rows and the proposed layout of the table; raise SheetRefused where no sheet has one.

    It is where somebody said that it is; where it was before, if it still goes so; or else where it is found.
    """
    for told in filter(None, (wanted, remembered)):
        sheets = [told.sheet] if told.sheet in upload.sheet_names else upload.sheet_names
        try:
            return _first_table(upload, sheets, (told.header_row, told.header_rows), indicators, places)
        except SheetRefused:
            if told is wanted:
                raise
    return _first_table(upload, upload.sheet_names, (None, None), indicators, places)


def _first_table(upload, sheets, place: tuple[int | None, int | None], indicators, places) -> tuple:
    """Answer the first table with a column of areas: many workbooks begin with a cover."""
    begin, count = place
    found = refused = None
    for sheet in sheets:
        try:
            header = find_header(upload, sheet, begin=begin, count=count)
            sample = [row.cells for row in islice(data_rows(upload.rows(sheet), header), SAMPLE_ROWS)]
        except SheetRefused as why:
            refused = refused or why
            continue
        layout = propose(sheet, header.names, sample[:100], indicators, places).with_header(begin, count)
        if layout.has_areas:
            return header, sample, layout
        found = found or (header, sample, layout)
    if not found:
        raise refused
    return found


@transaction.atomic
def read(batch: FigureBatch, report: Report) -> None:
    """Read the whole file and tell what processing it comes down to; nothing is kept but that."""
    preview, _, refusals = _staged(batch, report)
    _hand_in_reading(batch, preview, refusals)


@transaction.atomic
def process(batch: FigureBatch, report: Report) -> None:
    """Read the file again and make figures of all of it, or show the new preview where it comes down to something else."""
    storing.lock()
    preview, comparison, refusals = _staged(batch, report)
    if preview != batch.preview:
        _hand_in_reading(batch, preview, refusals, failure=CHANGED_SINCE)
        return
    report(70, "cijfers toevoegen")
    storing.add(batch, comparison, today=timezone.localdate())
    report(95, "afronden")
    # The lock makes this the order in which batches were applied.
    hand_in(batch, state=BatchState.VERWERKT, applied_at=timezone.now())
    numbers = {"nieuw": comparison.new, "gewijzigd": comparison.changed, "ongewijzigd": comparison.unchanged}
    record(FigureVerb.APPLIED, batch, by=None, after=numbers)


@transaction.atomic
def withdraw(batch: FigureBatch, report: Report) -> None:
    """Take the figures back; what counted before counts again."""
    storing.lock()
    report(20, "cijfers terugnemen")
    storing.take_back(batch, today=timezone.localdate())
    hand_in(batch, state=BatchState.INGETROKKEN, withdrawn_at=timezone.now())
    record(FigureVerb.WITHDRAWN, batch, by=None)


def _staged(batch, report) -> tuple:
    report(5, "bestand openen")
    upload = _open(batch)
    today = timezone.localdate()
    layout = Layout.from_json(batch.layout)
    reading = Reading(upload, layout, Places(batch.region, today), list(Indicator.objects.all()), today)
    if absent := reading.missing_columns():
        raise SheetRefused(f"Deze kolommen staan niet in het bestand: {', '.join(absent)}.")
    # How many rows there are is known at the end only, so that progress is told in rows.
    storing.stage(reading.lines(lambda rows: report(min(50, 5 + rows // 5_000), f"rij {rows:,}".replace(",", "."))))
    report(55, "vergelijken met wat er is")
    return previews.preview_of(reading)


def _hand_in_reading(batch, preview, refusals, failure="") -> None:
    with transaction.atomic():
        FigureFile.objects.filter(batch=batch).update(refusals=refusals)
        state = BatchState.GEWEIGERD if refusals else BatchState.GELEZEN
        hand_in(batch, state=state, preview=preview, failure=failure)


def _open(batch):
    content = FigureFile.objects.values_list("content", flat=True).get(batch=batch)
    return open_upload(bytes(content), batch.file_name)


def _samples(rows, index) -> list[str]:
    different = dict.fromkeys(row[index] for row in rows if row[index])
    return [cell[:MOST_SHOWN] for cell in islice(different, SHOWN_ROWS)]
