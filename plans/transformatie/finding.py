from django.http import HttpRequest

from iza_portal.page.access import get_visible_or_404
from plans.models.transformatie import Transformatieplan


def plan_or_404(request: HttpRequest, pk: int) -> Transformatieplan:
    """Answer the plan that the person may see, with its region, insurers and parties; what they may not see is not there."""
    plans = Transformatieplan.objects.select_related(
        "region", "theme", "insurer", "marktleider_1", "marktleider_2", "opgave"
    ).prefetch_related("partijen__organisation")
    return get_visible_or_404(plans, request.user, pk=pk)
