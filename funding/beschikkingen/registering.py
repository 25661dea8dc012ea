"""Noting a decision on a grant that came in, with its paper."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from funding import rules
from funding.grootboek.granting import grant
from funding.grootboek.holding import held
from funding.grootboek.standing import saldo_of
from funding.models import Beschikking, Beschikkingsoort, Budget
from funding.verbs import FundingVerb
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.papers import take_paper


@transaction.atomic
def register(
    budget: Budget,
    *,
    by,
    kind: Beschikkingsoort,
    year: int,
    total: int,
    on: date,
    number: str,
    note: str = "",
    upload,
) -> Beschikking:
    """Note a decision by which `total`, in eurocents, is what was granted for the year; what it changes follows from that.

    A person copies the amount that the decision says, and never works out a difference: it is taken with the budget held,
    so that two who note the same letter book it once. Raises `PermissionDenied` for who does not keep the budget, and
    `ValidationError` at the field for a total below nothing, a change that changes nothing or is of before the grant, a
    letter that was noted before for the year, a missing paper, and what `grant` and `take_paper` refuse.
    """
    if not rules.keeps(by, budget):
        raise PermissionDenied
    if total < 0:
        raise ValidationError({"total": "Een uitkering is nooit minder dan nul."})
    if on.year < budget.regeling.first_year - 1:
        raise ValidationError({"on": f"De regeling loopt vanaf {budget.regeling.first_year}. Kijk de datum na."})
    if upload is None:
        raise ValidationError({"paper": "Voeg de beschikking toe als PDF."})
    # Looking at a paper takes seconds, in which the budget is not held.
    stuk = take_paper(budget.stukken, by=by, upload=upload)
    budget = held(budget)
    if budget.beschikkingen.filter(year=year, kind=kind, number__iexact=number.strip()).exists():
        raise ValidationError({"number": f"Deze {Beschikkingsoort(kind).label} voor {year} staat er al."})
    if kind == Beschikkingsoort.WIJZIGING:
        _check_after_the_grant(budget, year, on)
    change = total - saldo_of(budget, year).verleend
    if kind == Beschikkingsoort.WIJZIGING and change == 0:
        raise ValidationError({"total": f"Voor {year} is al precies dit bedrag verleend."})
    try:
        beschikking = grant(
            budget,
            by=by,
            kind=kind,
            year=year,
            cents=change,
            on=on,
            number=number,
            source="",
            note=note,
            stuk=stuk,
        )
    except ValidationError as error:
        raise _at_the_field(error) from error
    if beschikking.boekstuk_id is None:
        detail = f"{year}, {beschikking.number}"
        record(FundingVerb.SETTLED_AS_GRANTED, budget, by=by, detail=detail, part_id=beschikking.pk)
    return beschikking


def _check_after_the_grant(budget: Budget, year: int, on: date) -> None:
    """Refuse a change of before the decision that it changes.

    Only of a decision that was noted from its letter: what was published, or follows from a plan, has no day of its own.
    """
    granted = budget.beschikkingen.filter(year=year, kind=Beschikkingsoort.VERLENING, stuk__isnull=False).first()
    if granted and on < granted.on:
        said = f"De uitkering over {year} is verleend op {long_date(granted.on)}."
        raise ValidationError({"on": f"{said} Een wijziging is van die dag of later."})


def _at_the_field(error: ValidationError) -> ValidationError:
    """Answer what was refused about the change as being about the total, which is what the person filled in."""
    fields = getattr(error, "error_dict", {})
    if "cents" not in fields:
        return error
    return ValidationError({("total" if name == "cents" else name): said for name, said in fields.items()})
