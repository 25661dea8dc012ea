"""Which aanpakken a werkagenda works out: leaving one out, and taking it up (again)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Opgave, PlanKind, Regioplan, Section
from plans.verbs import PlanVerb
from plans.werkagenda import template
from plans.werkagenda.places import room_for_aanpak, room_for_section
from plans.werkagenda.starting import opgave_of, section_of

LONGEST_MOTIVE = 2000
NEEDS_MOTIVE = "Deze aanpak is verplicht. Leg uit waarom de regio de aanpak niet uitwerkt."


def may_choose(user, plan: Regioplan) -> bool:
    """Leave aanpakken out and take them up: the regiocoördinator, while the werkagenda is a concept."""
    return plan.kind == PlanKind.WERKAGENDA and rules.may_arrange(user, plan)


def held(plan, by) -> Regioplan:
    """Answer the werkagenda, held; who may not choose in it now is refused."""
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if not may_choose(by, plan):
        raise PermissionDenied("De regiocoördinator kiest de aanpakken, zolang de werkagenda een concept is.")
    return plan


@transaction.atomic
def leave_out(plan, code: str, *, by, motive: str = "") -> Opgave:
    """Take the aanpak with this code out of the werkagenda, with its texts; all is kept and can be taken up again.

    A mandatory one only with a motive, which stands in the werkagenda in its place. Raises `ValidationError`.
    """
    plan = held(plan, by)
    opgave = plan.opgaven.present().filter(aanpak=code).first() if code else None
    if opgave is None:
        raise ValidationError("Deze aanpak staat niet meer in de werkagenda.")
    motive = motive.strip()
    if opgave.is_mandatory and not motive:
        raise ValidationError({"motive": NEEDS_MOTIVE})
    if len(motive) > LONGEST_MOTIVE:
        raise ValidationError({"motive": f"Gebruik ten hoogste {LONGEST_MOTIVE} tekens."})
    place, opgave.position, opgave.waiver = opgave.position, None, motive
    opgave.save(update_fields=["position", "waiver"])
    plan.opgaven.filter(position__gt=place).update(position=F("position") - 1)
    for section in plan.sections.present().filter(code__startswith=f"{code}:").order_by("-position"):
        plan.sections.filter(pk=section.pk).update(position=None)
        plan.sections.filter(position__gt=section.position).update(position=F("position") - 1)
    after = {"waarom": motive} if motive else None
    record(PlanVerb.AANPAK_LEFT_OUT, plan, by=by, detail=_named(opgave), part_id=opgave.pk, after=after)
    return opgave


@transaction.atomic
def take_up(plan, code: str, *, by) -> Opgave:
    """Put the aanpak with this code in the werkagenda, in its place: as it was, or new from the format.

    One that is there stays as it is. Raises `ValidationError` for one that neither the plan nor the format knows.
    """
    plan = held(plan, by)
    opgave = plan.opgaven.filter(aanpak=code).first() if code else None
    if opgave and opgave.position is not None:
        return opgave
    asked = template.aanpakken().get(code)
    if opgave is None and asked is None:
        raise ValidationError("Deze aanpak staat niet in het format.")
    opgave = opgave or opgave_of(plan, asked, None)
    opgave.position = room_for_aanpak(plan, code)
    opgave.waiver = ""
    opgave.save()
    _take_up_texts(plan, code, asked)
    record(PlanVerb.AANPAK_TAKEN_UP, plan, by=by, detail=_named(opgave), part_id=opgave.pk)
    return opgave


def _take_up_texts(plan: Regioplan, code: str, asked: template.Aanpak | None) -> None:
    """Put the texts of an aanpak back in their order, and add those that the format asks for and that were never there."""
    kept = set(plan.sections.filter(code__startswith=f"{code}:").values_list("code", flat=True))
    new = {part.code: part for part in template.parts_of(asked)} if asked else {}
    codes = [*new, *sorted(kept - new.keys())]
    if not codes:
        return
    first = room_for_section(plan, codes[0], len(codes))
    for position, each in enumerate(codes, start=first):
        if each in kept:
            plan.sections.filter(code=each).update(position=position)
        else:
            section_of(plan, new[each], position).save()


def add_part(plan: Regioplan, part: template.Part) -> Section:
    """Put a section that the format asks for in its place; inside the caller's transaction, who holds the plan."""
    section = section_of(plan, part, room_for_section(plan, part.code))
    section.save()
    return section


def _named(opgave: Opgave) -> str:
    return f"{opgave.aanpak} {opgave.title}"
