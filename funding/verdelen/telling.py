"""Telling municipalities and the kassier what happens to a proposal."""

from funding.models import Instemming, Verdeelvoorstel
from iza_portal.accounts.models import Function, User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell


def _people_at(organisations, functions) -> list[User]:
    """Answer who has one of these functions at one of these organisations, each once."""
    return list(
        User.objects.filter(
            is_active=True,
            memberships__ended_at=None,
            memberships__organisation__in=organisations,
            memberships__function__in=functions,
        ).distinct()
    )


def _municipalities(voorstel: Verdeelvoorstel) -> list[User]:
    asked = voorstel.instemmingen.values("municipality__organisation")
    return _people_at(asked, [Function.BESTUURDER, Function.MEDEWERKER])


def tell_put(voorstel: Verdeelvoorstel, *, by) -> None:
    """Tell the bestuurders that an answer is asked of them, and who works at the municipalities that there is a proposal."""
    asked = voorstel.instemmingen.values("municipality__organisation")
    deciding = _people_at(asked, [Function.BESTUURDER])
    path = voorstel.get_absolute_url()
    sentence = f"De kassier legt een voorstel voor om {voorstel.budget} van {voorstel.year} te verdelen."
    for person in deciding:
        words, kind = f"{sentence} Uw gemeente wordt om instemming gevraagd.", NoticeKind.TOEGEWEZEN
        tell(person, kind=kind, sentence=words, path=path, key=f"verdeelvoorstel:{voorstel.pk}:voorgelegd", by=by)
    for person in {*_people_at(asked, [Function.MEDEWERKER])} - {*deciding}:
        key = f"verdeelvoorstel:{voorstel.pk}:voorgelegd"
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=path, key=key, by=by)


def tell_answered(voorstel: Verdeelvoorstel, said: Instemming, *, by) -> None:
    """Tell the kassier what a municipality answered."""
    sentence = f"{said.municipality} antwoordde op {str(voorstel).lower()}: {said.get_answer_display()}."
    key = f"verdeelvoorstel:{voorstel.pk}:{said.municipality_id}:{said.at.timestamp():.0f}"
    for person in _people_at([voorstel.budget.holder_id], [Function.KASSIER]):
        path = voorstel.get_absolute_url()
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=path, key=key, by=by)


def tell_booked(voorstel: Verdeelvoorstel, *, by) -> None:
    """Tell the municipalities that the division is as they agreed."""
    _tell_all(voorstel, f"{voorstel} van {voorstel.budget} is verwerkt in de verdeling.", "verwerkt", by)


def tell_withdrawn(voorstel: Verdeelvoorstel, *, by) -> None:
    """Tell the municipalities that no answer is asked of them any more."""
    _tell_all(voorstel, f"{voorstel} van {voorstel.budget} is ingetrokken. De reden staat erbij.", "ingetrokken", by)


def _tell_all(voorstel, sentence, what, by) -> None:
    for person in _municipalities(voorstel):
        key, path = f"verdeelvoorstel:{voorstel.pk}:{what}", voorstel.get_absolute_url()
        tell(person, kind=NoticeKind.REACTIE, sentence=sentence, path=path, key=key, by=by)
