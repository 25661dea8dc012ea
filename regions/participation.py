"""Who takes part in a region, and as what: giving and ending roles, and following the reference data."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.reference.datasets import PROVENANCE, Outcome
from iza_portal.reference.models import Certainty
from iza_portal.trail.recording import record
from regions import rules
from regions.models import Participation, Region, RegionRole
from regions.models.participation import SINGLE_ROLES
from regions.verbs import RegionVerb


def organisations_of(region_id: int):
    """Answer the organisations that take part in the region now."""
    return Organisation.objects.filter(participations__region=region_id, participations__ended_on=None).distinct()


@transaction.atomic
def give_role(region, *, by, kind, name, role) -> Participation:
    """Let the organisation called `name` take part in the region as `role`, from today.

    An organisation that the portal does not know yet is made, where `rules.NEW_KINDS` has its kind. Raises
    `PermissionDenied`, or a `ValidationError` at the field that does not fit: the kind or the name that is no such
    organisation, the role that it or another one has already.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    kind, role = Kind(kind), RegionRole(role)
    if role not in rules.givable_roles(by, region):
        raise PermissionDenied
    if kind not in rules.KINDS_BY_ROLE[role]:
        raise ValidationError({"role": f"Een organisatie van de soort “{kind.label}” kan geen {role.label} zijn."})
    organisation = _organisation(kind, name)
    if not rules.may_give(by, region, role, organisation):
        raise ValidationError({"name": "Deze rol kunt u niet geven aan een organisatie waarvoor u zelf werkt."})
    for found in Participation.objects.current().filter(region=region, role=role).select_related("organisation"):
        if found.organisation == organisation:
            raise ValidationError({"name": f"{organisation} is dit al in deze regio."})
        if role in SINGLE_ROLES:
            raise ValidationError({"role": f"{found.organisation} is dit nu. Beëindig eerst die rol."})
    today = timezone.localdate()
    participation = Participation.objects.create(
        organisation=organisation,
        region=region,
        role=role,
        started_on=today,
        source="Vastgelegd in het portaal; de geschiedenis van de regio zegt door wie",
        peildatum=today,
        certainty=Certainty.VASTGESTELD,
    )
    record(RegionVerb.PARTICIPATION_ADDED, region, by=by, detail=_said(participation))
    return participation


def _organisation(kind: Kind, name: str) -> Organisation:
    """Answer the organisation of this kind and name, whatever the capitals; make it where that is allowed."""
    name = " ".join(name.split())
    found = Organisation.objects.filter(kind=kind, name__iexact=name).first()
    if found:
        return found
    if kind not in rules.NEW_KINDS:
        raise ValidationError({"name": f"Er is geen {kind.label} met de naam “{name}”."})
    Organisation(kind=kind, name=name).clean_fields()
    # Another region may be naming it at this moment: then it is made there, and taken here.
    return Organisation.objects.get_or_create(kind=kind, name=name)[0]


@transaction.atomic
def end_role(participation, *, by) -> Participation:
    """End a role from today; its people lose the rights that it gave. Raises `PermissionDenied` or `ValidationError`."""
    participation = (
        Participation.objects.select_for_update(of=["self"], no_key=True)
        .select_related("organisation", "region")
        .get(pk=participation.pk)
    )
    if participation.ended_on:
        raise ValidationError("Deze rol is intussen al beëindigd.")
    if not rules.may_end(by, participation):
        raise PermissionDenied
    participation.ended_on = timezone.localdate()
    participation.follows_data = False
    participation.save(update_fields=["ended_on", "follows_data"])
    record(RegionVerb.PARTICIPATION_ENDED, participation.region, by=by, detail=_said(participation))
    return participation


def _said(participation: Participation) -> str:
    return f"{participation.organisation}, {participation.get_role_display()}"


@transaction.atomic
def follow_data(stated: Sequence[Participation]) -> Outcome:
    """Bring the participations that no person touched in line with what the reference data states.

    What is stated and not there is added; what is no longer stated ends today. A role that a person gave or ended in a
    region stays as that person made it, and a remark says so.
    """
    today = timezone.localdate()
    rows = Participation.objects.select_for_update(no_key=True).order_by("pk")
    current = {_identity(row): row for row in rows if row.ended_on is None}
    made_by_people = {_identity(row) for row in rows if not row.follows_data}
    outcome = Outcome()
    changed, by_region = [], defaultdict(Counter)

    wanted = {_identity(row): row for row in stated}
    for identity, row in list(current.items()):
        if row.follows_data and identity not in wanted:
            row.ended_on = today
            changed.append(row)
            by_region[row.region_id]["beëindigd"] += 1
            del current[identity]
    holders = {(row.region_id, row.role): row for row in current.values() if row.role in SINGLE_ROLES}

    new = []
    for identity, row in wanted.items():
        found = current.get(identity)
        if found and found.follows_data and any(getattr(found, name) != getattr(row, name) for name in PROVENANCE):
            for name in PROVENANCE:
                setattr(found, name, getattr(row, name))
            changed.append(found)
            by_region[row.region_id]["bron bijgewerkt"] += 1
        elif found:
            outcome.unchanged += 1
        elif identity in made_by_people or (row.region_id, row.role) in holders:
            outcome.remarks.append(f"left as people made it: {row}")
            outcome.unchanged += 1
        else:
            row.follows_data = True
            new.append(row)
            by_region[row.region_id]["toegevoegd"] += 1
    Participation.objects.bulk_update(changed, [*PROVENANCE, "ended_on"])
    Participation.objects.bulk_create(new)
    for region in Region.objects.filter(pk__in=by_region):
        record(RegionVerb.PARTICIPATIONS_LOADED, region, by=None, after=dict(by_region[region.pk]))
    outcome.new, outcome.changed = len(new), len(changed)
    return outcome


def _identity(row: Participation) -> tuple[int, int, str]:
    return row.organisation_id, row.region_id, row.role
