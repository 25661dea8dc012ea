"""Keeping what colleges decide on of plans that were agreed to before the portal kept that."""

from django.db import transaction

from plans.models import FROZEN_STATES, Regioplan, Status
from plans.vaststelling.freezing import freeze
from plans.vaststelling.rows import open_besluiten


@transaction.atomic
def freeze_earlier() -> int:
    """Freeze the plans that were agreed to before the portal kept that, as they are now; answer how many.

    Their texts have stood still since that step, so what is kept is what the colleges decided on.
    """
    earlier = Regioplan.objects.filter(status__in=FROZEN_STATES, vaststellingsversies=None).select_related("region")
    frozen = list(earlier.select_for_update(of=("self",), no_key=True, skip_locked=True))
    for plan in frozen:
        versie = freeze(plan)
        if plan.status == Status.AKKOORD_TAFEL:
            open_besluiten(versie)
    return len(frozen)
