"""Who is told that a plan gets its money: its applicants, and the reviewers of its market leaders."""

from decimal import Decimal

from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import euros
from plans.models.transformatie import Transformatieplan
from plans.transformatie.concerned import applicants_of, reviewers_at


def tell_awarded(plan: Transformatieplan, amount: Decimal, *, by) -> None:
    """Tell that `amount` euros were given to the plan, and that it can be carried out."""
    sentence = f"Aan “{plan}” is {euros(amount)} toegekend. De uitvoering kan beginnen."
    people = applicants_of([plan.pk]) | reviewers_at([pk for pk in plan.leaders if pk])
    for person in people:
        key = f"toekenning:{plan.pk}"
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=plan.get_absolute_url(), key=key, by=by)
