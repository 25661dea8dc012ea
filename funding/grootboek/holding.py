"""Holding a budget: what happens to its money comes one after the other."""

from funding.models import Budget


def held(budget: Budget) -> Budget:
    """Answer the budget as it is now, its row held until the transaction ends; the ledger's trigger holds the same row."""
    budgets = Budget.objects.select_related("regeling", "holder", "mandaatregio", "municipality")
    return budgets.select_for_update(of=["self"], no_key=True).get(pk=budget.pk)
