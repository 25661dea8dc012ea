"""Arranging a plan: the regiocoördinator adds, renames, orders, removes and assigns its sections."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max

from iza_portal.ordering import shifted
from iza_portal.trail.recording import record
from plans import rules
from plans.models import Regioplan, Section
from plans.verbs import PlanVerb
from plans.werkagenda.places import room_for_section
from regions.ownership import check_owner, tell_owner
from regions.roles import people_of_region


def _locked(plan, by) -> Regioplan:
    """Answer the plan, locked, so that two people who arrange it at once do so one after the other."""
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if not rules.may_arrange(by, plan):
        raise PermissionDenied("Dit plan kan nu niet worden ingedeeld.")
    return plan


def _present(plan, section) -> Section:
    """Answer the section as it stands in the plan now; someone else may have removed it meanwhile."""
    try:
        return plan.sections.present().get(pk=section.pk)
    except Section.DoesNotExist:
        raise ValidationError("Dit onderdeel is intussen weggehaald.") from None


def _next_position(plan) -> int:
    return (plan.sections.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def change_plan(plan, *, by, title, due_on) -> Regioplan:
    """Give the plan another title, or another day on which its text is due."""
    plan = _locked(plan, by)
    before = {"titel": plan.title, "af op": _iso(plan.due_on)}
    plan.title, plan.due_on = title, due_on
    plan.full_clean()
    plan.save(update_fields=["title", "due_on"])
    after = {"titel": plan.title, "af op": _iso(plan.due_on)}
    if before != after:
        record(PlanVerb.CHANGED, plan, by=by, before=before, after=after)
    return plan


@transaction.atomic
def add_section(plan, *, by, title, is_numbered=True) -> Section:
    """Add an empty section at the end."""
    plan = _locked(plan, by)
    section = Section(plan=plan, position=_next_position(plan), title=title, is_numbered=is_numbered)
    section.full_clean(exclude=["plan"])
    section.save()
    record(PlanVerb.SECTION_ADDED, plan, by=by, detail=title)
    return section


@transaction.atomic
def change_section(section, *, by, title, is_numbered, due_on, assignees, owner=None) -> Section:
    """Rename a section, number it or not, set its date, and say who writes and owns it (people of the region only).

    Who becomes the owner is told.
    """
    plan = _locked(section.plan, by)
    section = _present(plan, section)
    assignees = list(assignees)
    if set(assignees) - set(people_of_region(plan.region_id)):
        raise ValidationError({"assignees": "Kies mensen van organisaties die in deze regio meedoen."})
    was = section.owner_id
    check_owner(owner, now=was, region_id=plan.region_id)
    before = _facts(section)
    section.title, section.is_numbered, section.due_on, section.owner = title, is_numbered, due_on, owner
    section.full_clean(exclude=["plan"])
    section.save(update_fields=["title", "is_numbered", "due_on", "owner"])
    section.assignees.set(assignees)
    after = _facts(section)
    if before != after:
        event = record(PlanVerb.SECTION_CHANGED, plan, by=by, detail=title, before=before, after=after)
        what = f"“{title}” in “{plan}”"
        tell_owner(owner, was=was, by=by, what=what, path=section.get_absolute_url(), event=event)
    return section


def _facts(section) -> dict:
    """What a change of a section's facts can change, as the trail keeps it: people by their number, not their name."""
    return {
        "titel": section.title,
        "genummerd": section.is_numbered,
        "af op": _iso(section.due_on),
        "eigenaar": [section.owner_id] if section.owner_id else [],
        "schrijvers": sorted(section.assignees.values_list("pk", flat=True)),
    }


def _iso(day) -> str | None:
    return day.isoformat() if day else None


@transaction.atomic
def move_section(section, *, by, steps: int) -> None:
    """Move a section `steps` places down (up where negative), as far as there are places."""
    plan = _locked(section.plan, by)
    order = list(plan.sections.present().order_by("position"))
    section = _present(plan, section)
    old = order.index(section)
    new = shifted(order, old, steps)
    if new == old:
        return
    Section.objects.bulk_update(order, ["position"])
    record(
        PlanVerb.SECTION_ORDERED,
        plan,
        by=by,
        detail=section.title,
        before={"plaats": old + 1},
        after={"plaats": new + 1},
    )


@transaction.atomic
def remove_section(section, *, by) -> None:
    """Take a section out of the plan. Its text is kept, and can be put back with `restore_section`."""
    plan = _locked(section.plan, by)
    section = _present(plan, section)
    if section.aanpak:
        raise ValidationError(f"Deze tekst hoort bij aanpak {section.aanpak}. Laat de aanpak in haar geheel weg.")
    place = section.position
    section.position = None
    section.save(update_fields=["position"])
    plan.sections.present().filter(position__gt=place).update(position=F("position") - 1)
    record(PlanVerb.SECTION_REMOVED, plan, by=by, detail=section.title, before={"plaats": place})


@transaction.atomic
def restore_section(section, *, by) -> None:
    """Put a removed section back, at the end of the plan; one that is in the plan stays where it is.

    A section of the format of a werkagenda comes back in its place.
    """
    plan = _locked(section.plan, by)
    section = plan.sections.get(pk=section.pk)
    if section.position is not None:
        return
    if section.aanpak:
        raise ValidationError(f"Deze tekst hoort bij aanpak {section.aanpak}. Neem de aanpak weer op.")
    section.position = room_for_section(plan, section.code) if section.code else _next_position(plan)
    section.save(update_fields=["position"])
    record(PlanVerb.SECTION_RESTORED, plan, by=by, detail=section.title, after={"plaats": section.position})
