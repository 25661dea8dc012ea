"""Mandates: an organisation lets another one do something for it in a region, and ends that."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import Function, Organisation
from iza_portal.trail.recording import record
from regions.models import Bevoegdheid, Mandaat, Region
from regions.participation import organisations_of
from regions.roles import acting_roles_in
from regions.verbs import RegionVerb

#: Who speaks for the organisation in this: an official prepares a mandate, a bestuurder gives it (domain: section F).
GIVING_FUNCTIONS = {Function.BESTUURDER}


def may_give(user, region: Region) -> bool:
    """May this person give a mandate in the region for the organisation whose hat is on, and end one of it?"""
    return any(role.function in GIVING_FUNCTIONS for role in acting_roles_in(user, region.pk))


@transaction.atomic
def give_mandate(region, *, by, holder: Organisation, ground: str, started_on: date) -> Mandaat:
    """Let people of `holder` note what the organisation whose hat is on decided; `ground` is its own decision to do so."""
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not may_give(by, region):
        raise PermissionDenied("Een bestuurder van de organisatie geeft het mandaat.")
    if started_on > timezone.localdate():
        raise ValidationError({"started_on": "Deze dag moet nog komen. Leg het mandaat vast als het ingaat."})
    if not organisations_of(region.pk).filter(pk=holder.pk).exists():
        raise ValidationError({"holder": "Kies een organisatie die in deze regio meedoet."})
    if holder == by.hat:
        raise ValidationError({"holder": "Uw eigen organisatie heeft geen mandaat van zichzelf nodig."})
    mandate = Mandaat(
        region=region,
        giver=by.hat,
        holder=holder,
        what=Bevoegdheid.BESLUIT_VASTLEGGEN,
        ground=ground,
        started_on=started_on,
        by=by,
    )
    mandate.full_clean(exclude=["region", "giver", "by"], validate_unique=False, validate_constraints=False)
    if region.mandaten.current().filter(giver=by.hat, holder=holder, what=mandate.what).exists():
        raise ValidationError({"holder": f"{holder} heeft dit mandaat al."})
    mandate.save()
    record(RegionVerb.MANDATE_GIVEN, region, by=by, detail=f"{mandate.giver} aan {holder}", part_id=mandate.pk)
    return mandate


@transaction.atomic
def end_mandate(mandate, *, by) -> Mandaat:
    """End a mandate from today; ending it twice changes nothing. Who gave it, or another bestuurder there, may."""
    region = Region.objects.select_for_update(no_key=True).get(pk=mandate.region_id)
    mandate = region.mandaten.select_related("giver", "holder").get(pk=mandate.pk)
    if not may_give(by, region) or by.hat != mandate.giver:
        raise PermissionDenied("Een bestuurder van de organisatie beëindigt het mandaat.")
    if mandate.ended_on is None:
        mandate.ended_on = timezone.localdate()
        mandate.save(update_fields=["ended_on"])
        detail = f"{mandate.giver} aan {mandate.holder}"
        record(RegionVerb.MANDATE_ENDED, region, by=by, detail=detail, part_id=mandate.pk)
    return mandate
