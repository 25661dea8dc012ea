"""Grants: decisions by which a budget gets money for a year, or less of it. A change is a next decision; history stays."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.grootboek.holding import held
from funding.grootboek.posting import Row, booked_or_refused, post
from funding.models import (
    Beschikking,
    Beschikkingsoort,
    Boeking,
    Boeksoort,
    Boekstuk,
    Budget,
    Geldstuk,
    Handeling,
    Ontvanger,
    Regeling,
    Verantwoordingsstand,
)
from iza_portal.reference.datasets import PROVENANCE, DataSet, Fault, FileRefusedError, Outcome
from iza_portal.reference.datasets import Row as FileRow
from iza_portal.reference.loading import MISSING
from regions.models import Mandaatregio, Municipality


@transaction.atomic
def grant(
    budget: Budget,
    *,
    by,
    kind: Beschikkingsoort,
    year: int,
    cents: int,
    on: date,
    number: str,
    source: str,
    note: str = "",
    stuk: Geldstuk | None = None,
) -> Beschikking:
    """Note a decision of who pays, and book what it changes for the year: eurocents, less than nothing where it takes back.

    A settlement (*vaststelling*) at what was granted changes nothing, and is noted without a posting. What was settled is
    only changed by a next settlement. Raises `PermissionDenied` for who does not keep the budget, and `ValidationError`
    where nothing was granted that could be changed, where a first grant is not more than nothing, or where more was divided
    than would be left.
    """
    budget = held(budget)
    if not rules.keeps(by, budget):
        raise PermissionDenied
    kinds = set(budget.beschikkingen.order_by().filter(year=year).values_list("kind", flat=True))
    granted = Beschikkingsoort.VERLENING in kinds
    if kind == Beschikkingsoort.VERLENING and granted:
        raise ValidationError({"kind": f"Voor {year} is al verleend. Kies wijziging of vaststelling."})
    if kind != Beschikkingsoort.VERLENING and not granted:
        raise ValidationError({"kind": f"Voor {year} is nog niets verleend."})
    if kind == Beschikkingsoort.WIJZIGING and Beschikkingsoort.VASTSTELLING in kinds:
        raise ValidationError({"kind": f"De uitkering over {year} is al vastgesteld. Kies vaststelling."})
    if kind == Beschikkingsoort.VERLENING and cents <= 0:
        raise ValidationError({"cents": "Vul een bedrag in dat hoger is dan nul."})
    if on > timezone.localdate():
        raise ValidationError({"on": "Kies een dag die niet in de toekomst ligt."})
    number, source = number.strip(), source.strip()
    if not number:
        raise ValidationError({"number": "Vul het kenmerk van de beschikking in."})
    closed = budget.verantwoordingen.filter(
        municipality=None, status=Verantwoordingsstand.VASTGESTELD, year__gte=on.year
    ).exists()
    # A letter of a year that is closed since is booked on the day that it is noted.
    booked_on = timezone.localdate() if closed else on
    boekstuk = None
    if cents or kind != Beschikkingsoort.VASTSTELLING:
        boekstuk = post(
            budget,
            act=Handeling.BESCHIKKING,
            by=by,
            on=booked_on,
            book_year=booked_on.year,
            rows=[Row(Boeksoort.VERLENING, year, cents, text=f"Beschikking {number}")],
            stuk=stuk,
        )
    beschikking = Beschikking(
        budget=budget,
        boekstuk=boekstuk,
        kind=kind,
        year=year,
        cents=cents,
        number=number,
        on=on,
        note=note.strip(),
        stuk=stuk,
        source=source,
        peildatum=timezone.localdate(),
        by=by,
    )
    beschikking.full_clean()
    beschikking.save()
    return beschikking


def budget_of(
    regeling: Regeling, *, mandaatregio: Mandaatregio | None = None, municipality: Municipality | None = None
):
    """Answer the budget of a region or a municipality out of a regeling, made where it was not there yet."""
    holder = mandaatregio.mandaathouder if mandaatregio else municipality.organisation
    return Budget.objects.get_or_create(
        regeling=regeling, mandaatregio=mandaatregio, municipality=municipality, defaults={"holder": holder}
    )[0]


def grant_as_published(data_set: DataSet, rows: Sequence[FileRow], *, regeling: Regeling, receiver: str) -> Outcome:
    """Book what was published of a regeling per receiver and year, where it is not booked yet; for loading a file.

    A row that went, or that reads otherwise than what was booked, is refused: what changes is a next decision, by who keeps
    the budget. Where they granted a year themselves before it was published, theirs stands and the file's is left out,
    with a remark. Raises `FileRefusedError`.
    """
    granted = Beschikking.objects.filter(budget__regeling=regeling, kind=Beschikkingsoort.VERLENING)
    present, of_people = {}, {}
    for found in granted.select_related("budget"):
        (present if found.by_id is None else of_people)[getattr(found.budget, f"{receiver}_id"), found.year] = found
    new, unchanged, remarks, faults = [], 0, [], []
    for row in rows:
        found = present.pop((row[receiver], row["year"]), None)
        if found is not None:
            unchanged += 1
            faults += _otherwise(found, row)
        elif theirs := of_people.get((row[receiver], row["year"])):
            remarks.append(f"left out, for people granted it themselves: {theirs}")
        else:
            new.append(row)
    faults += [Fault(MISSING.format(gone)) for gone in present.values()]
    if faults:
        raise FileRefusedError(data_set.path, faults)
    if new:
        _book(new, regeling, receiver)
    return Outcome(len(new), 0, unchanged, remarks)


def _otherwise(found: Beschikking, row: FileRow) -> list[Fault]:
    """Answer in what a row of the file reads otherwise than the decision that was booked for it."""
    booked = {"euros": found.cents / Decimal(100)} | {name: getattr(found, name) for name in PROVENANCE}
    return [
        Fault(f"reads otherwise than what was booked: {found}; put it back", row.line, name)
        for name, value in booked.items()
        if row[name] != value
    ]


def _book(rows: Sequence[FileRow], regeling: Regeling, receiver: str) -> None:
    """Book published rows in as few statements as there are kinds of rows."""
    model = {Ontvanger.MANDAATREGIO: Mandaatregio, Ontvanger.GEMEENTE: Municipality}[regeling.receivers]
    budgets = {}
    for key, _ in groupby(sorted(row[receiver] for row in rows)):
        budgets[key] = budget_of(regeling, **{receiver: model.objects.get(pk=key)})
    with booked_or_refused():
        boekstukken = Boekstuk.objects.bulk_create(
            Boekstuk(
                budget=budgets[row[receiver]],
                act=Handeling.BESCHIKKING,
                on=row["peildatum"],
                book_year=row["peildatum"].year,
                cents=row["euros"] * 100,
                note=row["source"],
            )
            for row in rows
        )
        of_rows = list(zip(rows, boekstukken, strict=True))
        Boeking.objects.bulk_create(
            Boeking(
                boekstuk=boekstuk,
                budget=boekstuk.budget,
                soort=Boeksoort.VERLENING,
                year=row["year"],
                book_year=boekstuk.book_year,
                on=boekstuk.on,
                cents=boekstuk.cents,
                text="Verleend volgens de regeling",
            )
            for row, boekstuk in of_rows
        )
        Beschikking.objects.bulk_create(
            Beschikking(
                budget=boekstuk.budget,
                boekstuk=boekstuk,
                kind=Beschikkingsoort.VERLENING,
                year=row["year"],
                cents=boekstuk.cents,
                on=boekstuk.on,
                **{name: row[name] for name in PROVENANCE},
            )
            for row, boekstuk in of_rows
        )
