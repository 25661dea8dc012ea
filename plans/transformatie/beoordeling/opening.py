"""Beginning the judging of what was submitted."""

from plans.models.transformatie import Beoordeling, Indiening


def open_judgments(indiening: Indiening) -> list[Beoordeling]:
    """Make the judgment of either market leader, still empty, inside the transaction that submits; leader 1 first.

    Both are there from the first moment, so that nothing can be told from when a row was made.
    """
    return [
        Beoordeling.objects.create(indiening=indiening, organisation_id=leader)
        for leader in (indiening.leader_1_id, indiening.leader_2_id)
    ]
