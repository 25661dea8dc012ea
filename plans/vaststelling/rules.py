"""Who may do what in the vaststelling of a plan."""

from iza_portal.accounts.models import Function
from iza_portal.moves.table import Move
from plans.models import Besluit, Regioplan, Status
from plans.workflow import Recorder
from regions.models import Bevoegdheid, Mandaat
from regions.roles import Role, acting_roles_in, coordinates

#: Who notes what their organisation decided: who works on the plan there, and who decided along (domain: section F).
RECORDING_FUNCTIONS = {Function.MEDEWERKER, Function.BESTUURDER, Function.KASSIER, Function.REGIOCOORDINATOR}

#: The states of a plan in which its colleges and boards decide.
DECIDING = {Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD}


def is_noted_by(user, role: Role) -> bool:
    """Does this person, under the hat that is on, note by this role of theirs what that organisation decides?"""
    return role.function in RECORDING_FUNCTIONS and bool(user.hat) and role.organisation_id == user.hat.pk


def recorder(user, besluit: Besluit) -> Recorder | None:
    """Answer as what this person may note what the organisation of `besluit` decides; None where they may not.

    Under the hat that is on: for one's own organisation, or for one that gave the own one a mandate.
    """
    region_id = besluit.versie.plan.region_id
    acting_for = {
        role.organisation_id for role in acting_roles_in(user, region_id) if role.function in RECORDING_FUNCTIONS
    }
    if besluit.organisation_id in acting_for:
        return Recorder.EIGEN
    mandates = Mandaat.objects.current().filter(
        region=region_id, giver=besluit.organisation, holder__in=acting_for, what=Bevoegdheid.BESLUIT_VASTLEGGEN
    )
    return Recorder.MANDAAT if acting_for and mandates.exists() else None


def recordable(user, plan: Regioplan, besluiten) -> set[int]:
    """Answer the keys of those of `besluiten`, all of `plan`, that this person may note; one query at most."""
    if plan.status not in DECIDING:
        return set()
    acting_for = {
        role.organisation_id for role in acting_roles_in(user, plan.region_id) if role.function in RECORDING_FUNCTIONS
    }
    if not acting_for:
        return set()
    givers = set(
        Mandaat.objects.current()
        .filter(region=plan.region_id, holder__in=acting_for, what=Bevoegdheid.BESLUIT_VASTLEGGEN)
        .values_list("giver", flat=True)
    )
    return {besluit.pk for besluit in besluiten if besluit.organisation_id in acting_for | givers}


def may_record(user, besluit: Besluit, move: Move) -> bool:
    """May this person make this move of the decision, as one of those whom the table names, while the plan is decided on?"""
    return besluit.versie.plan.status in DECIDING and recorder(user, besluit) in move.who


def may_arrange(user, plan: Regioplan) -> bool:
    """Say which bodies decide and by when: the regiocoördinator, while they do."""
    return plan.status in DECIDING and coordinates(user, plan.region_id)
