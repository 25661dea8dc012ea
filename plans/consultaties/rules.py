"""Who may do what in the consultation of a plan.

The regiocoördinator runs the rounds; who speaks for a party that was asked reacts; who writes in all of the plan answers. A
party sees its own reactions, the writers see all, and a party all of a round that was accounted for.
"""

from django.db.models import QuerySet

from iza_portal.accounts.models import Function, Kind
from plans import rules
from plans.models import Consultatie, ConsultatiePartij, Consultatiereactie, Regioplan, Status
from regions.models import RegionRole
from regions.roles import coordinates, roles_in
from regions.speaking import speaks

#: In which a round can go on: what colleges decide on is not consulted on any more.
UNDER_WAY = (Status.CONCEPT, Status.TER_CONSULTATIE)


def may_open(user, plan: Regioplan) -> bool:
    """Ask parties for their reaction: the regiocoördinator, while the plan is in consultation."""
    return plan.status == Status.TER_CONSULTATIE and coordinates(user, plan.region_id)


def may_arrange(user, consultatie: Consultatie) -> bool:
    """Change the term, ask more parties, stop the reacting and account for it: the regiocoördinator, until that is done."""
    plan = consultatie.plan
    return consultatie.accounted_at is None and plan.status in UNDER_WAY and coordinates(user, plan.region_id)


def is_asked(user, consultatie: Consultatie) -> bool:
    """Speaks this person, under the hat that is on, for an organisation that the round asks?"""
    return speaks(user, consultatie.plan.region_id) and consultatie.asked.filter(organisation=user.hat).exists()


def why_no_reaction(consultatie: Consultatie) -> str:
    """Answer why nobody can react in the round now, as a sentence, or nothing."""
    if consultatie.accounted_at:
        return "Deze consultatie is afgesloten. Er kan niet meer worden gereageerd."
    if consultatie.ended_at:
        return "De regiocoördinator heeft het reageren gestopt. Vraag om meer tijd als u nog iets wilt zeggen."
    if not consultatie.takes_reactions:
        return (
            "De termijn om te reageren is voorbij. Vraag de regiocoördinator om meer tijd als u nog iets wilt zeggen."
        )
    return ""


def may_answer(user, consultatie: Consultatie) -> bool:
    """Answer reactions: who writes in all of the plan, until the round is accounted for."""
    plan = consultatie.plan
    return consultatie.accounted_at is None and plan.status in UNDER_WAY and rules.writes_everywhere(user, plan)


def may_answer_of(user, consultatie: Consultatie, organisation_id: int) -> bool:
    """Answer the reactions of this organisation: nobody of the organisation itself, but for the regiocoördinator."""
    plan = consultatie.plan
    return may_answer(user, consultatie) and (
        coordinates(user, plan.region_id) or organisation_id not in organisations_of(user, plan)
    )


def organisations_of(user, plan: Regioplan) -> set[int]:
    """Answer for which organisations of the region of the plan this person acts, under every hat."""
    return {role.organisation_id for role in roles_in(user, plan.region_id)}


def sees_all(user, plan: Regioplan) -> bool:
    """See what every party said while a round goes on: who writes in all of the plan, under every hat."""
    return any(
        (role.kind == Kind.GEMEENTE and role.function in rules.WRITING_FUNCTIONS)
        or (role.function == Function.REGIOCOORDINATOR and role.region_role == RegionRole.REGIOCOORDINATOR)
        for role in roles_in(user, plan.region_id)
    )


def sees_account(user, consultatie: Consultatie) -> bool:
    """See the account of a round, or how far it is: the writers; once it is made everybody of a party as well."""
    if sees_all(user, consultatie.plan):
        return True
    own = ConsultatiePartij.objects.filter(
        consultatie=consultatie, organisation__in=organisations_of(user, consultatie.plan)
    )
    return consultatie.accounted_at is not None and own.exists()


def seen_reactions(user, consultatie: Consultatie) -> QuerySet[Consultatiereactie]:
    """Answer the reactions of the round that this person may read: all, or those of the own organisations."""
    if sees_account(user, consultatie):
        return consultatie.reacties.all()
    return consultatie.reacties.filter(organisation__in=organisations_of(user, consultatie.plan))


def own_reactions(user, consultatie: Consultatie) -> QuerySet[Consultatiereactie]:
    """Answer those of the organisation whose hat is on, in the order of the reading version."""
    return seen_reactions(user, consultatie).filter(organisation=getattr(user, "hat", None))
