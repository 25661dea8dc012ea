"""Who may do what with a transformatieplan, as predicates (domain: section F; BK23).

*Seeing* counts what somebody is under every hat; *acting* only under the hat that is on. What an insurer is to a plan
follows from the plan, not from a region: `marktleider_1` and `marktleider_2` judge it, one of them coordinates it, all
others follow.
`TransformatieplanQuerySet.visible_to` and `worked_on_by` are `may_see` and `may_see_work` as filters.
"""

from iza_portal.accounts.models import Function, Kind
from iza_portal.moves.table import Move
from plans.models.transformatie import Indiening, Partijrol, Toewijzing, Transformatieplan
from plans.models.transformatie.plannen import insurers_of
from plans.models.transformatie.plannen import keeps_the_pot as sees_the_pot
from plans.transformatie.brought import recused_from
from plans.transformatie.workflow import APPROVED, CARRIED_OUT, WRITABLE, Planstand, Rol

#: Who writes a plan for a party; a bestuurder submits along, a beoordelaar never writes.
WRITING_FUNCTIONS = {Function.MEDEWERKER, Function.KASSIER, Function.REGIOCOORDINATOR}
SUBMITTING_FUNCTIONS = WRITING_FUNCTIONS | {Function.BESTUURDER}
#: Who judges for an insurer, and who signs what another one there drew up.
JUDGING_FUNCTIONS = {Function.BEOORDELAAR}
SIGNING_FUNCTIONS = JUDGING_FUNCTIONS | {Function.BESTUURDER}
#: Who can begin one: an insurer judges, so it does not apply.
STARTING_KINDS = {Kind.GEMEENTE, Kind.ZORGAANBIEDER, Kind.GGD, Kind.BURGERS, Kind.OPENBAAR_LICHAAM}

#: In which the market leaders work it out together with the applicants, and so read the texts as they are now.
TOGETHER = {Planstand.UITWERKEN, Planstand.AANPASSEN}
#: Who can be a party. An insurer judges or follows, and a national party looks after the money: none of them takes part.
PARTY_KINDS = STARTING_KINDS | {Kind.ZORGKANTOOR}
#: In which what stands there was submitted to the market leaders and not shared with other insurers.
_FOR_LEADERS = {Planstand.SNELLE_TOETS, Planstand.NIET_IMPACTVOL, Planstand.BEOORDELING}
ONLY_WRITERS = "Alleen wie het plan mee indient, schrijft erin."


def functions_under_hat(user) -> set[str]:
    """Answer what this person does at the organisation whose hat is on; no query more."""
    if not user.is_authenticated or user.hat is None:
        return set()
    return {each.function for each in user.active_memberships if each.organisation_id == user.hat.pk}


def _parts(user, plan, *, organisations) -> list:
    return [party for party in plan.partijen.all() if party.organisation_id in organisations]


def _own(user) -> set[int]:
    return {each.organisation_id for each in user.active_memberships} if user.is_authenticated else set()


def of_party(user, plan) -> bool:
    """Does this person act, under any hat, for a party that submits the plan or is involved in it?"""
    parts = _parts(user, plan, organisations=_own(user))
    return any(party.part in {Partijrol.INDIENER, Partijrol.BETROKKEN} for party in parts)


def has_an_interest(user, plan) -> bool:
    """Has this person a conflict of interest by fact in judging the plan? Then no hat and no word of theirs lifts it.

    They act, under any hat, for a party of the plan, one that is hit included; or for both market leaders, and would see
    either judgment while the other is made.
    """
    own = _own(user)
    return bool(_parts(user, plan, organisations=own)) or {*plan.leaders} <= own


def of_leader(user, plan) -> bool:
    """Does this person, under any hat, read for one of the two market leaders of the plan?"""
    return bool(insurers_of(user) & {pk for pk in plan.leaders if pk})


def may_see(user, plan) -> bool:
    """Open the page of the plan. The same as `visible_to`."""
    if plan.status == Planstand.GENOEMD or not user.is_authenticated:
        return False
    return (
        of_party(user, plan)
        or (plan.first_submitted_at is not None and of_leader(user, plan))
        or (plan.shared_at is not None and bool(insurers_of(user)))
        or (plan.status in APPROVED and sees_the_pot(user))
    )


def may_see_work(user, plan) -> bool:
    """See how the plan is made, its texts as they are now: its parties; the market leaders while it is worked out."""
    if plan.status == Planstand.GENOEMD or not user.is_authenticated:
        return False
    return of_party(user, plan) or (plan.status in TOGETHER and of_leader(user, plan))


