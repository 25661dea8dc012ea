"""What a worker does with a file of postings: read it and say what booking it comes down to, or book it."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from funding.boeken.telling import tell_booked, tell_read
from funding.grootboek.holding import held
from funding.inlezen import previews, reading
from funding.inlezen.booking import book_rows, book_text
from funding.inlezen.kept import packed, unpacked
from funding.models import Budget, Inleesstand, Inleesstap, Inlezing
from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.reading import open_upload
from iza_portal.work.holding import Report, carry_out, hand_in

#: In seconds.
TIME_LIMIT = 300
UNKNOWN = "Er ging iets mis. Er is niets geboekt. Probeer het opnieuw, of laat het de beheerder van het portaal weten."


def work_on(pk: int) -> None:
    """Do what is asked for this file, unless it is done, given up, or in the hands of another worker."""
    carry_out(Inlezing, pk, do, time_limit=TIME_LIMIT, explain=lambda inlezing: {"failure": UNKNOWN})


@transaction.atomic
def do(inlezing: Inlezing, report: Report) -> None:
    """Read the file, and book it where that was asked and nothing is wrong with it; the budget is held meanwhile."""
    report(5, "bestand openen")
    budget = held(Budget(pk=inlezing.budget_id))
    if inlezing.step == Inleesstap.BOEKEN and inlezing.rows and _book_kept(inlezing, budget, report):
        return
    try:
        read = reading.read(
            open_upload(bytes(inlezing.content), inlezing.file_name),
            budget,
            lambda rows: report(min(50, 5 + rows // 2_000), f"regel {rows:,}".replace(",", ".")),
        )
    except SheetRefused as refused:
        _refuse(inlezing, previews.refused_file(refused.message, refused.row, refused.column))
        return
    if inlezing.step == Inleesstap.BOEKEN and not read.faulty:
        _book(inlezing, budget, read, report)
        return
    report(60, "nagaan of het past")
    preview = previews.preview_of(read, budget, by=inlezing.by, on=timezone.localdate())
    if read.faulty or preview["refusal"]:
        _refuse(inlezing, preview)
    else:
        hand_in(inlezing, state=Inleesstand.GELEZEN, preview=preview, rows=packed(read.rows))
        tell_read(inlezing, budget)


def _book_kept(inlezing, budget, report) -> bool:
    """Book what was kept of reading the file; where the ledger refuses anything of it, nothing is done."""
    report(60, "boeken")
    kept = unpacked(bytes(inlezing.rows))._asdict()
    try:
        boekstuk = book_text(
            budget, kept.pop("text"), by=inlezing.by, approved_by=inlezing.approved_by, on=timezone.localdate(), **kept
        )
    except (DatabaseError, ValidationError):
        return False
    _hand_in_booked(inlezing, budget, boekstuk)
    return True


def _book(inlezing, budget, read, report) -> None:
    report(60, "boeken")
    try:
        boekstuk = book_rows(
            budget, read.rows, by=inlezing.by, approved_by=inlezing.approved_by, on=timezone.localdate()
        )
    except ValidationError as refused:
        _refuse(inlezing, inlezing.preview | {"refusal": " ".join(refused.messages)})
        return
    _hand_in_booked(inlezing, budget, boekstuk)


def _hand_in_booked(inlezing, budget, boekstuk) -> None:
    hand_in(inlezing, state=Inleesstand.GEBOEKT, boekstuk=boekstuk, rows=None)
    tell_booked(inlezing, budget)


def _refuse(inlezing, preview) -> None:
    hand_in(inlezing, state=Inleesstand.GEWEIGERD, preview=preview, approved_by=None, rows=None)
