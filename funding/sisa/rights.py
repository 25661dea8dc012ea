"""Who may make an account and who may settle it: for the budget its holder, for a local part the municipality itself."""

from funding import rules
from funding.models import Budget, Verantwoording
from regions.models import Municipality


def may_open(user, budget: Budget, municipality: Municipality | None = None) -> bool:
    """Begin an account over a year: who keeps the money, or of a local part who works for the municipality."""
    if municipality is not None:
        return rules.works_for(user, municipality) or rules.speaks_for(user, municipality)
    return rules.keeps(user, budget) or rules.settles(user, budget)


def may_keep(user, verantwoording: Verantwoording) -> bool:
    """Fill in the account and offer it to be settled."""
    if verantwoording.municipality_id:
        return rules.works_for(user, verantwoording.municipality)
    return rules.keeps(user, verantwoording.budget)


def may_settle(user, verantwoording: Verantwoording) -> bool:
    """Settle it (vaststellen), or give it back: a bestuurder. Who offered it cannot settle it, which `settle` checks."""
    if verantwoording.municipality_id:
        return rules.speaks_for(user, verantwoording.municipality)
    return rules.settles(user, verantwoording.budget)
