"""Cycles of enrichment: the regiocoördinator asks parties a question, and accounts for what their reactions changed."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.accounts.tasks import later
from iza_portal.trail.recording import record
from regions.models import BeeldStatus, Cycle, CycleNotice, Regiobeeld
from regions.participation import organisations_of
from regions.regiobeelden import rules
from regions.regiobeelden.content import comparable_of, differences
from regions.speaking import speakers_for
from regions.tasks import send_cycle_notices
from regions.verbs import EnrichmentVerb


def open_cycle_of(regiobeeld) -> Cycle | None:
    """Answer the cycle that is open, if one is: there is at most one."""
    return regiobeeld.cycles.filter(closed_at=None).first()


@transaction.atomic
def open_cycle(regiobeeld, *, by, question: str, due_on: date, parties: Iterable[Organisation]) -> Cycle:
    """Ask the parties to react on each theme until and including `due_on`; what the regiobeeld holds now is kept with it.

    Everybody who speaks for a party is mailed, but for whoever opens it.
    Raises `PermissionDenied`, or a `ValidationError` where the regiobeeld is not being enriched, a cycle is open already,
    the day is past, or a party takes no part in the region.
    """
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    if not rules.may_arrange(by, regiobeeld):
        raise PermissionDenied
    if regiobeeld.status != BeeldStatus.VERRIJKING:
        raise ValidationError(
            f"Een cyclus kan alleen tijdens de verrijking. Dit regiobeeld is nu “{regiobeeld.get_status_display()}”."
        )
    if running := open_cycle_of(regiobeeld):
        raise ValidationError(f"{running} is nog open. Sluit die eerst af.")
    if not regiobeeld.themes.present().exists():
        raise ValidationError("Dit regiobeeld heeft nog geen thema’s om op te reageren.")
    question, parties = question.strip(), set(parties)
    if not question:
        raise ValidationError({"question": "Schrijf op wat u de partijen vraagt."})
    if not parties:
        raise ValidationError({"parties": "Kies een of meer organisaties die in deze regio meedoen."})
    _check(regiobeeld, due_on, parties)
    cycle = Cycle.objects.create(
        regiobeeld=regiobeeld,
        number=regiobeeld.cycles.count() + 1,
        question=question,
        opened_at=timezone.now(),
        due_on=due_on,
        before=comparable_of(regiobeeld, with_texts=True),
    )
    cycle.parties.set(parties)
    after = {"vraag": question, "reageren tot en met": due_on.isoformat(), "partijen": sorted(map(str, parties))}
    _notify(cycle, parties, by)
    record(EnrichmentVerb.CYCLE_OPENED, regiobeeld, by=by, detail=str(cycle), part_id=cycle.pk, after=after)
    return cycle


def _check(regiobeeld, due_on: date, parties: set[Organisation]) -> None:
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": "Deze dag is al voorbij."})
    if parties - set(organisations_of(regiobeeld.region_id)):
        raise ValidationError({"parties": "Kies een of meer organisaties die in deze regio meedoen."})


def _notify(cycle: Cycle, parties: set[Organisation], by) -> None:
    """Mail everybody who speaks for one of these parties, but for `by` and for who is mailed of the cycle already."""
    notices = [CycleNotice(cycle=cycle, user=user) for user in speakers_for(parties) if user != by]
    CycleNotice.objects.bulk_create(notices, ignore_conflicts=True)
    later(send_cycle_notices, cycle.pk)


def _locked(cycle, by) -> tuple[Cycle, Regiobeeld]:
    """Answer the open cycle and its regiobeeld, both locked."""
    # In the order in which a reaction takes them: the cycle, then (in the trigger that guards it) the regiobeeld.
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=cycle.regiobeeld_id)
    if not rules.may_arrange(by, regiobeeld):
        raise PermissionDenied
    if cycle.closed_at:
        raise ValidationError("Deze cyclus is intussen al afgesloten.")
    return cycle, regiobeeld


@transaction.atomic
def change_cycle(cycle, *, by, due_on: date, parties: Iterable[Organisation] = ()) -> Cycle:
    """Give the parties until and including `due_on`, and ask these `parties` as well; who speaks for them is mailed.

    A party that was asked stays so. Raises `PermissionDenied`, or a `ValidationError` where the cycle is closed, the day is
    past, or a party takes no part in the region.
    """
    cycle, regiobeeld = _locked(cycle, by)
    added = set(parties) - set(cycle.parties.all())
    before, after = {}, {}
    if due_on != cycle.due_on:
        before["reageren tot en met"], after["reageren tot en met"] = cycle.due_on.isoformat(), due_on.isoformat()
    if added:
        after["partijen erbij"] = sorted(map(str, added))
    if not after:
        return cycle
    _check(regiobeeld, due_on, added)
    cycle.due_on = due_on
    cycle.save(update_fields=["due_on"])
    if added:
        cycle.parties.add(*added)
        _notify(cycle, added, by)
    record(
        EnrichmentVerb.CYCLE_CHANGED, regiobeeld, by=by, detail=str(cycle), part_id=cycle.pk, before=before, after=after
    )
    return cycle


@transaction.atomic
def close_cycle(cycle, *, by, account: str) -> Cycle:
    """Close the cycle with an account in words; what changed in the regiobeeld since it opened is computed and kept with it.

    Raises `PermissionDenied`, or a `ValidationError` where it is closed already, the account is empty, or reactions are
    still to be handled: it names them. A reaction that is being written at this moment is waited for.
    """
    cycle, regiobeeld = _locked(cycle, by)
    if not account.strip():
        raise ValidationError({"account": "Schrijf op wat de reacties hebben opgeleverd. Alle partijen lezen dit."})
    unhandled = [
        f"{reaction.organisation} over “{reaction.theme}”"
        for reaction in cycle.reactions.filter(handling="").select_related("organisation", "theme")
    ]
    if unhandled:
        raise ValidationError(f"Nog niet afgehandeld: {'; '.join(unhandled)}.")
    cycle.closed_at, cycle.account = timezone.now(), account.strip()
    cycle.changes = differences(cycle.before, comparable_of(regiobeeld, with_texts=True))
    cycle.save(update_fields=["closed_at", "account", "changes"])
    record(EnrichmentVerb.CYCLE_CLOSED, regiobeeld, by=by, detail=str(cycle), part_id=cycle.pk)
    return cycle
