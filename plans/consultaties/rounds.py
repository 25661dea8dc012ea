"""Rounds of consultation: the regiocoördinator sends a reading version to parties, and accounts for their reactions."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.hashing import hash_of
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.consultaties import rules, telling
from plans.consultaties.changes import changes_since
from plans.content import content_of
from plans.models import Consultatie, ConsultatiePartij, Regioplan, Status
from plans.verbs import PlanVerb
from regions.participation import organisations_of

CLOSED = "Deze consultatie is intussen afgesloten."


def open_round_of(plan: Regioplan) -> Consultatie | None:
    """Answer the round that is not accounted for yet, if there is one: there is at most one."""
    return plan.consultaties.brief().filter(accounted_at=None).first()


@transaction.atomic
def open_round(
    plan, *, by, question: str, due_on: date, parties: Iterable[Organisation], answer_due_on: date | None = None
) -> Consultatie:
    """Send the plan as it is now to these parties, who react until and including `due_on`; that version is kept.

    Everybody who speaks for a party is told, but for whoever opens it. Raises `PermissionDenied`, or a `ValidationError`
    where the plan is not in consultation, a round is going on, a day does not fit, or a party takes no part in the region.
    """
    plan = _locked_plan(plan)
    if plan.status != Status.TER_CONSULTATIE:
        raise ValidationError(
            f"Partijen reageren op een plan dat ter consultatie is. De status is nu “{plan.get_status_display()}”."
        )
    if not rules.may_open(by, plan):
        raise PermissionDenied
    if running := open_round_of(plan):
        raise ValidationError(f"{running} is nog niet afgesloten. Sluit die eerst af.")
    question, parties = question.strip(), set(parties)
    if not question:
        raise ValidationError({"question": "Schrijf op wat u de partijen vraagt."})
    if not parties:
        raise ValidationError({"parties": "Kies een of meer organisaties die in deze regio meedoen."})
    _check_open(due_on)
    _check(plan, due_on, answer_due_on, parties)
    content = {name: part for name, part in content_of(plan).items() if name != "check"}
    consultatie = Consultatie.objects.create(
        plan=plan,
        number=plan.consultaties.count() + 1,
        content=content,
        content_hash=hash_of(content),
        question=question,
        opened_at=timezone.now(),
        due_on=due_on,
        answer_due_on=answer_due_on,
    )
    _ask(consultatie, parties, by)
    after = _terms(consultatie) | {"partijen": sorted(map(str, parties)), "kenmerk": consultatie.content_hash}
    record(PlanVerb.CONSULTATIE_OPENED, plan, by=by, detail=str(consultatie), part_id=consultatie.pk, after=after)
    return consultatie


def _locked_plan(plan) -> Regioplan:
    return Regioplan.objects.select_for_update(of=("self",), no_key=True).select_related("region").get(pk=plan.pk)


def _check_open(due_on: date) -> None:
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": "Deze dag is al voorbij."})


def _check(plan, due_on: date, answer_due_on: date | None, parties: set[Organisation]) -> None:
    if answer_due_on and answer_due_on < due_on:
        raise ValidationError({"answer_due_on": "Kies een dag na de laatste dag om te reageren."})
    if parties - set(organisations_of(plan.region_id)):
        raise ValidationError({"parties": "Kies een of meer organisaties die in deze regio meedoen."})


def _ask(consultatie, parties: set[Organisation], by) -> None:
    ConsultatiePartij.objects.bulk_create(
        ConsultatiePartij(consultatie=consultatie, organisation=party) for party in sorted(parties, key=str)
    )
    telling.tell_asked(consultatie, parties, by=by)


def _terms(consultatie) -> dict:
    answer = consultatie.answer_due_on
    return {
        "reageren tot en met": consultatie.due_on.isoformat(),
        "antwoord uiterlijk": answer.isoformat() if answer else None,
    }


def locked(consultatie) -> Consultatie:
    """Answer the round with its plan, both locked: what happens in a round comes one after the other."""
    plan = _locked_plan(consultatie.plan)
    consultatie = Consultatie.objects.brief().select_for_update(no_key=True).get(pk=consultatie.pk)
    consultatie.plan = plan
    return consultatie


def _arranged(consultatie, by) -> Consultatie:
    consultatie = locked(consultatie)
    if consultatie.accounted_at:
        raise ValidationError(CLOSED)
    if not rules.may_arrange(by, consultatie):
        raise PermissionDenied
    return consultatie


@transaction.atomic
def change_round(
    consultatie,
    *,
    by,
    version: int,
    due_on: date,
    answer_due_on: date | None = None,
    parties: Iterable[Organisation] = (),
) -> Consultatie:
    """Let the parties react until and including `due_on`, also where reacting was stopped, and ask these `parties` as well.

    A party that was asked stays so. Who is asked now is told, and where the day moved, who is not done yet as well. Where
    that day is over and stays as it is, only the day of the answers changes, and reacting stays over. Raises
    `PermissionDenied`, `OutdatedVersion` where somebody else changed the round since `version`, or a `ValidationError` where
    it is closed, a day does not fit, or a party takes no part in the region.
    """
    consultatie = _arranged(consultatie, by)
    if version != consultatie.version:
        raise OutdatedVersion(consultatie)
    added = set(parties) - set(consultatie.parties.all())
    before, moved = _terms(consultatie), due_on != consultatie.due_on
    is_over = not (moved or added) and due_on < timezone.localdate()
    reopened = consultatie.ended_at is not None and not is_over
    if not (moved or added or reopened) and answer_due_on == consultatie.answer_due_on:
        return consultatie
    if not is_over:
        _check_open(due_on)
    _check(consultatie.plan, due_on, answer_due_on, added)
    consultatie.due_on, consultatie.answer_due_on = due_on, answer_due_on
    if reopened:
        consultatie.ended_at = None
    consultatie.version += 1
    consultatie.save(update_fields=["due_on", "answer_due_on", "ended_at", "version"])
    if moved or reopened:
        telling.tell_term(consultatie, by=by)
    _ask(consultatie, added, by)
    after = _terms(consultatie) | ({"partijen erbij": sorted(map(str, added))} if added else {})
    _record(PlanVerb.CONSULTATIE_CHANGED, consultatie, by, before=before, after=after)
    return consultatie


@transaction.atomic
def end_reacting(consultatie, *, by) -> Consultatie:
    """Let nobody react any more, before the term is over; `change_round` takes it back. A second time changes nothing."""
    consultatie = _arranged(consultatie, by)
    if consultatie.ended_at is None:
        consultatie.ended_at = timezone.now()
        consultatie.version += 1
        consultatie.save(update_fields=["ended_at", "version"])
        _record(PlanVerb.CONSULTATIE_ENDED, consultatie, by)
    return consultatie


@transaction.atomic
def account_for(consultatie, *, by, account: str) -> Consultatie:
    """Close the round with an account in words; the parties then read every reaction with its answer, and are told.

    What the plan says other than the reading version is computed and kept with it.

    Raises `PermissionDenied`, or a `ValidationError` where it was done already, the account is empty, parties can still
    react, or reactions are still to be answered. A reaction that is being given at this moment is waited for.
    """
    consultatie = _arranged(consultatie, by)
    account = account.strip()
    if not account:
        raise ValidationError({"account": "Schrijf op wat de reacties hebben opgeleverd. Alle partijen lezen dit."})
    if obstacle := obstacle_to_account(consultatie):
        raise ValidationError(obstacle)
    consultatie.account, consultatie.accounted_at = account, timezone.now()
    consultatie.changes = changes_since(consultatie)
    consultatie.save(update_fields=["account", "accounted_at", "changes"])
    telling.tell_accounted(consultatie, by=by)
    _record(PlanVerb.CONSULTATIE_ACCOUNTED, consultatie, by)
    return consultatie


def obstacle_to_account(consultatie) -> str:
    """Answer why the round cannot be accounted for yet, as a sentence, or nothing."""
    if consultatie.takes_reactions and consultatie.asked.filter(done_at=None).exists():
        return (
            f"Partijen kunnen nog reageren tot en met {long_date(consultatie.due_on)}, en niet alle zijn klaar. "
            "Wacht daarop, of stop het reageren."
        )
    return _unanswered(consultatie)


def _unanswered(consultatie) -> str:
    waiting = consultatie.reacties.filter(handling="").count()
    if not waiting:
        return ""
    return f"Nog {waiting} reactie{' wacht' if waiting == 1 else 's wachten'} op antwoord."


def obstacle_to_agree(plan: Regioplan) -> str:
    """Answer why the tafel cannot agree to the plan yet, as a sentence, or nothing: a round is going on."""
    running = open_round_of(plan)
    if running is None:
        return ""
    if running.takes_reactions:
        return f"{running} loopt nog: partijen reageren tot en met {long_date(running.due_on)}."
    return f"{running} is nog niet verantwoord. {_unanswered(running)}".strip()


def _record(verb, consultatie, by, **facts) -> None:
    record(verb, consultatie.plan, by=by, detail=str(consultatie), part_id=consultatie.pk, **facts)
