"""Who is told that a plan gets its money, and that money is free again."""

from decimal import Decimal

from iza_portal.accounts.models import Function, Kind, Organisation
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import euros
from plans.models.transformatie import Potmutatie, Transformatieplan
from plans.transformatie.concerned import applicants_of, people_at, reviewers_at


def tell_awarded(plan: Transformatieplan, amount: Decimal, *, by) -> None:
    """Tell the applicants and the reviewers of the market leaders that the plan was given `amount` euros."""
    sentence = f"Aan “{plan}” is {euros(amount)} toegekend. De uitvoering kan beginnen."
    people = applicants_of([plan.pk]) | reviewers_at([pk for pk in plan.leaders if pk])
    for person in people:
        key = f"toekenning:{plan.pk}"
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=plan.get_absolute_url(), key=key, by=by)


def tell_freed(mutatie: Potmutatie, *, by) -> None:
    """Tell who awards that money came back to the pot: it is for the top of the queue."""
    national = Organisation.objects.filter(kind=Kind.LANDELIJK).order_by()
    sentence = (
        f"Er viel {euros(mutatie.amount)} vrij van “{mutatie.plan}”. Het is voor het bovenste plan in de wachtrij."
    )
    for person in people_at(national, {Function.KASSIER}):
        key, path = f"vrijval:{mutatie.pk}", "/transformatieplannen/wachtrij/"
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=key, by=by)
