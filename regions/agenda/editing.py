"""The dates that a region sets for itself: added, changed and taken away by the regiocoördinator."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from regions.agenda.audience import names_of
from regions.models import Regiodatum, Region
from regions.roles import coordinates, roles_in
from regions.verbs import RegionVerb

#: What is said of a date; each is a field of `Regiodatum`.
FIELDS = ("what", "on", "starts_at", "ends_at", "place", "note", "domeinen", "audience", "is_provisional")


def may_read(user, region: Region) -> bool:
    """See the dates that the region set: its people, under any hat."""
    return user.is_authenticated and bool(roles_in(user, region.pk))


def may_set(user, region: Region) -> bool:
    """Add, change and take away dates of the region: its regiocoördinator."""
    return coordinates(user, region.pk)


def _locked(region, by) -> Region:
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not may_set(by, region):
        raise PermissionDenied("De regiocoördinator houdt de datums van de regio bij.")
    return region


def facts_of(datum: Regiodatum) -> dict:
    """Answer what is said of the date, by label."""
    return {
        "wat": datum.what,
        "datum": datum.on.isoformat(),
        "van": datum.starts_at and f"{datum.starts_at:%H:%M}",
        "tot": datum.ends_at and f"{datum.ends_at:%H:%M}",
        "waar": datum.place,
        "toelichting": datum.note,
        "onderdelen": ", ".join(datum.domeinen),
        "voor wie": names_of(datum.audience),
        "voorlopig": "ja" if datum.is_provisional else "nee",
    }


def _say(datum: Regiodatum, said: dict) -> None:
    for name in FIELDS:
        setattr(datum, name, said[name])
    if datum.ends_at and not datum.starts_at:
        raise ValidationError({"starts_at": "Vul ook in hoe laat het begint."})
    if datum.ends_at and datum.ends_at <= datum.starts_at:
        raise ValidationError({"ends_at": "Dit is niet na het begin."})
    datum.full_clean(exclude=["region", "by"], validate_unique=False, validate_constraints=False)


@transaction.atomic
def add_date(region, *, by, **said) -> Regiodatum:
    """Set a date for the region; `said` has a value for each of `FIELDS`. Raises `ValidationError` at what does not fit."""
    region = _locked(region, by)
    datum = Regiodatum(region=region, by=by)
    _say(datum, said)
    datum.save()
    record(RegionVerb.DATE_SET, region, by=by, detail=datum.what, part_id=datum.pk, after=facts_of(datum))
    return datum


@transaction.atomic
def change_date(datum, *, by, version: int, **said) -> Regiodatum:
    """Change a date that the person saw as it was at `version`; of the same again nothing is kept.

    Raises `OutdatedVersion`, with the date as it stands, where somebody else changed it meanwhile.
    """
    region = _locked(datum.region, by)
    datum = _still_there(region, datum)
    if version != datum.version:
        raise OutdatedVersion(datum)
    before = facts_of(datum)
    _say(datum, said)
    after = facts_of(datum)
    if after != before:
        datum.version += 1
        datum.by = by
        datum.save()
        changed = {label for label in after if after[label] != before[label]}
        record(
            RegionVerb.DATE_CHANGED,
            region,
            by=by,
            detail=datum.what,
            part_id=datum.pk,
            before={label: before[label] for label in changed},
            after={label: after[label] for label in changed},
        )
    return datum


@transaction.atomic
def remove_date(datum, *, by) -> None:
    """Take a date away; the history keeps what was said of it. Taking it away twice changes nothing."""
    region = _locked(datum.region, by)
    found = region.dates.filter(pk=datum.pk).first()
    if found:
        record(RegionVerb.DATE_REMOVED, region, by=by, detail=found.what, part_id=found.pk, before=facts_of(found))
        found.delete()


def _still_there(region: Region, datum: Regiodatum) -> Regiodatum:
    try:
        return region.dates.get(pk=datum.pk)
    except Regiodatum.DoesNotExist:
        raise ValidationError("Deze datum is intussen weggehaald.") from None
