"""The check of a plan against the national criteria: RP-1 to RP-14 of a regioplan, WA-1 to WA-11 of a werkagenda."""

from plans.models import Regioplan


def obstacle_to_submit(plan: Regioplan) -> str:
    """Answer why the plan cannot be laid before the colleges, as a sentence that names the criteria, or nothing."""
    return ""