def may_read_submitted(user, plan) -> bool:
    """Read what was submitted: parties, the two market leaders, and other insurers once it is shared with them.

    Who keeps the pot sees that the plan is there and what it asks, and not what it says.
    """
    return may_see(user, plan) and (of_party(user, plan) or bool(insurers_of(user)))


def may_read_as_it_stands(user, plan) -> bool:
    """Read what the plan says now, on its own page: its parties always, others as far as it was submitted to them.

    While it is written, who works on it (`may_see_work`). Until its preliminary decision it was submitted to the market
    leaders alone, though an earlier one was shared. What stands there after it was withdrawn was submitted to nobody.
    """
    if not may_read_submitted(user, plan) or of_party(user, plan):
        return may_read_submitted(user, plan)
    if plan.status in WRITABLE:
        return may_see_work(user, plan)
    if plan.status in _FOR_LEADERS:
        return of_leader(user, plan)
    return plan.status != Planstand.INGETROKKEN


def may_read_indiening(user, plan, indiening: Indiening) -> bool:
    """Read this submission of the plan: its parties all, market leaders all but what was taken back before their time.

    Other insurers read what was shared with them: the plan itself, from its preliminary decision on, and not one that was
    taken back. The same as `Indiening.objects.readable_to`.
    """
    if not may_read_submitted(user, plan):
        return False
    if of_party(user, plan):
        return True
    own = insurers_of(user)
    if own & {indiening.leader_1_id, indiening.leader_2_id} and own & {*plan.leaders}:
        return True
    if indiening.taken_back_at is not None:
        return False
    return of_leader(user, plan) or indiening.questions_until is not None


def may_read_questions(user, plan) -> bool:
    """See the page with questions about the plan: who reads what was submitted, once something is."""
    return plan.first_submitted_at is not None and may_read_submitted(user, plan)


def may_take_along(user, plan) -> bool:
    """Have a dossier made of the plan, under the hat that is on: for a party, or for an insurer that reads it."""
    if not user.is_authenticated or user.hat is None or not may_read_submitted(user, plan):
        return False
    return takes_part_for(user, plan) or user.hat.pk in insurers_of(user)


def takes_part_for(user, plan) -> bool:
    """Act, under the hat that is on, for a party that submits the plan or is involved in it."""
    parts = _parts(user, plan, organisations={user.hat.pk})
    return any(party.part in {Partijrol.INDIENER, Partijrol.BETROKKEN} for party in parts)


def may_start(user) -> bool:
    """Begin a transformatieplan, as its lead, for the organisation whose hat is on."""
    return bool(functions_under_hat(user) & WRITING_FUNCTIONS) and user.hat.kind in STARTING_KINDS


def may_submit_any(user) -> bool:
    """Work for an organisation that submits plans, in a function that writes or submits them, under the hat that is on."""
    return bool(functions_under_hat(user) & SUBMITTING_FUNCTIONS) and user.hat.kind in STARTING_KINDS


def _submits_along(user, plan, functions) -> bool:
    return bool(functions_under_hat(user) & functions) and any(
        party.part == Partijrol.INDIENER for party in _parts(user, plan, organisations={user.hat.pk})
    )


def writes_for_party(user, plan) -> bool:
    """Work for a party that submits the plan, under the hat that is on, whether the plan is written now or not."""
    return _submits_along(user, plan, WRITING_FUNCTIONS)


def why_not_writable(user, plan) -> str:
    """Answer why this person cannot write in the plan now, as a sentence, or nothing."""
    if plan.status not in WRITABLE:
        return f"In het plan wordt nu niet geschreven. De stand is: {plan.get_status_display()}."
    return "" if writes_for_party(user, plan) else ONLY_WRITERS


def may_write(user, plan) -> bool:
    """Write in the plan: texts, rows and parties; who works for a party that submits it, while it is written."""
    return not why_not_writable(user, plan)


def may_see_summary(user, plan) -> bool:
    """See how the public summary of an approved plan is made: who may read the plan itself."""
    return plan.status in APPROVED and may_read_submitted(user, plan)


def may_summarise(user, plan) -> bool:
    """Write and check the public summary of an approved plan: its writers, and the coördinerend verzekeraar."""
    return plan.status in APPROVED and (_submits_along(user, plan, WRITING_FUNCTIONS) or coordinates(user, plan))


