"""Who is told that a plan was submitted or taken back: those who judge it, for either market leader."""

from iza_portal.accounts.models import Function, User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import Indiening, Toewijzing


def reviewers_of(*organisations: int):
    """Answer the reviewers of these insurers, given by key, each once."""
    return User.objects.filter(
        is_active=True,
        memberships__organisation__in=organisations,
        memberships__ended_at=None,
        memberships__function=Function.BEOORDELAAR,
    ).distinct()


def judges_of(indiening: Indiening):
    """Answer who judges the submission for either market leader, without who recused themselves from judging the plan."""
    recused = Toewijzing.objects.filter(indiening__plan=indiening.plan_id, recused_at__isnull=False).values("person")
    return reviewers_of(indiening.leader_1_id, indiening.leader_2_id).exclude(pk__in=recused)


def tell_submitted(indiening: Indiening, *, by) -> None:
    """Tell the reviewers of both market leaders that something came in, and by when it is to be decided."""
    until = long_date(indiening.due_on)
    again = "opnieuw " if indiening.number > 1 else ""
    sentence = f"“{indiening.plan}” is {again}ingediend ({indiening.get_step_display()}). Besluit uiterlijk {until}."
    _tell(indiening, sentence, "ingediend", by)


def tell_taken_back(indiening: Indiening, *, by) -> None:
    """Tell the reviewers of both market leaders that this is not judged any further."""
    sentence = f"De indieners namen “{indiening.plan}” terug ({indiening}). U hoeft dit niet verder te beoordelen."
    _tell(indiening, sentence, "teruggenomen", by)


def _tell(indiening: Indiening, sentence: str, what: str, by) -> None:
    key = f"indiening:{indiening.pk}:{what}"
    path = indiening.get_absolute_url()
    for person in judges_of(indiening):
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=key, by=by)
