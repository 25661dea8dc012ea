"""The zelftoets: what a plan still lacks before it can be submitted for a step."""

from plans.models.transformatie import Transformatieplan
from plans.transformatie.workflow import Stap


def obstacles(plan: Transformatieplan, step: Stap) -> list[str]:
    """Answer what keeps the plan from being submitted for `step`, as sentences."""
    return []
