"""Who may see a dossier, as a predicate. `DossierQuerySet.visible_to` is `may_see` as a filter."""

import plans.rules
from plans.models import Status


def may_see(user, dossier) -> bool:
    """Whoever may see the work on the plan; others only dossiers that show a published plan as it was published."""
    plan = dossier.plan
    is_public = plan.status == dossier.plan_status == Status.GEPUBLICEERD
    return is_public or plans.rules.may_see_work(user, plan)
