from django.http import HttpRequest

from funding.models import Budget
from iza_portal.page.access import get_visible_or_404


def budget_or_404(request: HttpRequest, pk: int) -> Budget:
    """Answer the budget that the person may see, with its regeling, holder and receiver; else 404."""
    budgets = Budget.objects.select_related("regeling", "holder", "mandaatregio", "municipality", "plan")
    return get_visible_or_404(budgets, request.user, pk=pk)
