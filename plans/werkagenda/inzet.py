"""What a region agrees on for the streefwaarden of an aanpak: how much in which year, and why where it deviates."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans import rules
from plans.models import FROZEN_STATES, Inzet, Opgave, Regioplan
from plans.verbs import PlanVerb
from plans.werkagenda import template
from plans.werkagenda.template import Streefwaarde, bounds_in_words, in_number

#: The years of the way to full coverage: the streefwaarden hold in the last one (domain: B13, B15).
YEARS = (2027, 2028, 2029, 2030)
LONGEST_MOTIVE = 2000
_MOST = Decimal(1_000_000)


@dataclass(frozen=True)
class Line:
    """A streefwaarde of an aanpak with what the region agreed on for it; `asked` is None once the format dropped it.

    What colleges decide on (`is_frozen`) is held against what the format asked when it was agreed on.
    """

    asked: Streefwaarde | None
    inzet: Inzet | None
    is_frozen: bool = False

    @property
    def _asks(self) -> Streefwaarde | Inzet:
        return self.inzet if self.is_frozen or self.asked is None else self.asked

    @property
    def code(self) -> str:
        return self.asked.code if self.asked else self.inzet.streefwaarde

    @property
    def what(self) -> str:
        return self._asks.what

    @property
    def unit(self) -> str:
        return self._asks.unit

    @property
    def bounds(self) -> str:
        return bounds_in_words(self._asks.least, self._asks.most, self._asks.unit)

    @property
    def is_dropped(self) -> bool:
        """Does the format ask for it no more, while the region still works on it?"""
        return self.asked is None and not self.is_frozen

    @property
    def is_changed(self) -> bool:
        """Did the format ask for something else when this was agreed on?"""
        if not self.asked or not self.inzet or self.is_frozen:
            return False
        return (self.asked.least, self.asked.most, self.asked.unit) != (
            self.inzet.least,
            self.inzet.most,
            self.inzet.unit,
        )

    @property
    def was(self) -> str:
        """What the format asked when this was agreed on."""
        return bounds_in_words(self.inzet.least, self.inzet.most, self.inzet.unit)

    @property
    def values(self) -> list[tuple[int, str]]:
        """What is agreed on for each year, in Dutch notation."""
        path = self.inzet.path if self.inzet else {}
        return [(year, in_number(Decimal(path[str(year)])) if str(year) in path else "") for year in YEARS]

    @property
    def goal(self) -> Decimal | None:
        """What is agreed on for the last year."""
        said = self.inzet.path.get(str(YEARS[-1])) if self.inzet else None
        return None if said is None else Decimal(said)

    @property
    def has_path(self) -> bool:
        """Is there a goal for the last year, and at least one step on the way to it?"""
        return self.goal is not None and len(self.inzet.path) > 1

    @property
    def deviates(self) -> bool:
        return self.goal is not None and deviates(self.goal, self._asks.least, self._asks.most)

    @property
    def lacks_motive(self) -> bool:
        return self.deviates and not self.inzet.motive


def deviates(goal: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    """Does this value lie outside these bounds?"""
    return (least is not None and goal < least) or (most is not None and goal > most)


def lines_of(opgave: Opgave, inzetten) -> list[Line]:
    """Answer the streefwaarden of an aanpak in their order, each with its inzet; those that the format dropped come last.

    Of a plan that colleges decide on only those for which something is agreed on.
    """
    is_frozen = opgave.plan.status in FROZEN_STATES
    own = {inzet.streefwaarde: inzet for inzet in inzetten}
    asked = template.streefwaarden_of(opgave.aanpak) if opgave.aanpak else []
    lines = [Line(each, own.pop(each.code, None), is_frozen) for each in asked]
    lines += [Line(None, inzet, is_frozen) for inzet in own.values()]
    return [line for line in lines if line.inzet or not is_frozen]


def lines_of_each(opgaven: list[Opgave]) -> dict[int, list[Line]]:
    """Answer the lines of these opgaven by their keys; one query for all of them."""
    inzetten = {opgave.pk: [] for opgave in opgaven}
    known = {opgave.pk: opgave for opgave in opgaven}
    for inzet in Inzet.objects.filter(opgave__in=inzetten).order_by("pk"):
        inzet.opgave = known[inzet.opgave_id]
        inzetten[inzet.opgave_id].append(inzet)
    return {opgave.pk: lines_of(opgave, inzetten[opgave.pk]) for opgave in opgaven}


@transaction.atomic
def agree_inzet(
    opgave, streefwaarde: str, *, by, version: int, path: dict[int, Decimal | None], motive: str = ""
) -> Inzet | None:
    """Note what the region does for a streefwaarde of this aanpak: a value for each year of `YEARS`, or None where not yet.

    `version` is that of what the person saw, 0 where there was nothing. Without any value what was noted is removed, and
    None answered. Raises `OutdatedVersion` where somebody else noted something meanwhile, `PermissionDenied` with the
    reason, and `ValidationError` at its field: a value outside the bounds asks for a motive.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=opgave.plan_id)
    opgave = plan.opgaven.present().prefetch_related("partijen").filter(pk=opgave.pk).first()
    if opgave is None:
        raise ValidationError("Deze aanpak is intussen weggelaten.")
    opgave.plan = plan
    if reason := rules.why_opgave_not_writable(by, opgave):
        raise PermissionDenied(reason)
    asked = next((each for each in template.streefwaarden_of(opgave.aanpak) if each.code == streefwaarde), None)
    inzet = opgave.inzetten.filter(streefwaarde=streefwaarde).first()
    if asked is None and inzet is None:
        raise ValidationError("Deze streefwaarde staat niet in het format.")
    if version != (inzet.version if inzet else 0):
        if inzet is None:
            raise ValidationError("Dit is intussen leeggemaakt. Sla nog eens op om het terug te zetten.")
        raise OutdatedVersion(inzet)
    before = facts_of(inzet) if inzet else {}
    said = _checked(path)
    if not said and motive.strip():
        raise ValidationError({"motive": "Vul ook in wat u bereikt, of maak deze uitleg leeg."})
    if not said:
        return _remove(plan, opgave, inzet, by)
    inzet = inzet or Inzet(opgave=opgave, streefwaarde=streefwaarde, version=0)
    if asked:
        inzet.what, inzet.unit, inzet.least, inzet.most = asked.what, asked.unit, asked.least, asked.most
    inzet.path, inzet.motive = said, motive.strip()
    _check_motive(Line(asked, inzet))
    after = facts_of(inzet)
    if before == after and not inzet._state.adding:
        # The bounds may be new, and are kept with it.
        inzet.save(update_fields=["what", "unit", "least", "most"])
        return inzet
    inzet.version += 1
    inzet.save()
    _record(plan, opgave, inzet, by, before, after)
    return inzet


