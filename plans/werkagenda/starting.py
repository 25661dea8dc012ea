"""Beginning a werkagenda D5 beside the regioplan, with all that the national format asks for."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Opgave, PlanKind, Regioplan, Section
from plans.verbs import PlanVerb
from plans.werkagenda import template
from regions.models import Region

#: The agreements of the AZWA that a werkagenda works out are of 2026.
FIRST_EDITION = 2026


@transaction.atomic
def start_werkagenda(
    region, *, by, edition: int, title: str, due_on: date | None = None, optional: Iterable[str] = ()
) -> Regioplan:
    """Begin the werkagenda of `region` for `edition` (a year), with the mandatory aanpakken and these `optional` ones.

    It stands beside the regioplan, and needs none. Raises `ValidationError` where there is one already.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not rules.may_start(by, region):
        raise PermissionDenied
    if edition < FIRST_EDITION:
        raise ValidationError({"edition": f"Werkagenda’s zijn er vanaf {FIRST_EDITION}."})
    optional = set(optional)
    chosen = [each for each in template.aanpakken().values() if each.is_mandatory or each.code in optional]
    if unknown := optional - {each.code for each in chosen}:
        raise ValidationError({"optional": f"Deze aanpak staat niet in het format: {min(unknown)}."})
    plan = Regioplan(region=region, kind=PlanKind.WERKAGENDA, edition=edition, title=title, due_on=due_on)
    plan.full_clean()
    plan.save()
    Section.objects.bulk_create(
        section_of(plan, part, position)
        for position, part in enumerate(template.parts({each.code for each in chosen}), start=1)
    )
    Opgave.objects.bulk_create(opgave_of(plan, aanpak, position) for position, aanpak in enumerate(chosen, start=1))
    after = {"editie": edition, "titel": title, "aanpakken": ", ".join(each.code for each in chosen)}
    record(PlanVerb.WERKAGENDA_STARTED, plan, by=by, after=after)
    return plan


def section_of(plan: Regioplan, part: template.Part, position: int) -> Section:
    """Make the section of a part of the format, not saved."""
    return Section(plan=plan, position=position, code=part.code, title=part.title, guidance=part.guidance)


def opgave_of(plan: Regioplan, aanpak: template.Aanpak, position: int) -> Opgave:
    """Make the row of an aanpak of the format, not saved."""
    return Opgave(
        plan=plan,
        position=position,
        aanpak=aanpak.code,
        is_mandatory=aanpak.is_mandatory,
        title=aanpak.title,
        summary=aanpak.guidance,
        onderdelen=["G"],
        ketenaanpakken=[aanpak.ketenaanpak] if aanpak.ketenaanpak else [],
    )
