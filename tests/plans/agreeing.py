"""Bringing a plan to the agreement of the regiotafel, as the regiocoördinator notes it."""

from plans.adoption import move
from plans.models import Regioplan, Section


def agree_at_the_tafel(cast) -> Regioplan:
    """Let the regiotafel agree to the cast's plan: Ridderkerk and Nissewaard are to decide."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
    cast.plan.refresh_from_db()
    return cast.plan
