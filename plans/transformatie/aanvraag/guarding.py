"""What the rows of a plan may not say, beside what the models and the database refuse."""

from datetime import date

from django.core.exceptions import ValidationError

from plans.models.transformatie import (
    Businesscaseregel,
    Mijlpaalbedrag,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieplan,
)
from plans.transformatie.aanvraag.geldregels import why_not_in_term, why_not_these_costs
from plans.transformatie.kaders import kader_of

#: The years that a plan can be about: from the first transformatieplannen to as far as a business case looks ahead.
FIRST_YEAR, LAST_YEAR = 2022, 2100
#: The earliest year in which a value was measured that an agreement starts from.
FIRST_MEASURED = 2000
NOT_A_PARTY = "Kies een partij van dit plan. Misschien is deze intussen weggehaald."


def check(row, plan: Transformatieplan) -> None:
    """Raise `ValidationError`, at its field, for what a row of `plan`, which is locked, may not say."""
    if row.partij_id and row.partij.plan_id != plan.pk:
        raise ValidationError({"partij": NOT_A_PARTY})
    match row:
        case Transformatieafspraak():
            _check_afspraak(row)
        case Businesscaseregel():
            _check_regel(row)
        case Transformatiemijlpaal():
            _check_mijlpaal(row, plan)
        case Mijlpaalbedrag():
            _check_bedrag(row, plan)


def _check_afspraak(row: Transformatieafspraak) -> None:
    if row.start_value is not None and row.start_value == row.target_value:
        raise ValidationError({"target_value": "De streefwaarde is gelijk aan de startwaarde: dan verandert er niets."})
    _check_year("start_on", row.start_on, FIRST_MEASURED)
    _check_year("target_on", row.target_on)
    if row.start_on and row.target_on and row.target_on <= row.start_on:
        raise ValidationError({"target_on": "De afspraak moet later te halen zijn dan de dag waarop u de start mat."})


def _check_regel(row: Businesscaseregel) -> None:
    _check_amount(row)
    if not FIRST_YEAR <= row.year <= LAST_YEAR:
        raise ValidationError({"year": f"Vul een jaar in van {FIRST_YEAR} tot en met {LAST_YEAR}."})
    if row.partij_id and row.who:
        raise ValidationError({"who": "Kies een partij, of vul in wie het is: niet allebei."})


def _check_mijlpaal(row: Transformatiemijlpaal, plan: Transformatieplan) -> None:
    _check_year("due_on", row.due_on)
    # The term of a plan can change after its milestones were filled in: what stands may stay, and the zelftoets names it.
    stays = Transformatiemijlpaal.objects.filter(pk=row.pk, due_on=row.due_on).exists()
    if not stays and (reason := why_not_in_term(plan, row.due_on)):
        raise ValidationError({"due_on": reason})
    if row.afspraak_id and row.afspraak.plan_id != plan.pk:
        raise ValidationError({"afspraak": "Kies een afspraak van dit plan. Misschien is deze intussen weggehaald."})


def _check_bedrag(row: Mijlpaalbedrag, plan: Transformatieplan) -> None:
    _check_amount(row)
    if reason := why_not_these_costs(kader_of(plan), row.costs, row.sector):
        raise ValidationError({"costs": reason})


def _check_amount(row: Businesscaseregel | Mijlpaalbedrag) -> None:
    if row.amount <= 0:
        raise ValidationError({"amount": "Vul een bedrag in dat hoger is dan nul."})


def _check_year(field: str, day: date | None, first: int = FIRST_YEAR) -> None:
    if day is not None and not first <= day.year <= LAST_YEAR:
        raise ValidationError({field: f"Kies een dag van {first} tot en met {LAST_YEAR}."})


def why_not_removed(row) -> str:
    """Answer why a row cannot be removed now, as a sentence, or nothing."""
    if not isinstance(row, Transformatieafspraak):
        return ""
    titles = list(row.mijlpalen.values_list("title", flat=True))
    if not titles:
        return ""
    said = ", ".join(f"“{title}”" for title in titles[:3]) + (" en meer" if len(titles) > 3 else "")
    return f"Bij deze afspraak horen mijlpalen: {said}. Haal die eerst weg, of kies daar een andere afspraak."
