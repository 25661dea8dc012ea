"""Which framework counts on a day, and which of its criteria the market leaders judge."""

from datetime import date

from django.utils import timezone

from plans.models.transformatie import Groep, Indiening, Kader, Kadercriterium, Transformatieplan
from plans.transformatie.workflow import WRITABLE, Stap

#: Groups of criteria that say how things go, and not how good a plan is.
NOT_JUDGED = [Groep.PROCES, Groep.SPUK]


def kader_on(day: date) -> Kader:
    """Answer the framework by which what is submitted on `day` is judged: the last that began; the first, before that."""
    return Kader.objects.filter(valid_from__lte=day).last() or Kader.objects.order_by("valid_from")[0]


def kader_of(plan: Transformatieplan) -> Kader:
    """Answer the framework that counts for the plan: today's while it is written, else the one it was submitted under."""
    if plan.status not in WRITABLE:
        last = plan.indieningen.brief().select_related("kader").last()
        if last is not None:
            return last.kader
    return kader_on(timezone.localdate())


def judged_criteria(kader: Kader, step: Stap, *, with_money: bool) -> list[Kadercriterium]:
    """Answer what is judged in `step`, in order; that for money only where the plan asks some."""
    criteria = kader.criteria.filter(step=step).exclude(group__in=NOT_JUDGED)
    return list(criteria if with_money else criteria.exclude(group=Groep.MIDDELEN))


def criteria_of(indiening: Indiening) -> list[Kadercriterium]:
    """Answer what is judged of a submission, in order, by the framework under which it came in; one query.

    What the plan asks does not change while it is judged, and is a column where the content that was submitted is not.
    """
    return judged_criteria(indiening.kader, indiening.step, with_money=indiening.plan.requested is not None)
