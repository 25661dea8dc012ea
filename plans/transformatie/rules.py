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
from plans.transformatie.workflow import APPROVED, WRITABLE, Planstand, Rol

#: Who writes a plan for a party; a bestuurder submits along, a beoordelaar never writes.
WRITING_FUNCTIONS = {Function.MEDEWERKER, Function.KASSIER, Function.REGIOCOORDINATOR}
SUBMITTING_FUNCTIONS = WRITING_FUNCTIONS | {Function.BESTUURDER}
#: Who can begin one: an insurer judges, so it does not apply.
STARTING_KINDS = {Kind.GEMEENTE, Kind.ZORGAANBIEDER, Kind.GGD, Kind.BURGERS, Kind.OPENBAAR_LICHAAM}

#: In which the market leaders work it out together with the applicants, and so read the texts as they are now.
TOGETHER = {Planstand.UITWERKEN, Planstand.AANPASSEN}
#: Who can be a party. An insurer judges or follows, and a national party looks after the money: none of them takes part.
PARTY_KINDS = STARTING_KINDS | {Kind.ZORGKANTOOR}
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
    if Function.BEOORDELAAR not in functions_under_hat(user) or user.hat.pk not in plan.leaders:
        return None
    return user.hat.pk


def recused(user, indiening: Indiening) -> bool:
    """Did this person withdraw from judging the submission? One query."""
    return Toewijzing.objects.filter(indiening=indiening, person=user, recused_at__isnull=False).exists()


def judges_for(user, indiening: Indiening) -> int | None:
    """Answer for which market leader this person judges the submission; None for who recused themselves, and others."""
    if Function.BEOORDELAAR not in functions_under_hat(user):
        return None
    if user.hat.pk not in {indiening.leader_1_id, indiening.leader_2_id} or recused(user, indiening):
        return None
    return user.hat.pk


def signs_for(user, indiening: Indiening) -> int | None:
    """Answer for which market leader this person signs second: a beoordelaar or bestuurder who is not recused."""
    if not functions_under_hat(user) & {Function.BEOORDELAAR, Function.BESTUURDER}:
        return None
    if user.hat.pk not in {indiening.leader_1_id, indiening.leader_2_id} or recused(user, indiening):
        return None
    return user.hat.pk


def coordinates(user, plan) -> bool:
    """Act as the coördinerend verzekeraar of the plan: a beoordelaar there, under the hat that is on."""
    return Function.BEOORDELAAR in functions_under_hat(user) and user.hat.pk == plan.insurer_id


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


def awards(user) -> bool:
    """Give money to the plan at the top of the queue: the kassier of a national party, under the hat that is on."""
    return Function.KASSIER in functions_under_hat(user) and user.hat.kind == Kind.LANDELIJK


def keeps_the_desk(user) -> bool:
    """Open and close the desk: the bestuurder of a national party, under the hat that is on."""
    return Function.BESTUURDER in functions_under_hat(user) and user.hat.kind == Kind.LANDELIJK


MOVERS = {
    Rol.INDIENER: speaks_for_lead,
    Rol.MARKTLEIDERS: lambda user, plan: reviews_for(user, plan) is not None,
    Rol.COORDINEREND: coordinates,
    Rol.REGIE: lambda user, plan: awards(user),
}


def may_move(user, plan: Transformatieplan, move: Move) -> bool:
    """Make this move, where it is the turn of that move: whoever is one of those whom the table names."""
    return any(MOVERS[who](user, plan) for who in move.who)
