from django.http import HttpRequest

from funding.models import Budget, SpukAanvraag
from iza_portal.page.access import get_visible_or_404


def budget_or_404(request: HttpRequest, pk: int) -> Budget:
    """Answer the budget that the person may see, with its regeling, holder and receiver; else 404."""
    budgets = Budget.objects.select_related("regeling", "holder", "mandaatregio", "municipality", "plan")
    return get_visible_or_404(budgets, request.user, pk=pk)


def application_or_404(request: HttpRequest, pk: int, aanvraag_pk: int) -> SpukAanvraag:
    """Answer the application for the SPUK of this plan that the person may see, with all that it is about; else 404."""
    aanvragen = SpukAanvraag.objects.select_related("plan__region", "aanvrager", "overeenkomst", "by")
    return get_visible_or_404(aanvragen.defer("overeenkomst__content"), request.user, pk=aanvraag_pk, plan=pk)
