"""The letter of a decision: what the two market leaders say to the applicants, kept as it was sent."""

from plans.models.transformatie import Planbesluit

#: Of which shape the content of a letter is; a later one is read beside it.
LAYOUT = 1


def letter_of(besluit: Planbesluit) -> dict:
    """Answer the letter as JSON."""
    return {
        "layout": LAYOUT,
        "outcome": besluit.outcome,
        "motivation": besluit.motivation,
        "criteria": besluit.criteria,
    }
