"""The begroting of a municipality: it divides the money of a year over the onderdelen itself."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.boeken.book_years import book_year_for
from funding.boeken.entering import open_rows
from funding.grootboek.holding import held
from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.rehearsing import rehearse
from funding.grootboek.standing import line_saldi_of
from funding.models import MOST, Boeksoort, Boekstuk, Budget, Budgetregel, Handeling
from iza_portal.page.templatetags.page import euro


@transaction.atomic
def set_budget(
    budget: Budget, *, by, year: int, amounts: Mapping[int, int], seen: Mapping[int, int] | None = None
) -> Boekstuk | None:
    """Set what is budgeted in `year` on these lines, in eurocents by the key of the line, and book the differences.

    Lines that are not named stay as they are; answers None where nothing changes. `seen` is what stood on each line when the
    person began: a line that they left as it was keeps what a colleague made of it since, and one that both changed is
    refused. Raises `PermissionDenied` for who does not keep this budget of a municipality, and `ValidationError` at the line
    (`regel_<key>`): less than nothing, more on an onderdeel in a year in which it has no budget, a colleague's change; and
    for what the ledger does not take, such as more than there is for the year, what waits to leave it counted in.
    """
    budget = held(budget)
    if budget.municipality_id is None or not rules.keeps(by, budget):
        raise PermissionDenied
    years = budget.regeling.years
    if year not in years:
        raise ValidationError({"year": f"De regeling {budget.regeling} loopt van {years[0]} tot en met {years[-1]}."})
    lines = list(budget.regels.filter(pk__in=list(amounts)).select_related("onderdeel"))
    if len(lines) != len(amounts):
        raise ValidationError("Een van de regels hoort niet bij dit budget.")
    standing = line_saldi_of(budget, [year])
    rows, errors = [], {}
    for line in lines:
        wanted, saw = amounts[line.pk], (seen or {}).get(line.pk)
        stands = standing[line.pk, year].verdeeld if (line.pk, year) in standing else 0
        if wanted in (saw, stands):
            continue
        if said := _refusal(line, year, wanted, stands, saw):
            errors[f"regel_{line.pk}"] = said
            continue
        rows.append(
            Row(
                Boeksoort.VERDELING,
                year,
                wanted - stands,
                regel=line,
                municipality=budget.municipality,
                text="Begroting",
            )
        )
    if errors:
        raise ValidationError(errors)
    if not rows:
        return None
    today = timezone.localdate()
    book_year = book_year_for(budget, on=today, year=year)
    told = {"by": by, "on": today, "book_year": book_year}
    _keep_what_waits(budget, year, rows, **told)
    return post(budget, act=Handeling.VERDELING, rows=rows, **told)


def _keep_what_waits(budget: Budget, year: int, rows: list[Row], **told) -> None:
    """Refuse to divide again what waits to leave the year; what can leave it no more, whatever is divided, stops nothing."""
    waiting = open_rows(budget, year=year)
    if not waiting:
        return
    try:
        rehearse(budget, rows=[*rows, *waiting], **told)
    except LedgerRefused as refused:
        try:
            rehearse(budget, rows=waiting, **told)
        except LedgerRefused:
            return
        raise refused from None


def _refusal(line: Budgetregel, year: int, wanted: int, stands: int, saw: int | None) -> str | None:
    """Say why the line cannot be set to what is wanted, or None."""
    if saw is not None and saw != stands:
        return f"Een collega maakte hier intussen {euro(stands)} van. Vul opnieuw in wat het wordt."
    if wanted < 0:
        return "Vul een bedrag in dat niet lager is dan nul."
    if wanted > MOST:
        return "Dit bedrag is te groot."
    part = line.onderdeel
    if part and wanted > stands and not part.first_year <= year <= part.last_year:
        return (
            f"Dit onderdeel loopt van {part.first_year} tot en met {part.last_year} en krijgt over {year} geen budget."
        )
    return None