def may_publish(user, plan) -> bool:
    """Make the summary of an approved plan public, or withdraw it: the coördinerend verzekeraar (domain: C16)."""
    return plan.status in APPROVED and coordinates(user, plan)


def may_answer(user, plan) -> bool:
    """Answer a question of an insurer: who works for a party that submits the plan."""
    return writes_for_party(user, plan)


def speaks_for_lead(user, plan) -> bool:
    """Submit the plan, take it back or withdraw it: who works for its lead, the trekker."""
    return bool(functions_under_hat(user) & SUBMITTING_FUNCTIONS) and any(
        party.is_lead for party in _parts(user, plan, organisations={user.hat.pk})
    )


def reviews_for(user, plan) -> int | None:
    """Answer the key of the market leader for which this person judges the plan, under the hat that is on; else None."""
    if not functions_under_hat(user) & JUDGING_FUNCTIONS or user.hat.pk not in plan.leaders:
        return None
    return None if has_an_interest(user, plan) else user.hat.pk


def recused(user, indiening: Indiening) -> bool:
    """Did this person withdraw from judging the plan, in this submission or another one of it? One query.

    An interest is one in the plan: it does not end where the plan is submitted again.
    """
    return Toewijzing.objects.filter(indiening__plan=indiening.plan_id, person=user, recused_at__isnull=False).exists()


def judges_for(user, indiening: Indiening) -> int | None:
    """Answer for which market leader this person judges the submission, under the hat that is on.

    None for who recused themselves or has an interest in the plan, and for all others.
    """
    return _leader_for(user, indiening, JUDGING_FUNCTIONS)


def signs_for(user, indiening: Indiening) -> int | None:
    """Answer for which market leader this person signs second: as `judges_for`, and a bestuurder there as well.

    They are also those who read what their insurer finds.
    """
    return _leader_for(user, indiening, SIGNING_FUNCTIONS)


def _leader_for(user, indiening: Indiening, functions) -> int | None:
    if not functions_under_hat(user) & functions or user.hat.pk not in {indiening.leader_1_id, indiening.leader_2_id}:
        return None
    if has_an_interest(user, indiening.plan) or {indiening.leader_1_id, indiening.leader_2_id} <= _own(user):
        return None
    return None if user.pk in recused_from(indiening.plan) else user.hat.pk


def opens_the_workbench(user) -> bool:
    """Open the workbench: who judges or signs for an insurer, under the hat that is on."""
    return bool(functions_under_hat(user) & SIGNING_FUNCTIONS) and user.hat.kind == Kind.ZORGVERZEKERAAR


def reads_judgments(user, plan) -> bool:
    """Be shown the way to the judgments of the plan: who judges or signs for a market leader, once it was submitted.

    What stands there is up to `judges_for` and `signs_for`, which know of each submission who recused themselves.
    """
    if plan.first_submitted_at is None or not opens_the_workbench(user) or user.hat.pk not in plan.leaders:
        return False
    return not has_an_interest(user, plan)


def coordinates(user, plan) -> bool:
    """Act as the coördinerend verzekeraar of the plan: a beoordelaar there, under the hat that is on.

    Not who has an interest in the plan: what one hat delivers, another hat of the same person does not find good.
    """
    if Function.BEOORDELAAR not in functions_under_hat(user) or user.hat.pk != plan.insurer_id:
        return False
    return not has_an_interest(user, plan)


def decides_on_execution(user, plan) -> bool:
    """Decide on milestones, payments and the end of the plan: who `coordinates` it and did not recuse themselves.

    Whether a party reached what it promised is a judgment as well. One query at most, for who coordinates the plan alone.
    """
    return coordinates(user, plan) and user.pk not in recused_from(plan)


def may_number(user, plan) -> bool:
    """Give the plan its national number: its coördinerend verzekeraar, who sees it from the first submission on."""
    return plan.first_submitted_at is not None and coordinates(user, plan)


def may_talk(user, plan) -> bool:
    """Comment in the margin of the texts and propose changes, under the hat that is on.

    Who acts for a party that submits the plan or is involved in it; who reads for a market leader, while they work it out
    together with the applicants.
    """
    if not functions_under_hat(user) or not may_see_work(user, plan):
        return False
    parts = _parts(user, plan, organisations={user.hat.pk})
    if any(party.part in {Partijrol.INDIENER, Partijrol.BETROKKEN} for party in parts):
        return True
    return plan.status in TOGETHER and user.hat.pk in insurers_of(user) and user.hat.pk in plan.leaders


