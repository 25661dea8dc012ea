"""Saying that a section is ready, or not yet."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Regioplan, Section
from plans.verbs import PlanVerb


@transaction.atomic
def mark_ready(section, *, by, is_ready: bool) -> Section:
    """Note whether the section is ready; who may write in it may say so. Saying it twice changes nothing."""
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=section.plan_id)
    section = Section.objects.present().select_for_update(no_key=True).get(pk=section.pk)
    section.plan = plan
    if not rules.may_write(by, section):
        raise PermissionDenied
    if section.is_ready != is_ready:
        section.is_ready = is_ready
        section.save(update_fields=["is_ready"])
        verb = PlanVerb.SECTION_READY if is_ready else PlanVerb.SECTION_REOPENED
        record(verb, plan, by=by, detail=section.title)
    return section
