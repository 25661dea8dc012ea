"""Owners of parts of a plan or a regiobeeld: who can be one, how they are named, and that they hear of it."""

from django.core.exceptions import ValidationError
from django.db.models import Model

from iza_portal.accounts.models import User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.trail.models import Event
from regions.roles import people_of_region

LEFT = "(doet niet meer mee)"


def owner_of(part: Model) -> str:
    """Name the owner of a part that `with_owner` answered, or nothing; who left is named until somebody else owns it."""
    if part.owner is None:
        return ""
    return str(part.owner) if part.owner_takes_part else f"{part.owner} {LEFT}"


def check_owner(owner: User | None, *, now: int | None, region_id: int) -> None:
    """Refuse an owner who has no part in the region, but for whoever owns it `now` (the key): that is no choice anew."""
    if owner is None or owner.pk == now:
        return
    if not people_of_region(region_id).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": "Kies iemand van een organisatie die in deze regio meedoet."})


def tell_owner(owner: User | None, *, was: int | None, by: User, what: str, path: str, event: Event) -> None:
    """Tell who became the owner in this act; nobody where it is the same person as it `was` (the key)."""
    if owner is None or owner.pk == was:
        return
    sentence = f"U bent eigenaar van {what}."
    tell(owner, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=f"eigenaar:{event.pk}", by=by)
