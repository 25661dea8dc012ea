"""Which framework counts on a day, and which of its criteria the market leaders judge."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from iza_portal.rows import Columns, many
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


def judged_criteria(kader: Kader, step: Stap, *, with_money: bool, also: Iterable[str] = ()) -> list[Kadercriterium]:
    """Answer what is judged in `step`, in order; that for money only where the plan asks some.

    `also` are the codes of others that are wanted with them.
    """
    passed_over = NOT_JUDGED if with_money else [*NOT_JUDGED, Groep.MIDDELEN]
    rows = many(_JUDGED, kader.pk, str(step), [group.value for group in passed_over], list(also))
    criteria = [_CRITERION.made(row) for row in rows]
    for criterion in criteria:
        criterion.kader = kader
    return criteria


_CRITERION = Columns(Kadercriterium, "criterion")
_JUDGED = f"""
    SELECT {_CRITERION.sql} FROM plans_kadercriterium criterion
    WHERE kader_id = %s AND step = %s AND ("group" <> ALL(%s::text[]) OR code = ANY(%s::text[])) ORDER BY position
"""  # noqa: S608 (nothing of a person is in it)


def criteria_of(indiening: Indiening) -> list[Kadercriterium]:
    """Answer what is judged of a submission, in order, by the framework under which it came in; one query.

    What the plan asks does not change while it is judged, and is a column where the content that was submitted is not.
    """
    return judged_criteria(indiening.kader, indiening.step, with_money=indiening.plan.requested is not None)
