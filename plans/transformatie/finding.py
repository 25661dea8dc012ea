from django.db.models import Prefetch
from django.http import HttpRequest

from iza_portal.page.access import get_visible_or_404
from plans.models.transformatie import Transformatiepartij, Transformatieplan
from plans.transformatie.brought import with_answers

#: The parties of a plan with their organisations, in one query.
PARTIES = Prefetch("partijen", Transformatiepartij.objects.select_related("organisation"))


def plan_or_404(request: HttpRequest, pk: int) -> Transformatieplan:
    """Answer the plan that the person may see, with its region, insurers and parties; what they may not see is not there.

    With it comes what `brought` answers of it.
    """
    plans = Transformatieplan.objects.select_related(
        "region", "theme", "insurer", "marktleider_1", "marktleider_2", "opgave"
    ).prefetch_related(PARTIES)
    return get_visible_or_404(with_answers(plans), request.user, pk=pk)
