"""Who is told what of the judging: the own insurer's people, and those of both market leaders only once both are in."""

from collections.abc import Iterable

from iza_portal.accounts.models import User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from plans.models.transformatie import Beoordeling, Indiening, Toewijzing
from plans.transformatie import rules
from plans.transformatie.beoordeling.people import people_left


def address(indiening: Indiening) -> str:
    """Answer where an insurer judges the submission."""
    return f"{indiening.get_absolute_url()}beoordelen/"


def tell_assigned(toewijzing: Toewijzing, *, by) -> None:
    """Tell a person that a submission was assigned to them."""
    indiening = toewijzing.indiening
    sentence = f"U beoordeelt “{indiening.plan}”: {indiening.get_step_display()}."
    _tell([toewijzing.person], indiening, NoticeKind.TOEGEWEZEN, sentence, f"toewijzing-{toewijzing.pk}", by)


def tell_to_sign(judgment: Beoordeling, *, by) -> None:
    """Tell who can sign second at the own insurer that a judgment waits for it."""
    sentence = f"De beoordeling van “{judgment.indiening.plan}” wacht op de tweede handtekening."
    people = people_left(judgment.indiening, judgment.organisation_id, rules.SIGNING_FUNCTIONS)
    what = f"tekenen-{judgment.pk}-{judgment.version}"
    _tell(people, judgment.indiening, NoticeKind.TOEGEWEZEN, sentence, what, by)


def tell_sent_back(judgment: Beoordeling, *, by) -> None:
    """Tell the person who drew up the judgment that it was sent back."""
    sentence = f"De beoordeling van “{judgment.indiening.plan}” is teruggestuurd. Lees de reden in de geschiedenis."
    what = f"terug-{judgment.pk}-{judgment.version}"
    _tell([judgment.submitted_by], judgment.indiening, NoticeKind.REACTIE, sentence, what, by)


def tell_both_in(indiening: Indiening) -> None:
    """Tell the reviewers of both market leaders that both judgments are in, who signed last included: that is news."""
    sentence = f"Beide beoordelingen van “{indiening.plan}” zijn ingediend. Bespreek de verschillen."
    for leader in (indiening.leader_1_id, indiening.leader_2_id):
        for person in people_left(indiening, leader, rules.JUDGING_FUNCTIONS):
            tell(
                person,
                kind=NoticeKind.TOEGEWEZEN,
                sentence=sentence,
                path=f"{indiening.get_absolute_url()}oordelen/",
                key=f"indiening:{indiening.pk}:beide-ingediend",
            )


def _tell(people: Iterable[User], indiening: Indiening, kind: NoticeKind, sentence: str, what: str, by) -> None:
    for person in people:
        key = f"indiening:{indiening.pk}:{what}"
        tell(person, kind=kind, sentence=sentence, path=address(indiening), key=key, by=by)
