"""The sections of a plan as people see them: in order, with their number and their state."""

from collections import defaultdict
from dataclasses import dataclass

from iza_portal.accounts.models import User
from iza_portal.rows import Columns, many
from plans.models import PlanKind, Section
from regions.ownership import owner_of
from regions.roles import takes_part_sql

# The body is large and rarely asked for; what is searched in is never read.
_SECTION = Columns(Section, "section", without=("body", "search"))
_PERSON = Columns(User, "person")
# Written out, for every page that shows the text of a plan asks it.
_SECTIONS = f"""
    SELECT {_SECTION.sql}, {takes_part_sql("section.owner_id", "plan.region_id")}, {_PERSON.sql}
    FROM plans_section section
    JOIN plans_regioplan plan ON plan.id = section.plan_id
    LEFT JOIN accounts_user person ON person.id = section.owner_id
    WHERE section.plan_id = %s AND section.position IS NOT NULL
    ORDER BY section.position
"""  # noqa: S608 (the names of columns)
_WRITERS = f"""
    SELECT writer.section_id, {_PERSON.sql}
    FROM plans_section section
    JOIN plans_section_assignees writer ON writer.section_id = section.id
    JOIN accounts_user person ON person.id = writer.user_id
    WHERE section.plan_id = %s AND section.position IS NOT NULL
    ORDER BY person.name, person.id
"""  # noqa: S608 (the names of columns)


@dataclass(frozen=True)
class Entry:
    """One line of the outline; `number` is empty for a foreword or colophon, `writers` are who is assigned to write it."""

    section: Section
    number: str
    writers: list[User]

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
    """Answer the present sections of `plan`, numbered, with owners and writers; two queries, and one for the bodies.

    The sections of a werkagenda have the numbers of the national format, whatever is left out; its own ones have none.
    """
    has_format = plan.kind == PlanKind.WERKAGENDA
    entries, count, writers = [], 0, _writers_of(plan)
    for section in _sections_of(plan, with_bodies=with_bodies):
        section.plan = plan
        count += section.is_numbered
        number = section.code.partition(":")[0] if has_format else str(count)
        entries.append(Entry(section, number if section.is_numbered else "", writers[section.pk]))
    return entries


def _sections_of(plan, *, with_bodies: bool) -> list[Section]:
    sections = []
    for row in many(_SECTIONS, plan.pk):
        columns, takes_part, owner = row[: _SECTION.count], row[_SECTION.count], row[_SECTION.count + 1 :]
        section = _SECTION.made(columns)
        section.owner = _PERSON.made(owner) if section.owner_id else None
        section.owner_takes_part = takes_part
        sections.append(section)
    if with_bodies:
        # By key, for one that is removed between the two questions is shown as it was.
        shown = [section.pk for section in sections]
        bodies = dict(Section.objects.filter(pk__in=shown).values_list("pk", "body"))
        for section in sections:
            section.body = bodies[section.pk]
    return sections


def _writers_of(plan) -> dict[int, list[User]]:
    writers = defaultdict(list)
    for section, *person in many(_WRITERS, plan.pk):
        writers[section].append(_PERSON.made(person))
    return writers
