"""Telling who settles an account that it was offered, and who offered it that it came back."""

from funding.models import Verantwoording
from funding.rules import may_see
from iza_portal.accounts.models import Function
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from plans.transformatie.concerned import people_at


def tell_offered(account: Verantwoording, *, by) -> None:
    """Tell the bestuurders of whose account it is."""
    whose = account.municipality.organisation_id if account.municipality_id else account.budget.holder_id
    sentence = f"{_named(account)} is aangeboden en wacht op vaststelling."
    for person in people_at([whose], {Function.BESTUURDER}):
        _tell(account, person, NoticeKind.TOEGEWEZEN, sentence, by)


def tell_returned(account: Verantwoording, person, *, by) -> None:
    """Tell the person who offered it, unless they left and may not see the money any more."""
    if may_see(person, account.budget):
        _tell(account, person, NoticeKind.REACTIE, f"{_named(account)} is teruggegeven. De reden staat erbij.", by)


def _named(account: Verantwoording) -> str:
    whose = f", lokaal deel {account.municipality}" if account.municipality_id else ""
    return f"De verantwoording over {account.year} van {account.budget}{whose}"


def _tell(account: Verantwoording, person, kind, sentence, by) -> None:
    # It can be offered and given back again: each version is told of once.
    key = f"verantwoording:{account.pk}:{account.version}:{account.status}"
    tell(person, kind=kind, sentence=sentence, path=account.get_absolute_url(), key=key, by=by)