def follows_for(user, plan) -> int | None:
    """Answer for which other insurer this person asks in the question round and acknowledges the plan; else None."""
    if Function.BEOORDELAAR not in functions_under_hat(user) or user.hat.kind != Kind.ZORGVERZEKERAAR:
        return None
    return None if user.hat.pk in plan.leaders else user.hat.pk


def may_see_execution(user, plan) -> bool:
    """Read how an approved plan is carried out: its milestones with evidence and payments. Who reads what was submitted."""
    return plan.status in CARRIED_OUT and may_read_submitted(user, plan)


def delivers(user, plan, mijlpaal) -> bool:
    """Deliver the evidence of a milestone, or ask to change it: who works for the party that the milestone names.

    Where it names none, or one that has no people here or no part in making the plan, who works for any that submits.
    """
    for party in plan.partijen.all():
        if party.pk == mijlpaal.partij_id and party.organisation_id and party.part != Partijrol.GERAAKT:
            return bool(functions_under_hat(user) & WRITING_FUNCTIONS) and user.hat.pk == party.organisation_id
    return may_answer(user, plan)


def may_read_monitoring(user, plan) -> bool:
    """Read what is told of each quarter of a plan that is carried out: its parties and the two market leaders."""
    return plan.status in CARRIED_OUT and (of_party(user, plan) or of_leader(user, plan))


def follows_monitoring(user) -> bool:
    """See how all plans in execution go, quarter by quarter: who reads for an insurer, and who looks after the money."""
    return bool(insurers_of(user)) or sees_the_pot(user)


def follows(user) -> bool:
    """Acknowledge plans that others judged, for the insurer whose hat is on: a beoordelaar there."""
    return Function.BEOORDELAAR in functions_under_hat(user) and user.hat.kind == Kind.ZORGVERZEKERAAR


def may_see_following(user, plan) -> bool:
    """Read which other insurers follow the plan, and how: all who see it, once it is approved."""
    return plan.status in APPROVED and may_see(user, plan)


def may_read_letters(user, plan) -> bool:
    """Have a list of decisions of the plan: who reads what was submitted, once something was."""
    return plan.first_submitted_at is not None and may_read_submitted(user, plan)


def may_escalate(user, plan) -> bool:
    """Bring the plan to the bestuurlijk overleg: who speaks for its lead, and a beoordelaar or bestuurder of a leader.

    Not for a market leader who has an interest in the plan; who recused themselves is refused by `escalating.escalate`.
    """
    if plan.first_submitted_at is None or plan.status in {Planstand.GENOEMD, Planstand.INGETROKKEN}:
        return False
    if speaks_for_lead(user, plan):
        return True
    if not functions_under_hat(user) & SIGNING_FUNCTIONS or user.hat.pk not in plan.leaders:
        return False
    return not has_an_interest(user, plan)


def may_read_course(user, plan) -> bool:
    """Read the dossier of an escalation: its parties, the two market leaders, and who looks after the national money.

    The last do not see the plan by this: the dossier holds its course alone, and has pages of its own.
    """
    if plan.first_submitted_at is None or not user.is_authenticated:
        return False
    return of_party(user, plan) or of_leader(user, plan) or sees_the_pot(user)


def awards(user) -> bool:
    """Give money to the plan at the top of the queue: the kassier of a national party, under the hat that is on."""
    return Function.KASSIER in functions_under_hat(user) and user.hat.kind == Kind.LANDELIJK


def awards_to(user, plan) -> bool:
    """Give money to this plan: who `awards`, and has no interest in it."""
    return awards(user) and not has_an_interest(user, plan)


def keeps_the_desk(user) -> bool:
    """Open and close the desk: the bestuurder of a national party, under the hat that is on."""
    return Function.BESTUURDER in functions_under_hat(user) and user.hat.kind == Kind.LANDELIJK


MOVERS = {
    Rol.INDIENER: speaks_for_lead,
    Rol.MARKTLEIDERS: lambda user, plan: reviews_for(user, plan) is not None,
    Rol.COORDINEREND: decides_on_execution,
    Rol.REGIE: awards_to,
}


def may_move(user, plan: Transformatieplan, move: Move) -> bool:
    """Make this move, where it is the turn of that move: whoever is one of those whom the table names."""
    return any(MOVERS[who](user, plan) for who in move.who)
