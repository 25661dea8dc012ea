"""Mandates: what a municipality gives the kassier so that money is spent in its name, and how that ends."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.grootboek.holding import held
from funding.grootboek.members import members_of
from funding.models import Budget, Geldstuk, Machtiging
from funding.verbs import FundingVerb
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.papers import take_paper
from regions.models import Municipality


def was_member(budget: Budget, municipality: Municipality) -> bool:
    """Did the municipality lie in the region in a year of the regeling? A query a year, up to the first in which it did."""
    members = (members_of(budget.mandaatregio, year) for year in budget.regeling.years)
    return any(each.filter(pk=municipality.pk).exists() for each in members)


@transaction.atomic
def give(budget: Budget, municipality: Municipality, *, by, stuk: Geldstuk, from_on: date) -> Machtiging:
    """Note that the kassier may spend in the name of the municipality from a day on; `stuk` is the decision.

    Raises `PermissionDenied` for who does not speak for the municipality, and `ValidationError` where it needs no mandate or
    never lay in the region, where one runs on that day, or for a day outside the regeling.
    """
    budget = held(budget)
    if budget.mandaatregio_id is None or not rules.speaks_for(by, municipality):
        raise PermissionDenied
    if municipality.organisation_id == budget.holder_id:
        raise ValidationError(f"{municipality} is zelf de kassier en heeft geen machtiging nodig.")
    if not was_member(budget, municipality):
        raise ValidationError(
            f"{municipality} hoorde in de jaren van {budget.regeling} niet bij {budget.mandaatregio}."
        )
    first, last = date(budget.regeling.first_year, 1, 1), _last_day(budget)
    if not first <= from_on <= last:
        raise ValidationError({"from_on": f"Kies een dag van {long_date(first)} tot en met {long_date(last)}."})
    given = budget.machtigingen.filter(municipality=municipality)
    if given.filter(until_on=None).exists():
        raise ValidationError({"from_on": "Er loopt al een machtiging. Beëindig die eerst."})
    if given.filter(until_on__gte=from_on).exists():
        raise ValidationError({"from_on": "Op deze dag liep nog een eerdere machtiging. Kies een dag daarna."})
    if stuk.budget_id != budget.pk:
        raise ValidationError({"paper": "Dit stuk hoort bij een ander budget."})
    machtiging = Machtiging.objects.create(budget=budget, municipality=municipality, stuk=stuk, from_on=from_on, by=by)
    after = {"vanaf": from_on.isoformat()}
    record(FundingVerb.MANDATE_GIVEN, budget, by=by, detail=str(municipality), part_id=machtiging.pk, after=after)
    return machtiging


@transaction.atomic
def upload_and_give(budget: Budget, municipality: Municipality, *, by, upload, from_on: date) -> Machtiging:
    """Keep the decision that was sent and `give` the mandate with it, both or neither.

    The paper is looked at before the budget is held: that can take seconds. Raises as `give` and `take_paper` do.
    """
    if not rules.speaks_for(by, municipality) or not rules.may_see(by, budget):
        raise PermissionDenied
    stuk = take_paper(budget.stukken, by=by, upload=upload)
    return give(budget, municipality, by=by, stuk=stuk, from_on=from_on)


@transaction.atomic
def end(machtiging: Machtiging, *, by, until_on: date) -> Machtiging:
    """Let a mandate end: `until_on` is its last day. What was spent before stays, so that day is not past.

    Raises `PermissionDenied` for who does not speak for the municipality, and `ValidationError` where it ended already, or
    for a day that is past, before it begins, or after the regeling: an end cannot be changed any more.
    """
    budget = held(machtiging.budget)
    machtiging = budget.machtigingen.select_related("municipality").get(pk=machtiging.pk)
    if not rules.speaks_for(by, machtiging.municipality):
        raise PermissionDenied
    if machtiging.until_on is not None:
        raise ValidationError(f"Deze machtiging loopt al tot en met {long_date(machtiging.until_on)}.")
    earliest = max(timezone.localdate(), machtiging.from_on)
    if until_on < earliest:
        raise ValidationError({"until_on": f"Kies {long_date(earliest)} of een latere dag."})
    if until_on > (last := _last_day(budget)):
        raise ValidationError({"until_on": f"Kies {long_date(last)} of een eerdere dag: dan is de regeling afgelopen."})
    machtiging.until_on, machtiging.ended_by = until_on, by
    machtiging.save(update_fields=["until_on", "ended_by"])
    subject, whose = machtiging.budget, str(machtiging.municipality)
    after = {"tot en met": until_on.isoformat()}
    record(FundingVerb.MANDATE_ENDED, subject, by=by, detail=whose, part_id=machtiging.pk, after=after)
    return machtiging


def _last_day(budget: Budget) -> date:
    """Answer the last day on which something can be booked of the budget: of the year after its regeling."""
    return date(budget.regeling.last_year + 1, 12, 31)
