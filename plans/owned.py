"""What lies with whom in plans: the sections that a person owns or writes, and when they are due."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from iza_portal.notices.due import Due
from plans.models import Regioplan, Section, Status
from regions.progress import progress_of_each
from regions.work import ONDERDEEL, Part, parts_in


def open_sections() -> QuerySet[Section]:
    """Answer the sections that are still to be made ready."""
    return Section.objects.present().filter(is_ready=False, plan__status=Status.CONCEPT)


def parts_of(user, plans: list[Regioplan]) -> list[Part]:
    """Answer the sections of those of `plans` that are a concept, each with whether the person writes it; one query.

    Each plan gets its `progress`.
    """
    if not plans:
        return []
    writes = Exists(Section.assignees.through.objects.filter(section=OuterRef("pk"), user=user))
    parts = parts_in(Section.objects.present(), plans, "plan", ONDERDEEL, is_written_by=writes)
    progress_of_each(plans, parts)
    concepts = {plan.pk for plan in plans if plan.status == Status.CONCEPT}
    return [part for part in parts if part.whole_id in concepts]


def due_of(until: date, person_id: int | None) -> list[Due]:
    """Answer what is due in plans, as `iza_portal.notices.due.Source` asks."""
    sections = open_sections().with_owner().filter(due_on__lte=until, owner__isnull=False, owner_takes_part=True)
    if person_id:
        sections = sections.filter(owner=person_id)
    return [
        Due(
            section.owner_id,
            f"onderdeel:{section.pk}",
            f"“{section}” in “{section.plan}”",
            section.get_absolute_url(),
            section.due_on,
        )
        for section in sections.select_related("plan").defer("body", "plain_text", "search")
    ]
