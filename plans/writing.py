"""Writing in the sections of a plan."""

from plans import rules
from plans.models import Status


def why_not_writable(user, section) -> str:
    """Answer why this person cannot write in the section now, as a sentence, or nothing."""
    if section.position is None:
        return "Dit onderdeel is uit het plan gehaald."
    if section.plan.status != Status.CONCEPT:
        return f"Het plan is geen concept meer. De status is nu: {section.plan.get_status_display()}."
    return "" if rules.may_write(user, section) else "U hebt geen recht om in dit onderdeel te schrijven."
