from iza_portal.trail import freezing
from plans.workflow import FROZEN_STATES

OF_OPGAVE = "SELECT plan_id FROM plans_opgave WHERE id = it.opgave_id"
OF_ACTIE = (
    "SELECT opgave.plan_id FROM plans_actie actie JOIN plans_opgave opgave ON opgave.id = actie.opgave_id "
    "WHERE actie.id = it.actie_id"
)


def frozen(parent: str):
    """Make the triggers that refuse every change of what the colleges decide on, from the agreement of the tafel on.

    `parent` is SQL that answers the key of the plan of the row that it calls `it`.
    """
    sentence = "What the colleges decide on never changes"
    return freezing.frozen(parent, table="plans_regioplan", states=FROZEN_STATES, sentence=sentence)
