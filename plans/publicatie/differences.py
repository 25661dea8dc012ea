"""What two versions of a plan say other: their opgaven row by row, in words, and their texts as the history does."""

from dataclasses import dataclass, replace

from iza_portal.writing.history.sides import Compared, Part, Side, compare_parts, matched, show_parts
from iza_portal.writing.pictures.copying import renamed
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from plans.models import Inzet, Opgave, PlanKind, Regioplan
from plans.opgaven.reading import opgaven_of
from plans.opgaven.rows import kind_of
from plans.opgaven.wording import facts_of, in_dutch
from plans.outline import outline
from plans.werkagenda import inzet
from plans.werkagenda.inzet import lines_of_each


@dataclass(frozen=True)
class Difference:
    """A row that is `new`, `gone` or `changed`; of a changed one the facts, each with what it was and what it is."""

    what: str
    name: str
    state: str
    facts: tuple[tuple[str, str, str], ...] = ()


def differences(old: Regioplan, new: Regioplan) -> list[Difference]:
    """Answer what the opgaven of `new` say other than those of `old`, in the order of the new ones; the gone ones last."""
    before, after = _rows(old), _rows(new)
    found = []
    for key, row in after.items():
        if key not in before:
            found.append(Difference(_noun(row), _name(row), "new"))
        elif changed := _changed(before[key], row):
            found.append(Difference(_noun(row), _name(row), "changed", changed))
    return found + [Difference(_noun(row), _name(row), "gone") for key, row in before.items() if key not in after]


def text_differences(old: Regioplan, new: Regioplan, *, only: int | None = None) -> list[Compared]:
    """Answer the sections that are new, gone, changed or called otherwise, each with what differs; `only`: that one.

    A section is the same one by its key, whatever it is called.
    """
    before, after = _side(old), _side(new)
    parts = matched(replace(before, parts=_with_pictures_of(after.parts, before.parts)), after)
    compare_parts(parts, only=only)
    show_parts(parts, only=only)
    return [part for part in parts if part.is_told and only in (None, part.place)]


def _side(plan: Regioplan) -> Side:
    entries = outline(plan)
    settle(entry.section for entry in entries)
    return Side(
        plan.title,
        None,
        [
            Part(
                entry.title,
                entry.section.document_id,
                str(entry.section.key),
                entry.section.body,
                None,
                f"onderdeel-{entry.section.pk}-{entry.section.version}",
            )
            for entry in entries
        ],
    )


def _with_pictures_of(new: list[Part], old: list[Part]) -> list[Part]:
    """Let the old texts name the pictures that came along as the new ones do, so that the same picture is no difference."""
    pictures = pictures_of([(part.document, part.body) for part in [*new, *old]])
    named = {
        part.key: {each["sha256"]: each["pk"] for each in own}
        for part, own in zip(new, pictures[: len(new)], strict=True)
    }
    result = []
    for part, own in zip(old, pictures[len(new) :], strict=True):
        now = named.get(part.key, {})
        keys = {each["pk"]: now[each["sha256"]] for each in own if each["sha256"] in now}
        result.append(replace(part, body=renamed(part.body, keys), name=f"{part.name}-pictures") if keys else part)
    return result


def _rows(plan) -> dict:
    """Answer every row by what makes it the same one in another version, in the order of the page."""
    rows, opgaven = {}, opgaven_of(plan)
    lines = lines_of_each(opgaven) if plan.kind == PlanKind.WERKAGENDA else {}
    for opgave in opgaven:
        below = [opgave, *opgave.doelen.all()]
        for actie in opgave.acties.all():
            below += [actie, *actie.mijlpalen.all()]
        below += opgave.dekkingen.all()
        rows |= {(kind_of(row).name, row.key): row for row in below}
        agreed = [line.inzet for line in lines.get(opgave.pk, []) if line.inzet]
        rows |= {("inzet", opgave.key, each.streefwaarde): each for each in agreed}
        rows |= {("partij", opgave.key, each.organisation_id, each.part): each for each in opgave.partijen.all()}
    return rows


def _changed(old, new) -> tuple:
    facts = inzet.facts_of if isinstance(new, Inzet) else facts_of
    was, now = facts(old), facts(new)
    return tuple((label, was[label], now[label]) for label in now if was[label] != now[label])


def _noun(row) -> str:
    if isinstance(row, Opgave):
        return row.plan.noun
    return str(row._meta.verbose_name)


def _name(row) -> str:
    if isinstance(row, Inzet):
        return f"{row} bij {row.opgave}"
    if hasattr(row, "stream"):
        return f"{row.get_stream_display()} {row.year}, € {in_dutch(row.amount)}"
    if hasattr(row, "part"):
        return f"{row.organisation} ({row.get_part_display()}) bij {row.opgave}"
    return str(row)
