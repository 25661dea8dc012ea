"""What everything that is entered on a budget has in common."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from funding.grootboek.posting import Row
from funding.models import Boeksoort, Budget, Budgetregel, Geldstuk, Handeling, Opdracht, Verplichting


def regel_of(budget: Budget, pk: int) -> Budgetregel:
    """Answer the line of this budget, with the budget as it is held; else 404."""
    regel = get_object_or_404(Budgetregel.objects.select_related("municipality"), budget=budget, pk=pk)
    regel.budget = budget
    return regel


def needed(value: str, field: str, asked: str, most: int = 200) -> str:
    """Answer the text without the space around it. Raises `ValidationError` at its field where it is empty or too long."""
    value = value.strip()
    if not value:
        raise ValidationError({field: asked})
    if len(value) > most:
        raise ValidationError({field: f"Gebruik ten hoogste {most} tekens."})
    return value


def check_paper(budget: Budget, stuk: Geldstuk | None) -> None:
    """Refuse a paper of another budget. Raises `ValidationError`."""
    if stuk is not None and stuk.budget_id != budget.pk:
        raise ValidationError({"stuk": "Dit document hoort bij een ander budget."})


def rows_of(opdracht: Opdracht) -> list[Row]:
    """Answer what is booked when this is approved: what moves to the next year is two postings, all else is one."""
    moved = {"corrects": opdracht.corrects, "text": opdracht.text}
    if opdracht.soort == Boeksoort.NAAR_VOLGEND_JAAR:
        return [
            Row(Boeksoort.NAAR_VOLGEND_JAAR, opdracht.year, opdracht.cents, **moved),
            Row(Boeksoort.UIT_VORIG_JAAR, opdracht.year + 1, opdracht.cents, text=opdracht.text),
        ]
    return [
        Row(
            Boeksoort(opdracht.soort),
            opdracht.year,
            opdracht.cents,
            regel=opdracht.regel,
            verplichting=opdracht.verplichting,
            **moved,
        )
    ]


def open_rows(budget: Budget, *, year: int, verplichting: Verplichting | None = None) -> list[Row]:
    """Answer what waits for approval and takes money of the year: under this obligation, or (none) out of the whole.

    What would give money back counts only when it is approved.
    """
    waiting = budget.opdrachten.filter(is_approved=None, year=year, cents__gt=0).select_related(
        "regel", "verplichting", "corrects"
    )
    if verplichting is not None:
        waiting = waiting.filter(verplichting=verplichting)
    else:
        waiting = waiting.filter(act__in=[Handeling.DOORSCHUIVING, Handeling.TERUGBETALING])
    return [row for opdracht in waiting for row in rows_of(opdracht)]
