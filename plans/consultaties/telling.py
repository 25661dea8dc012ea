"""Who is told what of a consultation: who speaks for the parties, and the regiocoördinator."""

from collections.abc import Iterable

from iza_portal.accounts.models import Function, Organisation, User
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.page.templatetags.page import long_date
from plans.models import Consultatie
from regions.models import RegionRole
from regions.participation import organisations_of
from regions.speaking import speakers_for


def coordinators_of(region_id: int):
    """Answer who runs the process in the region now."""
    return User.objects.filter(
        is_active=True,
        memberships__ended_at=None,
        memberships__function=Function.REGIOCOORDINATOR,
        memberships__organisation__participations__region=region_id,
        memberships__organisation__participations__role=RegionRole.REGIOCOORDINATOR,
        memberships__organisation__participations__ended_on=None,
    ).distinct()


def tell_asked(consultatie: Consultatie, parties: Iterable[Organisation], *, by) -> None:
    """Tell who speaks for these parties that their reaction is asked, and until when."""
    until = long_date(consultatie.due_on)
    sentence = f"Uw organisatie wordt gevraagd te reageren op “{consultatie.plan}”, tot en met {until}."
    _tell(
        speakers_for(parties),
        consultatie,
        NoticeKind.TOEGEWEZEN,
        sentence,
        "gevraagd",
        by,
    )


def tell_term(consultatie: Consultatie, *, by) -> None:
    """Tell who speaks for a party that is not done yet until when they can react now."""
    waiting = _still_here(consultatie).filter(pk__in=consultatie.asked.filter(done_at=None).values("organisation"))
    sentence = f"Uw organisatie kan op “{consultatie.plan}” reageren tot en met {long_date(consultatie.due_on)}."
    _tell(speakers_for(waiting), consultatie, NoticeKind.TOEGEWEZEN, sentence, f"termijn-{consultatie.version}", by)


def tell_all_done(consultatie: Consultatie, *, by) -> None:
    """Tell the regiocoördinator that all parties said that their reaction is complete."""
    sentence = f"Alle partijen zijn klaar met reageren op “{consultatie.plan}”."
    people = coordinators_of(consultatie.plan.region_id)
    _tell(people, consultatie, NoticeKind.REACTIE, sentence, "compleet", by)


def tell_accounted(consultatie: Consultatie, *, by) -> None:
    """Tell who speaks for a party that the reactions are answered."""
    sentence = f"De reacties op “{consultatie.plan}” zijn beantwoord. Lees de verantwoording."
    people = speakers_for(_still_here(consultatie))
    _tell(people, consultatie, NoticeKind.REACTIE, sentence, "verantwoord", by)


def _still_here(consultatie: Consultatie):
    """Answer the asked parties that still take part in the region: another one may not see the plan any more."""
    return organisations_of(consultatie.plan.region_id).filter(pk__in=consultatie.asked.values("organisation"))


def _tell(people, consultatie, kind, sentence, what, by) -> None:
    for person in people:
        key = f"consultatie:{consultatie.pk}:{what}"
        tell(person, kind=kind, sentence=sentence, path=consultatie.get_absolute_url(), key=key, by=by)
