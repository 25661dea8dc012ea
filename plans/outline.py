"""The sections of a plan as people see them: in order, with their number and their state."""

from dataclasses import dataclass

from plans.models import PlanKind, Section
from regions.ownership import owner_of


@dataclass(frozen=True)
class Entry:
    """One line of the outline; `number` is empty for a foreword or colophon."""

    section: Section
    number: str

    @property
    def title(self) -> str:
        return f"{self.number} {self.section.title}".strip()

    @property
    def key(self) -> str:
        """The key of the section in letters: a template writes a number three times as slowly."""
        return str(self.section.pk)

    @property
    def edit_url(self) -> str:
        return f"/plannen/{self.section.plan_id}/onderdelen/{self.section.pk}/bewerken/"

    @property
    def owner(self) -> str:
        return owner_of(self.section)

    @property
    def state(self) -> str:
        if self.section.is_ready:
            return "klaar"
        return "leeg" if self.section.is_empty else "concept"


def outline(plan, *, with_bodies=True) -> list[Entry]:
    """Answer the present sections of `plan`, numbered, with their owners; one query, and one for who writes them.

    The sections of a werkagenda have the numbers of the national format, whatever is left out; its own ones have none.
    """
    has_format = plan.kind == PlanKind.WERKAGENDA
    entries, number = [], 0
    unused = ["search"] if with_bodies else ["search", "body"]
    for section in plan.sections.present().with_owner().defer(*unused).prefetch_related("assignees"):
        section.plan = plan
        number += section.is_numbered
        if has_format:
            entries.append(Entry(section, section.code.partition(":")[0] if section.is_numbered else ""))
        else:
            entries.append(Entry(section, str(number) if section.is_numbered else ""))
    return entries
