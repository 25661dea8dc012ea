"""Telling colleagues that something waits for their approval, and who entered it what came of it."""

from funding.models import Budget, Handeling, Inlezing, Opdracht
from funding.rules import APPROVING, may_see
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import euro
from plans.transformatie.concerned import people_at

_DOORSCHUIVING = "Doorschuiven naar het volgende jaar"


def tell_entered(opdracht: Opdracht) -> None:
    """Tell who can approve it, but for who entered it."""
    sentence = f"{_named(opdracht)} uit {opdracht.budget} wacht op goedkeuring."
    _tell_approvers(opdracht.budget, sentence, _path(opdracht), f"opdracht:{opdracht.pk}:ingevoerd", opdracht.by)


def tell_decided(opdracht: Opdracht, *, by) -> None:
    """Tell who entered it that it was booked, or that it does not go on."""
    outcome = "is goedgekeurd en geboekt." if opdracht.is_approved else "gaat niet door. De reden staat erbij."
    sentence = f"{_named(opdracht)} uit {opdracht.budget} {outcome}"
    _tell_who_entered(opdracht.budget, opdracht.by, sentence, _path(opdracht), f"opdracht:{opdracht.pk}:besloten", by)


def tell_read(inlezing: Inlezing, budget: Budget) -> None:
    """Tell who can have a file booked that it was read."""
    sentence = f"Een bestand met boekingen voor {budget} is gelezen en wacht op goedkeuring."
    path = f"{budget.get_absolute_url()}inlezen/{inlezing.pk}/"
    _tell_approvers(budget, sentence, path, f"inlezing:{inlezing.pk}:gelezen", inlezing.by)


def tell_booked(inlezing: Inlezing, budget: Budget) -> None:
    """Tell who handed a file in that it was booked."""
    sentence = f"Uw bestand met boekingen voor {budget} is geboekt."
    path = f"{budget.get_absolute_url()}inlezen/{inlezing.pk}/"
    _tell_who_entered(budget, inlezing.by, sentence, path, f"inlezing:{inlezing.pk}:geboekt")


def _named(opdracht: Opdracht) -> str:
    what = _DOORSCHUIVING if opdracht.act == Handeling.DOORSCHUIVING else f"Een {Handeling(opdracht.act).value}"
    return f"{what} van {euro(opdracht.cents)}"


def _path(opdracht: Opdracht) -> str:
    return f"{opdracht.budget.get_absolute_url()}opdrachten/{opdracht.pk}/"


def _tell_who_entered(budget, person, sentence, path, key, by=None) -> None:
    """Tell the person, unless they left in the meantime and may not see the money any more."""
    if may_see(person, budget):
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=path, key=key, by=by)


def _tell_approvers(budget, sentence, path, key, by) -> None:
    for person in people_at([budget.holder_id], APPROVING):
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=key, by=by)
