"""Answering what parties said of a plan in a consultation."""

from plans.models import Regioplan


def obstacle_to_agree(plan: Regioplan) -> str:
    """Answer why the tafel cannot agree yet, as a sentence, or nothing: every reaction gets an answer first."""
    return ""
