"""Writing in the sections of a plan."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from iza_portal.writing.noting import note_writing
from iza_portal.writing.saving import write
from plans import rules
from plans.models import Regioplan, Section, Status
from plans.verbs import PlanVerb


@transaction.atomic
def save_text(section, *, by, body, version: int) -> Section:
    """Keep `body`, written on `version`, as the text of the section; answer the section as it then stands.

    Raises `PermissionDenied` with the reason, and what `iza_portal.writing.saving.write` raises.
    """
    # A shared lock: saves in the same plan go side by side, but its status stays as it is until they are done.
    plan = Regioplan.objects.raw("SELECT * FROM plans_regioplan WHERE id = %s FOR SHARE", [section.plan_id])[0]
    section = Section.objects.select_for_update(no_key=True).defer("search").get(pk=section.pk)
    section.plan = plan
    if reason := why_not_writable(by, section):
        raise PermissionDenied(reason)
    if write(section, by=by, body=body, version=version):
        note_writing(PlanVerb.SECTION_WRITTEN, plan, section, by=by)
    return section


def why_not_writable(user, section) -> str:
    """Answer why this person cannot write in the section now, as a sentence, or nothing."""
    if section.position is None:
        return "Dit onderdeel is uit het plan gehaald."
    if section.plan.status != Status.CONCEPT:
        return f"Het plan is geen concept meer. De status is nu: {section.plan.get_status_display()}."
    return "" if rules.may_write(user, section) else "U hebt geen recht om in dit onderdeel te schrijven."
