"""What the two market leaders find together of each criterion, as a proposal holds it and the letter says it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from plans.models.transformatie import Advies, Groep, Kadercriterium, Uitkomst
from plans.transformatie.beoordeling.advice import POSITIVE

#: So long can the reason of one criterion be, in characters.
REASON_AT_MOST = 4000


def outcome_field(code: str) -> str:
    """Answer the name of the field for the joint outcome of a criterion, in the form and in errors."""
    return f"oordeel-{code}"


def reason_field(code: str) -> str:
    """Answer the name of the field for the joint reason of a criterion, in the form and in errors."""
    return f"reden-{code}"


def joint(criteria: list[Kadercriterium], said: Iterable[dict], *, outcome: Advies) -> list[dict]:
    """Answer what is found per criterion, as it is kept: code, title, group, outcome, reason; in the order of the framework.

    `said` is a row `{"code", "outcome", "reason"}` for each. Raises `ValidationError`, at the field of a criterion where
    it is about one: something is missing, or the decision does not follow from what is found.
    """
    found = {row["code"]: row for row in said}
    if unknown := found.keys() - {criterion.code for criterion in criteria}:
        raise ValidationError(f"Dit wordt hier niet beoordeeld: {', '.join(sorted(unknown))}.")
    rows, errors = [], {}
    for criterion in criteria:
        row = found.get(criterion.code, {})
        value, reason = row.get("outcome", ""), row.get("reason", "").strip()
        if value not in Uitkomst:
            errors[outcome_field(criterion.code)] = "Kies wat u samen van dit criterium vindt."
        elif value != Uitkomst.VOLDOET and not reason:
            errors[reason_field(criterion.code)] = "Schrijf op waarom. Alleen bij “voldoet” mag dit leeg blijven."
        elif len(reason) > REASON_AT_MOST:
            errors[reason_field(criterion.code)] = f"Gebruik ten hoogste {REASON_AT_MOST} tekens."
        elif outcome in POSITIVE and criterion.is_mandatory and value == Uitkomst.VOLDOET_NIET:
            errors[outcome_field(criterion.code)] = (
                f"Dit criterium is verplicht. Met “voldoet niet” kan het besluit niet “{outcome.label}” zijn."
            )
        rows.append(
            {
                "code": criterion.code,
                "title": criterion.title,
                "group": criterion.group,
                "outcome": value,
                "reason": reason,
            }
        )
    if errors:
        raise ValidationError(errors)
    if obstacle := _contradiction(rows, outcome):
        raise ValidationError({"outcome": obstacle})
    return rows


def _contradiction(rows: list[dict], outcome: Advies) -> str:
    """Answer why the decision cannot follow from what is found, or nothing: applicants read both in one letter."""
    if outcome not in POSITIVE:
        if all(row["outcome"] in {Uitkomst.VOLDOET, Uitkomst.NVT} for row in rows):
            return f"Alle criteria voldoen of gelden niet. Waarom is het besluit dan “{outcome.label}”?"
        return ""
    impacts = [row["outcome"] for row in rows if row["group"] == Groep.IMPACT]
    if impacts and not {Uitkomst.VOLDOET, Uitkomst.DEELS} & {*impacts}:
        return f"Geen van de soorten impact voldoet. Dan kan het besluit niet “{outcome.label}” zijn."
    return ""
