"""What rules and panels ask of a plan: brought along in the query of its page, and asked for itself elsewhere.

Elsewhere it is not kept on the plan: an operation that holds a plan asks how it is now.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, DateTimeField, Field, QuerySet
from django.db.models.expressions import RawSQL

from iza_portal.rows import one
from plans.models.transformatie import Transformatieplan


class _Answer(NamedTuple):
    query: str
    field: Field


_ANSWERS = {
    "brought_recused": _Answer(
        """ARRAY(
            SELECT recusal.person_id FROM plans_toewijzing recusal
            JOIN plans_indiening recused_from ON recused_from.id = recusal.indiening_id
            WHERE recused_from.plan_id = plans_transformatieplan.id AND recusal.recused_at IS NOT NULL
        )""",
        ArrayField(BigIntegerField()),
    ),
    "brought_quarters": _Answer(
        """ARRAY(
            SELECT bericht.quarter FROM plans_monitorbericht bericht
            WHERE bericht.plan_id = plans_transformatieplan.id AND bericht.submitted_at IS NOT NULL
        )""",
        ArrayField(DateField()),
    ),
    "brought_award": _Answer(
        """(
            SELECT min(toekenning.at) FROM plans_toekenning toekenning
            JOIN plans_potmutatie mutatie ON mutatie.id = toekenning.mutatie_id
            WHERE mutatie.plan_id = plans_transformatieplan.id
        )""",
        DateTimeField(),
    ),
}


def with_answers(plans: QuerySet[Transformatieplan]) -> QuerySet[Transformatieplan]:
    """Bring along what this module answers."""
    # All that is written out above is ours.
    return plans.annotate(**{name: RawSQL(query, (), field) for name, (query, field) in _ANSWERS.items()})  # noqa: S611


def recused_from(plan: Transformatieplan) -> Sequence[int]:
    """Answer who withdrew from judging the plan, in any submission of it, by key; one query at most."""
    return _answer(plan, "brought_recused")


def quarters_told(plan: Transformatieplan) -> Sequence[date]:
    """Answer the quarters of which was told how the plan goes; one query at most."""
    return _answer(plan, "brought_quarters")


def awarded_at(plan: Transformatieplan) -> datetime | None:
    """Answer when the plan was given its money, if it was; one query at most."""
    return _answer(plan, "brought_award")


def _answer(plan: Transformatieplan, name: str):
    if name in vars(plan):
        return vars(plan)[name]
    (answer,) = one(f"SELECT {_ANSWERS[name].query} FROM plans_transformatieplan WHERE id = %s", plan.pk)  # noqa: S608
    return answer
