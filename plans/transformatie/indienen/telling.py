"""Who is told that a plan was submitted or taken back: those who judge it, for either market leader."""

from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import Indiening
from plans.transformatie.concerned import judges_of


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
