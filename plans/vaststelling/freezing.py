"""Keeping a plan as the regiotafel agreed to it: that is what colleges and boards decide on, and what is published."""

from iza_portal.hashing import hash_of
from plans.content import content_of
from plans.models import FROZEN_STATES, Regioplan, Vaststellingsversie


def freeze(plan: Regioplan) -> Vaststellingsversie:
    """Keep all that is shown of the plan, as it is now, for good; inside the transaction of the step, which holds it."""
    content = content_of(plan)
    number = plan.vaststellingsversies.count() + 1
    return Vaststellingsversie.objects.create(plan=plan, number=number, content=content, content_hash=hash_of(content))


def frozen_version(plan: Regioplan) -> Vaststellingsversie | None:
    """Answer what the colleges decide on, or decided on, now; None of a plan that is still written."""
    return plan.vaststellingsversies.order_by("-number").first()


def frozen_content(plan: Regioplan) -> dict | None:
    """Answer the content that the colleges decide on, or decided on; None of a plan that is still written or consulted."""
    versie = frozen_version(plan) if plan.status in FROZEN_STATES else None
    return versie and versie.content
