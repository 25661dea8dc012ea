from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from funding.models import Budget, Verantwoording


def account_or_404(request: HttpRequest, pk: int) -> Verantwoording:
    """Answer the account of a budget that the person may see; else 404."""
    accounts = Verantwoording.objects.select_related(
        "budget__regeling",
        "budget__holder",
        "budget__mandaatregio",
        "budget__municipality",
        "budget__plan",
        "municipality",
        "offered_by",
        "settled_by",
        "pdf",
    ).defer("pdf__content")
    return get_object_or_404(accounts, pk=pk, budget__in=Budget.objects.visible_to(request.user).values("pk"))
