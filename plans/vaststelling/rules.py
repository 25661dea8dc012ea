"""Who may do what in the vaststelling of a plan."""

from iza_portal.accounts.models import Function
from iza_portal.moves.table import Move
from plans.models import Besluit, Regioplan
from plans.workflow import IN_FORCE, Recorder
from regions.models import Bevoegdheid, Mandaat
from regions.roles import coordinates, roles_of

#: Who notes what their organisation decided: who works on the plan there, and who decided along (domain: section F).
RECORDING_FUNCTIONS = {Function.MEDEWERKER, Function.BESTUURDER, Function.KASSIER, Function.REGIOCOORDINATOR}


def regions_noted_in(user) -> set[int]:
    """Answer in which regions this person notes things for the organisation whose hat is on; no query more."""
    return {
        role.region_id
        for role in roles_of(user)
        if role.function in RECORDING_FUNCTIONS and user.hat and role.organisation_id == user.hat.pk
    }


def recorders(user, region_id: int) -> dict[int, Recorder]:
    """Answer for which organisations this person may note decisions in the region, and as what; one query at most.

    For the one whose hat is on, and for those that gave it a mandate.
    """
    if region_id not in regions_noted_in(user):
        return {}
    mandates = Mandaat.objects.current().filter(region=region_id, holder=user.hat, what=Bevoegdheid.BESLUIT_VASTLEGGEN)
    return dict.fromkeys(mandates.values_list("giver", flat=True), Recorder.MANDAAT) | {user.hat.pk: Recorder.EIGEN}


def recorder(user, besluit: Besluit) -> Recorder | None:
    """Answer as what this person may note what the organisation of `besluit` decides; None where they may not."""
    return recorders(user, besluit.versie.plan.region_id).get(besluit.organisation_id)


def may_record(user, besluit: Besluit, move: Move) -> bool:
    """May this person make this move of the decision, as one of those whom the table names, while the plan is decided on?"""
    return besluit.versie.plan.status in IN_FORCE and recorder(user, besluit) in move.who


def may_arrange(user, plan: Regioplan) -> bool:
    """Say which bodies decide and by when: the regiocoördinator, while they do."""
    return plan.status in IN_FORCE and coordinates(user, plan.region_id)
