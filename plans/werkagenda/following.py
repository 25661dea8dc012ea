"""What the national format asks otherwise than a werkagenda that is being made has, and taking that over."""

from dataclasses import dataclass, field

from django.db import transaction

from iza_portal.trail.recording import record
from plans.models import Opgave, Regioplan, Section
from plans.verbs import PlanVerb
from plans.werkagenda import template
from plans.werkagenda.choosing import add_part, held, take_up


@dataclass(frozen=True)
class Changes:
    """How the format differs from what a werkagenda has.

    `new_mandatory` are aanpakken that it asks for and that were never there; `now_mandatory` and `now_optional` those of
    which that changed, as they stand in the plan; `dropped` those that the format has no more. `new_parts` are sections that
    it asks for and that were never there; `guidance` those for which it says something else.
    """

    new_mandatory: list[template.Aanpak] = field(default_factory=list)
    now_mandatory: list[Opgave] = field(default_factory=list)
    now_optional: list[Opgave] = field(default_factory=list)
    dropped: list[Opgave] = field(default_factory=list)
    new_parts: list[template.Part] = field(default_factory=list)
    guidance: list[tuple[Section, str]] = field(default_factory=list)

    @property
    def can_be_followed(self) -> bool:
        """Is there something to take over? What the format dropped stays in the plan."""
        return bool(self.new_mandatory or self.now_mandatory or self.now_optional or self.new_parts or self.guidance)

    @property
    def are_there(self) -> bool:
        return self.can_be_followed or bool(self.dropped)


def changes_of(plan: Regioplan) -> Changes:
    """Answer what the format asks now, otherwise than the werkagenda has; two queries."""
    known = template.aanpakken()
    opgaven = {opgave.aanpak: opgave for opgave in plan.opgaven.exclude(aanpak="").order_by("aanpak")}
    sections = {
        section.code: section for section in plan.sections.exclude(code="").defer("body", "plain_text", "search")
    }
    present = {code for code, opgave in opgaven.items() if opgave.position is not None}
    asked = template.parts(present)
    return Changes(
        new_mandatory=[each for code, each in known.items() if each.is_mandatory and code not in opgaven],
        now_mandatory=[opgave for code, opgave in opgaven.items() if code in known and _rises(opgave, known[code])],
        now_optional=[
            opgave
            for code, opgave in opgaven.items()
            if code in known and opgave.is_mandatory > known[code].is_mandatory
        ],
        dropped=[opgave for code, opgave in opgaven.items() if code not in known and opgave.position is not None],
        new_parts=[part for part in asked if part.code not in sections],
        guidance=[
            (sections[part.code], part.guidance)
            for part in asked
            if part.code in sections and sections[part.code].guidance != part.guidance
        ],
    )


def _rises(opgave: Opgave, aanpak: template.Aanpak) -> bool:
    return aanpak.is_mandatory and not opgave.is_mandatory


@transaction.atomic
def follow_format(plan, *, by) -> Changes:
    """Take over what the format asks now; answer what that was. No text, goal or number that is there changes.

    New mandatory parts are added, empty; an aanpak that was left out and is mandatory now comes back, for leaving that out
    takes a motive.
    """
    plan = held(plan, by)
    changes = changes_of(plan)
    if not changes.can_be_followed:
        return changes
    for opgave in changes.now_mandatory:
        if opgave.position is None:
            take_up(plan, opgave.aanpak, by=by)
    plan.opgaven.filter(pk__in=[opgave.pk for opgave in changes.now_mandatory]).update(is_mandatory=True)
    plan.opgaven.filter(pk__in=[opgave.pk for opgave in changes.now_optional]).update(is_mandatory=False)
    for aanpak in changes.new_mandatory:
        take_up(plan, aanpak.code, by=by)
    there = set(plan.sections.exclude(code="").values_list("code", flat=True))
    for part in changes.new_parts:
        if part.code not in there:
            add_part(plan, part)
    for section, guidance in changes.guidance:
        plan.sections.filter(pk=section.pk).update(guidance=guidance)
    after = {
        "nieuwe aanpakken": ", ".join(each.code for each in changes.new_mandatory),
        "nu verplicht": ", ".join(each.aanpak for each in changes.now_mandatory),
        "niet meer verplicht": ", ".join(each.aanpak for each in changes.now_optional),
        "nieuwe onderdelen": ", ".join(each.title for each in changes.new_parts),
        "andere uitleg": ", ".join(section.title for section, _ in changes.guidance),
    }
    record(PlanVerb.FORMAT_FOLLOWED, plan, by=by, after={name: said for name, said in after.items() if said})
    return changes
