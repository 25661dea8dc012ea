"""The history of a text in words: when it was kept, who wrote by then, and why it was kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db.models import F
from django.utils import timezone

from iza_portal.accounts.models import Membership, User
from iza_portal.page.templatetags.page import clock, long_date
from iza_portal.writing.models import Moment, MomentKind, Update, VersionPart

WHY = {
    MomentKind.BEGIN: "Zoals de tekst was toen het samen schrijven begon",
    MomentKind.AUTOMATISCH: "Vanzelf bewaard",
    MomentKind.STAP: "Bewaard bij een stap van het document",
    MomentKind.TERUGGEZET: "Bewaard voordat een oudere tekst werd teruggezet",
}


@dataclass
class Told:
    """A moment as the list shows it: the times of the day, who wrote, and why it was kept; `versions` it is a part of."""

    moment: Moment
    times: str
    who: str
    why: str
    versions: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Answer what tells this moment from all others."""
        return f"{long_date(self.moment.at)}, {self.times}"


def told(moments: Sequence[Moment]) -> list[Told]:
    """Tell moments, which come without their bodies; in as many queries for one as for thirty."""
    moments = list(moments)
    names = names_of(person for moment in moments for person in moment.writers.all())
    parts = VersionPart.objects.filter(moment__in=moments).select_related("version").order_by("version__at", "pk")
    versions: dict[int, list[str]] = {}
    for part in parts:
        versions.setdefault(part.moment_id, []).append(part.version.name)
    return [
        Told(
            moment,
            times=_times(moment),
            who=in_a_row([names[person.pk] for person in moment.writers.all()]),
            why=f"Bewaard als “{moment.name}”" if moment.name else _why(moment),
            versions=versions.get(moment.pk, []),
        )
        for moment in moments
    ]


def by_day(rows: Iterable[Told]) -> list[tuple[str, list[Told]]]:
    """Answer the moments under the day of each: «Vandaag», «Gisteren», «15 november 2026»."""
    days = groupby(rows, key=lambda row: timezone.localdate(row.moment.at))
    return [(_day(day), list(of_day)) for day, of_day in days]


def _why(moment: Moment) -> str:
    return WHY.get(moment.kind, "Bewaard")


def _day(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return "Vandaag"
    return "Gisteren" if day == today - timedelta(days=1) else long_date(day)


def _times(moment: Moment) -> str:
    """Answer from when until when was written; of another day than the moment's only until when."""
    end = timezone.localtime(moment.at)
    if moment.began_at is None:
        return clock(end)
    start = timezone.localtime(moment.began_at)
    is_stretch = start.date() == end.date() and clock(start) != clock(end)
    return f"{start.hour}.{start:%M}–{clock(end)}" if is_stretch else clock(end)


def names_of(people: Iterable[User]) -> dict[int, str]:
    """Answer each person's name with the organisation that they act for, if there is one: «Anna de Vries (Ridderkerk)»."""
    people = {person.pk: person for person in people}
    organisations: dict[int, str] = {}
    memberships = Membership.objects.active().filter(user__in=people).select_related("organisation")
    for membership in memberships.order_by("pk"):
        organisations.setdefault(membership.user_id, membership.organisation.name)
    return {
        pk: f"{person} ({organisations[pk]})" if pk in organisations else str(person) for pk, person in people.items()
    }


def in_a_row(names: Iterable[str]) -> str:
    """Answer names as one says them: «Anna, Bart en Chris»."""
    *others, last = sorted(names) or [""]
    return f"{', '.join(others)} en {last}" if others else last


def writers_between(documents: dict[int, tuple[int, int | None]]) -> dict[int, str]:
    """Answer who wrote in each document after the update of the first number, up to the second, or until now without one.

    As far as moments and the updates since tell it: what was written in one burst is told as a whole. In three queries.
    """
    wrote: dict[int, set[int]] = {document: set() for document in documents}
    moments = Moment.objects.filter(document__in=documents, writers__isnull=False)
    rows = [
        *moments.values_list("document", "seq", "writers"),
        *Update.objects.filter(document__in=_open(documents), seq__gt=F("document__kept_seq"), author__isnull=False)
        .order_by()
        .values_list("document", "seq", "author"),
    ]
    for document, seq, person in rows:
        start, end = documents[document]
        if seq > start and (end is None or seq <= end):
            wrote[document].add(person)
    people = User.objects.in_bulk({person for persons in wrote.values() for person in persons})
    names = names_of(people.values())
    return {document: in_a_row([names[person] for person in persons]) for document, persons in wrote.items()}


def _open(documents: dict[int, tuple[int, int | None]]) -> list[int]:
    return [document for document, (_, end) in documents.items() if end is None]
