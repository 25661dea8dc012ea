"""Writing in a section: the text is kept as its writer goes on, guarded by a version."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from iza_portal.texts.check import check
from iza_portal.texts.plain import to_search_text
from iza_portal.trail.recording import history, record
from plans import rules
from plans.models import Regioplan, Section, Status
from plans.verbs import PlanVerb

#: Saves of one person in one section within this time of the last noted one are the same act in the trail.
WRITING_BURST = timedelta(minutes=30)


class OutdatedVersion(Exception):
    """A save on an older version than the section has: `current` is the section as it stands."""

    def __init__(self, current: Section):
        super().__init__(f"section {current.pk} is at version {current.version}")
        self.current = current


@transaction.atomic
def save_text(section, *, by, body, version: int) -> Section:
    """Keep `body`, written on `version`, as the text of the section; answer the section as it then stands.

    Sending the same text again is no new save, whatever version it names: a browser that missed the answer asks again.
    Autosave would flood the trail, so it gets one event for each `WRITING_BURST` of one person in one section.
    Raises `PermissionDenied` with the reason, `TextRefused`, and `OutdatedVersion` when another text was saved meanwhile.
    """
    check(body)
    # A shared lock: saves in the same plan go side by side, but its status stays as it is until they are done.
    plan = Regioplan.objects.raw("SELECT * FROM plans_regioplan WHERE id = %s FOR SHARE", [section.plan_id])[0]
    section = Section.objects.select_for_update(no_key=True).defer("search").get(pk=section.pk)
    section.plan = plan
    if reason := why_not_writable(by, section):
        raise PermissionDenied(reason)
    if body == section.body:
        return section
    if version != section.version:
        raise OutdatedVersion(section)
    section.body = body
    section.plain_text = to_search_text(body)
    section.version += 1
    section.edited_at = timezone.now()
    section.edited_by = by
    section.save(update_fields=["body", "plain_text", "version", "edited_at", "edited_by"])
    _note_burst(section, by)
    return section


def why_not_writable(user, section) -> str:
    """Answer why this person cannot write in the section now, as a sentence, or nothing."""
    if section.position is None:
        return "Dit onderdeel is uit het plan gehaald."
    if section.plan.status != Status.CONCEPT:
        return f"Het plan is geen concept meer. De status is nu: {section.plan.get_status_display()}."
    return "" if rules.may_write(user, section) else "U hebt geen recht om in dit onderdeel te schrijven."


def _note_burst(section, by) -> None:
    """Note the writing in the plan's trail, unless this person's last note of this section is fresh."""
    is_noted = history(section.plan).filter(
        actor=by,
        verb=PlanVerb.SECTION_WRITTEN,
        part_id=section.pk,
        at__gt=section.edited_at - WRITING_BURST,
    )
    if not is_noted.exists():
        record(
            PlanVerb.SECTION_WRITTEN,
            section.plan,
            by=by,
            detail=section.title,
            part_id=section.pk,
        )
