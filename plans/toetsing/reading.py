"""What the page of the check shows: what is found now, and of a plan that colleges decide on what was found for them."""

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from plans.models import FROZEN_STATES, Regioplan
from plans.toetsing.checking import criteria_for, facts_of, result_of
from regions.models import Moment

_KEPT = RawSQL("content -> 'check'", (), output_field=JSONField())


def results_of(plan: Regioplan) -> list[dict]:
    """Answer every criterion with its result, as `Result.as_data` does.

    Of a plan that the tafel agreed to, those that are asked at submission say what they said then; the others, which hold
    only later, what holds now.
    """
    kept = {}
    if plan.status in FROZEN_STATES:
        versies = plan.vaststellingsversies.order_by("-number").annotate(kept=_KEPT)
        said = versies.values_list("kept", flat=True).first() or []
        kept = {each["code"]: each for each in said if each["moment"] == Moment.INDIENEN}
    facts = facts_of(plan)
    return [kept.get(criterion.code) or result_of(criterion, facts).as_data() for criterion in criteria_for(plan)]
