"""Who may do what with a regioplan, as predicates. `RegioplanQuerySet.visible_to` is `may_read` as a filter."""

from collections.abc import Iterable

from django.utils import timezone

from iza_portal.accounts.models import Function, Kind, User
from iza_portal.moves.table import Move
from plans.workflow import Status
from regions.roles import acting_roles_in, coordinates, roles_in

# Officials prepare and write; a bestuurder decides and a beoordelaar judges (domain: section F).
WRITING_FUNCTIONS = {Function.MEDEWERKER, Function.KASSIER, Function.REGIOCOORDINATOR}

# What it takes to be one of those whom the table of moves names; the portal is nobody.
MOVERS = {Function.REGIOCOORDINATOR: coordinates}


def may_read(user, plan) -> bool:
    """Published plans are everybody's; others are for who may see the work."""
    return plan.status == Status.GEPUBLICEERD or may_see_work(user, plan)


def may_see_work(user, plan) -> bool:
    """See how the plan is made, its history and its dossiers: people of the region, or with a logged reason."""
    if not user.is_authenticated:
        return False
    return bool(roles_in(user, plan.region_id)) or has_inzage(user, plan)


def has_inzage(user, plan) -> bool:
    """Did this administrator state a reason to read the plan, not too long ago?"""
    return user.is_portal_admin and user.inzages.filter(plan=plan, expires_at__gt=timezone.now()).exists()


def may_start(user, region) -> bool:
    return coordinates(user, region.pk)


def may_arrange(user, plan) -> bool:
    """Add, rename, order, remove and assign sections: the regiocoördinator, while the plan is a concept."""
    return plan.status == Status.CONCEPT and coordinates(user, plan.region_id)


def may_write(user, section, writers: Iterable[User] | None = None) -> bool:
    """Write in a section, while the plan is a concept.

    Officials of the region's municipalities and the regiocoördinator write in every section; people of the other
    parties in the sections that are assigned to them, as writer or as owner. `writers` are who is assigned to it, where
    they are at hand.
    """
    plan = section.plan
    if plan.status != Status.CONCEPT:
        return False
    if writes_everywhere(user, plan):
        return True
    return bool(_writing(user, plan)) and (
        section.owner_id == user.pk
        or any(person.pk == user.pk for person in (section.assignees.all() if writers is None else writers))
    )


def _writing(user, plan) -> set:
    """The roles of this person in the region of the plan that write."""
    return {role for role in acting_roles_in(user, plan.region_id) if role.function in WRITING_FUNCTIONS}


def writes_everywhere(user, plan) -> bool:
    """Does this person write in all of a plan that is a concept: an official of a municipality, or the regiocoördinator?"""
    return any(role.kind == Kind.GEMEENTE for role in _writing(user, plan)) or coordinates(user, plan.region_id)


def why_no_opgave_added(user, plan) -> str:
    """Answer why this person cannot add an opgave to the plan now, as a sentence, or nothing."""
    if plan.status != Status.CONCEPT:
        return f"Het plan is geen concept meer. De status is nu: {plan.get_status_display()}."
    return (
        ""
        if writes_everywhere(user, plan)
        else "Ambtenaren van de gemeenten en de regiocoördinator voegen opgaven toe."
    )


def may_order_opgaven(user, plan) -> bool:
    """Put the opgaven in order, take one out and put it back: who writes in all of the plan."""
    return not why_no_opgave_added(user, plan)


def why_opgave_not_writable(user, opgave) -> str:
    """Answer why this person cannot write in the opgave now, as a sentence, or nothing.

    Who writes in all of the plan may, and people who write for an organisation that has a part in the opgave.
    """
    plan = opgave.plan
    if plan.status != Status.CONCEPT:
        return f"Het plan is geen concept meer. De status is nu: {plan.get_status_display()}."
    if writes_everywhere(user, plan):
        return ""
    acting_for = {role.organisation_id for role in _writing(user, plan)}
    if acting_for & {partij.organisation_id for partij in opgave.partijen.all()}:
        return ""
    return "Uw organisatie heeft geen aandeel in deze opgave. Een ambtenaar van een gemeente kan u erbij zetten."


def may_talk(user, plan) -> bool:
    """Comment on the text and propose changes: who acts for an organisation that takes part in the region."""
    return bool(acting_roles_in(user, plan.region_id))


def may_move(user, plan, move: Move) -> bool:
    """Make this move of the workflow, where it is the turn of that move: whoever is one of those whom the table names."""
    return any(MOVERS[who](user, plan.region_id) for who in move.who if who in MOVERS)


def may_ask_inzage(user, plan) -> bool:
    """State a reason to read a plan that is not published: an administrator of the portal who cannot read it."""
    return user.is_authenticated and user.is_portal_admin and not may_read(user, plan)
