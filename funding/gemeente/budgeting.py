"""The budget (begroting) of a municipality: it divides its own brede SPUK over its onderdelen, and changes that later."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.boeken.book_years import book_year_for
from funding.gemeente.lines import lines_of
from funding.grootboek.holding import held
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import Saldo, line_saldi_of
from funding.models import MOST, Boeksoort, Boekstuk, Budget, Handeling


class BudgetedMeanwhile(Exception):
    """A colleague changed the begroting since it was opened: `now` is what stands there, in eurocents per line."""

    def __init__(self, now: Mapping[int, int]):
        super().__init__("the begroting changed meanwhile")
        self.now = now


@transaction.atomic
def set_budget(
    budget: Budget, *, by, year: int, amounts: Mapping[int, int], seen: Mapping[int, int] | None = None
) -> Boekstuk | None:
    """Book what these lines get for the year, in eurocents by their pk: the difference, or None where there is none.

    Lines that are not named keep what they have. `seen` is what the person saw of the lines when they began. Raises
    `BudgetedMeanwhile` where that is no longer so, `PermissionDenied` for who does not keep the budget of a municipality,
    and `ValidationError` for a line of another budget, less than nothing, an onderdeel that ended, and what the ledger
    refuses.
    """
    budget = held(budget)
    if budget.municipality_id is None or not rules.keeps(by, budget):
        raise PermissionDenied
    _check_year(budget, year)
    lines = {line.pk: line for line in lines_of(budget, year)}
    if strangers := set(amounts) - set(lines):
        raise ValidationError(f"Deze regels horen niet bij de begroting van {year}: {len(strangers)}.")
    saldi = line_saldi_of(budget, [year])
    now = {pk: saldi.get((pk, year), Saldo()).verdeeld for pk in lines}
    if seen is not None and any(now[pk] != seen.get(pk, 0) for pk in amounts):
        raise BudgetedMeanwhile(now)
    for pk, cents in amounts.items():
        _check_amount(lines[pk], year, cents)
    changes = {pk: cents - now[pk] for pk, cents in amounts.items() if cents != now[pk]}
    if not changes:
        return None
    today = timezone.localdate()
    return post(
        budget,
        act=Handeling.VERDELING,
        by=by,
        on=today,
        book_year=book_year_for(budget, on=today, year=year),
        rows=[
            Row(
                Boeksoort.VERDELING,
                year,
                cents,
                regel=lines[pk],
                municipality=budget.municipality,
                text=f"Begroting {year}",
            )
            for pk, cents in sorted(changes.items())
        ],
    )


def _check_year(budget, year) -> None:
    if year not in budget.regeling.years:
        first, last = budget.regeling.first_year, budget.regeling.last_year
        raise ValidationError({"year": f"De regeling {budget.regeling} loopt van {first} tot en met {last}."})


def _check_amount(line, year, cents) -> None:
    field = f"regel_{line.pk}"
    if cents < 0:
        raise ValidationError({field: "Een bedrag in de begroting is niet lager dan nul."})
    if cents > MOST:
        raise ValidationError({field: "Dit bedrag is te groot."})
    if cents and line.onderdeel_id and not line.onderdeel.first_year <= year <= line.onderdeel.last_year:
        raise ValidationError(
            {
                field: f"“{line.title}” loopt van {line.onderdeel.first_year} tot en met {line.onderdeel.last_year}. "
                f"Er kan geen geld van {year} op."
            }
        )
