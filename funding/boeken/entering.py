"""What everything that is entered on a budget has in common."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from funding.grootboek.posting import Row
from funding.models import Boeksoort, Budget, Budgetregel, Geldstuk, Handeling, Opdracht, Verplichting

#: By which money leaves its year.
LEAVING = [Handeling.DOORSCHUIVING, Handeling.TERUGBETALING]


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
    """Answer what is booked when this is approved.

    What moves to the next year stands in both years. What leaves a year from a line is taken off what was divided over it.
    """
    year, cents, text = opdracht.year, opdracht.cents, opdracht.text
    told = {"verplichting": opdracht.verplichting, "corrects": opdracht.corrects, "text": text}
    if opdracht.act not in LEAVING:
        told["regel"] = opdracht.regel
    rows = [Row(Boeksoort(opdracht.soort), year, cents, **told)]
    if opdracht.soort == Boeksoort.NAAR_VOLGEND_JAAR:
        rows.append(Row(Boeksoort.UIT_VORIG_JAAR, year + 1, cents, text=text))
    if opdracht.act in LEAVING and opdracht.regel:
        line = {"regel": opdracht.regel, "municipality": opdracht.budget.municipality}
        rows.append(Row(Boeksoort.VERDELING, year, -cents, text=text, **line))
    return rows


def open_rows(budget: Budget, *, year: int, verplichting: Verplichting | None = None) -> list[Row]:
    """Answer what waits for approval and takes money of the year: under this obligation, or (none) out of the whole.

    What would give money back counts only when it is approved.
    """
    waiting = budget.opdrachten.filter(is_approved=None, year=year, cents__gt=0).select_related(
        "regel", "verplichting", "corrects"
    )
    waiting = waiting.filter(act__in=LEAVING) if verplichting is None else waiting.filter(verplichting=verplichting)
    return [row for opdracht in waiting for row in rows_of(opdracht)]
