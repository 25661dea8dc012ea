"""What may be read of the judgments of the two market leaders: an own one, and both once both are submitted."""

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from iza_portal.accounts.models import User
from iza_portal.rows import Columns, many
from plans.models.transformatie import Beoordeling, Beoordelingstand, Indiening, Oordeel
from plans.transformatie import rules

#: So many market leaders judge a plan.
LEADERS = 2


def both_submitted(indiening: Indiening) -> bool:
    """Did both market leaders submit their judgment? Until then neither knows anything of the other's. One query."""
    submitted = Beoordeling.objects.filter(indiening=indiening, status=Beoordelingstand.INGEDIEND)
    return submitted.count() == LEADERS


def other_is_open() -> RawSQL:
    """Make the condition, on a query of judgments, that the other one on the same submission is not submitted yet."""
    return RawSQL(_OTHER_IS_OPEN, (Beoordelingstand.INGEDIEND.value,), BooleanField())  # noqa: S611 (it is ours)


# For Django it would take longer to write than for PostgreSQL to answer.
_OTHER_IS_OPEN = """EXISTS (
    SELECT FROM plans_beoordeling other WHERE other.indiening_id = plans_beoordeling.indiening_id
        AND other.id <> plans_beoordeling.id AND other.status <> %s
)"""


def oordelen_of(judgment: Beoordeling) -> dict[int, Oordeel]:
    """Answer what the judgment finds, by the key of the criterion, each with who said so; one query."""
    found = {}
    for values in many(_OORDELEN, judgment.pk):
        oordeel = _OORDEEL.made(values[: _OORDEEL.count])
        oordeel.by = _PERSON.made(values[_OORDEEL.count :])
        found[oordeel.criterion_id] = oordeel
    return found


_OORDEEL, _PERSON = Columns(Oordeel, "oordeel"), Columns(User, "person")
_OORDELEN = f"""
    SELECT {_OORDEEL.sql}, {_PERSON.sql} FROM plans_oordeel oordeel JOIN accounts_user person ON person.id = oordeel.by_id
    WHERE oordeel.beoordeling_id = %s
"""  # noqa: S608 (nothing of a person is in it)


def judgments_of(indiening: Indiening, user) -> list[Beoordeling]:
    """Answer the judgments on `indiening` that this person may read, each with its organisation and its `oordelen`.

    That of the market leader whose hat is on; that of the other one as well once both are submitted. Nothing for anybody
    else: who recused themselves, who has an interest in the plan, applicants, and other insurers. Leader 1 first.
    """
    own = rules.signs_for(user, indiening)
    if own is None:
        return []
    found = both_of(indiening)
    return found if both_submitted(indiening) else [each for each in found if each.organisation_id == own]


def both_of(indiening: Indiening) -> list[Beoordeling]:
    """Answer both judgments, for who may read them (`judgments_of`), each with its `oordelen`; leader 1 first."""
    judgments = Beoordeling.objects.filter(indiening=indiening).prefetch_related("oordelen")
    found = judgments.select_related("organisation", "submitted_by", "signed_by")
    return sorted(found, key=lambda judgment: judgment.organisation_id != indiening.leader_1_id)