def _remove(plan, opgave, inzet, by) -> None:
    if inzet:
        _record(plan, opgave, inzet, by, facts_of(inzet), {})
        inzet.delete()


def _checked(path: dict[int, Decimal | None]) -> dict[str, str]:
    said = {year: value for year, value in path.items() if value is not None}
    if unknown := set(said) - set(YEARS):
        raise ValidationError(f"Het ingroeipad loopt van {YEARS[0]} tot en met {YEARS[-1]}, niet tot {max(unknown)}.")
    for year, value in said.items():
        if not 0 <= value <= _MOST:
            raise ValidationError({f"year_{year}": "Vul een getal van nul of hoger in."})
    return {str(year): str(said[year].normalize() + 0) for year in YEARS if year in said}


def _check_motive(line: Line) -> None:
    motive = line.inzet.motive
    if len(motive) > LONGEST_MOTIVE:
        raise ValidationError({"motive": f"Gebruik ten hoogste {LONGEST_MOTIVE} tekens."})
    if line.lacks_motive:
        words = f"De streefwaarde is {line.bounds}. Leg uit waarom de regio daarvan afwijkt."
        raise ValidationError({"motive": words})


def facts_of(inzet: Inzet) -> dict[str, str]:
    """Answer what it says, by labels: what a page shows, and what the history keeps."""
    values = Line(None, inzet).values
    return {str(year): value for year, value in values} | {"waarom de regio afwijkt": inzet.motive}


def _record(plan, opgave, inzet, by, before, after) -> None:
    changed = [name for name in (after or before) if before.get(name, "") != after.get(name, "")]
    record(
        PlanVerb.INZET_AGREED,
        plan,
        by=by,
        detail=f"“{inzet.what}” bij {opgave.aanpak} {opgave.title}",
        part_id=opgave.pk,
        before={name: before.get(name, "") for name in changed},
        after={name: after.get(name, "") for name in changed},
    )
