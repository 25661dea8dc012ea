"""Reacting in a cycle: a party says of each theme whether it agrees, and the editor says what was done with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.rows import Columns, many
from iza_portal.trail.recording import record
from regions.models import BeeldStatus, Cycle, Handling, Reaction, Regiobeeld, Stance
from regions.reactions import check_answer, check_words
from regions.regiobeelden import rules
from regions.roles import coordinates
from regions.speaking import speaks
from regions.verbs import EnrichmentVerb

CLOSED = "Deze cyclus is intussen afgesloten. Er kan niet meer worden gereageerd."


def _locked(cycle) -> Cycle:
    """Answer the cycle, locked, so that reactions, their handling and the closing come one after the other."""
    return Cycle.objects.select_for_update(of=["self"], no_key=True).select_related("regiobeeld").get(pk=cycle.pk)


@transaction.atomic
def react(cycle, theme, *, by, stance: str, text: str = "") -> Reaction:
    """Say for the organisation whose hat is on what it thinks of the theme; a second time changes what it said.

    Raises `PermissionDenied` for who does not speak for a party that was asked, `ValidationError` where the cycle is closed,
    the theme is gone, the reaction was handled already, or words are missing: only to agree takes none.
    """
    cycle = _locked(cycle)
    if not rules.is_asked(by, cycle):
        raise PermissionDenied
    if cycle.closed_at:
        raise ValidationError(CLOSED)
    theme = cycle.regiobeeld.themes.present().filter(pk=theme.pk).first()
    if theme is None:
        raise ValidationError("Dit thema is intussen weggehaald.")
    stance, text = Stance(stance), text.strip()
    check_words(stance, text)
    reaction = cycle.reactions.filter(theme=theme, organisation=by.hat).first()
    if reaction and reaction.handling:
        raise ValidationError("Deze reactie is intussen afgehandeld en kan niet meer veranderen.")
    if reaction and (reaction.stance, reaction.text) == (stance, text):
        return reaction
    verb = EnrichmentVerb.REACTION_CHANGED if reaction else EnrichmentVerb.REACTED
    before = {"reactie": reaction.get_stance_display(), "toelichting": reaction.text} if reaction else None
    reaction = reaction or Reaction(cycle=cycle, theme=theme, organisation=by.hat)
    reaction.stance, reaction.text, reaction.by, reaction.at = stance, text, by, timezone.now()
    reaction.save()
    after = {"reactie": stance.label, "toelichting": text}
    record(verb, cycle.regiobeeld, by=by, detail=theme.title, part_id=reaction.pk, before=before, after=after)
    return reaction


@transaction.atomic
def handle(reaction, *, by, seen: datetime, handling: str, answer: str = "") -> Reaction:
    """Say what was done with a reaction, and why; as long as the cycle is open that can be said anew.

    `seen` is when the reaction was given that the editor read. Raises `PermissionDenied`, or a `ValidationError` where the
    cycle is closed, the party has changed its reaction since, or the answer is missing: only an agreement takes none.
    """
    cycle = _locked(reaction.cycle)
    reaction = cycle.reactions.select_related("theme", "organisation").get(pk=reaction.pk)
    if not rules.may_write(by, cycle.regiobeeld):
        raise PermissionDenied
    if not rules.may_handle_of(by, cycle.regiobeeld, reaction.organisation_id):
        raise PermissionDenied(f"Een ander dan {reaction.organisation} handelt deze reactie af.")
    if cycle.closed_at:
        raise ValidationError("Deze cyclus is intussen afgesloten.")
    if reaction.at != seen:
        raise ValidationError(f"{reaction.organisation} heeft de reactie intussen gewijzigd. Lees haar opnieuw.")
    handling, answer = Handling(handling), answer.strip()
    check_answer(reaction.stance, answer)
    reaction.handling, reaction.answer = handling, answer
    reaction.handled_by, reaction.handled_at = by, timezone.now()
    reaction.save(update_fields=["handling", "answer", "handled_by", "handled_at"])
    detail = f"{reaction.theme}, {reaction.organisation}"
    after = {"afhandeling": handling.label, "antwoord": answer}
    record(EnrichmentVerb.REACTION_HANDLED, cycle.regiobeeld, by=by, detail=detail, part_id=reaction.pk, after=after)
    return reaction


@dataclass(frozen=True)
class Waiting:
    """What open cycles ask of a person: to react on `asked`, and, as regiocoördinator, to handle or close `to_handle`.

    Each of `asked` has `theme_count` and `reacted_count` (of the person's organisation), each of `to_handle`
    `unhandled_count`.
    """

    asked: list[Cycle]
    to_handle: list[Cycle]


_CYCLE = Columns(Cycle, "cycle", without=("question", "opened_at", "closed_at", "account", "before", "changes"))
# Written out, for every Mijn werk asks it.
_RUNNING = f"""
    SELECT {_CYCLE.sql},
        EXISTS (SELECT FROM regions_cycle_parties party WHERE party.cycle_id = cycle.id AND party.organisation_id = %s),
        (
            SELECT count(*) FROM regions_reaction reaction JOIN regions_theme theme ON theme.id = reaction.theme_id
            WHERE reaction.cycle_id = cycle.id AND reaction.organisation_id = %s AND theme.position IS NOT NULL
        ),
        (SELECT count(*) FROM regions_reaction reaction WHERE reaction.cycle_id = cycle.id AND reaction.handling = '')
    FROM regions_cycle cycle
    WHERE cycle.closed_at IS NULL AND cycle.regiobeeld_id = ANY(%s)
    ORDER BY cycle.due_on, cycle.id
"""  # noqa: S608 (the names of columns)


def waiting_for(user, beelden: Iterable[Regiobeeld]) -> Waiting:
    """Answer what the open cycles of these regiobeelden of the person's regions wait for, under the hat that is on.

    Each of `beelden` that can be written has its `progress`. One query, and none where there is nothing to ask.
    """
    enriched = {beeld.pk: beeld for beeld in beelden if beeld.status == BeeldStatus.VERRIJKING}
    if not enriched or user.hat is None:
        return Waiting([], [])
    asked, to_handle = [], []
    for *columns, is_asked, reacted_count, unhandled_count in many(_RUNNING, user.hat.pk, user.hat.pk, list(enriched)):
        cycle = _CYCLE.made(columns)
        cycle.reacted_count, cycle.unhandled_count = reacted_count, unhandled_count
        cycle.regiobeeld = beeld = enriched[cycle.regiobeeld_id]
        cycle.theme_count = beeld.progress.total
        if is_asked and cycle.reacted_count < cycle.theme_count and speaks(user, beeld.region_id):
            asked.append(cycle)
        if coordinates(user, beeld.region_id):
            to_handle.append(cycle)
    return Waiting(asked, to_handle)
