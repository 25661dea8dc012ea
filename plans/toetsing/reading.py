"""What the page of the check shows: what is found now, and of a plan that colleges decide on what was found for them."""

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from plans.models import FROZEN_STATES, Regioplan
from plans.toetsing.checking import check
from regions.models import Moment

_KEPT = RawSQL("content -> 'check'", (), output_field=JSONField())


def results_of(plan: Regioplan) -> list[dict]:
    """Answer every criterion with its result, as `Result.as_data` does.

    Of a plan that the tafel agreed to, those that are asked at submission say what they said then; the others, which hold
    only later, what holds now.
    """
    now = [result.as_data() for result in check(plan)]
    if plan.status not in FROZEN_STATES:
        return now
    versies = plan.vaststellingsversies.order_by("-number").annotate(kept=_KEPT)
    kept = {each["code"]: each for each in versies.values_list("kept", flat=True).first() or []}
    return [kept.get(each["code"], each) if each["moment"] == Moment.INDIENEN else each for each in now]
