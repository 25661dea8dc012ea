"""The budget of an application, line by line: per year and activity its costs and revenues, for an amount at a milestone."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from funding import rules
from funding.models import MOST, Begrotingsregel, SpukAanvraag
from funding.spuk.holding import touch, writable
from funding.spuk.reading import years_of
from funding.verbs import FundingVerb
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import Mijlpaalbedrag

#: Lines for one amount: more would be a ledger and no budget.
MOST_LINES = 100
GONE = "Een collega haalde deze regel weg. Voeg hem opnieuw toe als u hem nodig hebt."
OF_NO_MUNICIPALITY = "Dit bedrag is van geen gemeente in deze aanvraag."


@transaction.atomic
def set_line(
    aanvraag: SpukAanvraag,
    *,
    by,
    activity: str,
    year: int,
    costs: int,
    revenues: int,
    regel: Begrotingsregel | None = None,
    bedrag: Mijlpaalbedrag | None = None,
    version: int | None = None,
) -> Begrotingsregel:
    """Change a line of the budget (`regel`), or add one for an amount at a milestone (`bedrag`).

    `costs` and `revenues` are eurocents. `version` is that of the line that the person saw, None of a new one. Raises
    `OutdatedVersion`, `PermissionDenied`, and `ValidationError` at its field: a year of which no costs count, no costs,
    revenues that are not said or higher than the costs; and for an amount of no municipality of the application.
    """
    aanvraag = writable(aanvraag)
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    if regel is None:
        row = _new_line(aanvraag, bedrag)
    else:
        row = Begrotingsregel.objects.filter(deelnemer__aanvraag=aanvraag, pk=regel.pk).first()
        if row is None:
            raise ValidationError(GONE)
        if row.version != version:
            raise OutdatedVersion(row)
    before = _said(row) if row.pk else None
    activity = " ".join(activity.split())
    _check(activity, year, costs, revenues)
    row.activity, row.year, row.costs, row.revenues = activity, year, costs, revenues
    row.version += 1
    row.full_clean(exclude=["deelnemer", "bedrag"])
    row.save()
    touch(aanvraag)
    change = {"before": before, "after": _said(row)}
    record(FundingVerb.APPLICATION_LINE_SET, aanvraag, by=by, detail=str(row), part_id=row.pk, **change)
    return row


@transaction.atomic
def remove_line(aanvraag: SpukAanvraag, *, by, regel: Begrotingsregel, version: int) -> None:
    """Take a line out of the budget.

    Raises `OutdatedVersion`, `PermissionDenied`, and `ValidationError` where the application was handed in.
    """
    aanvraag = writable(aanvraag)
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    row = Begrotingsregel.objects.filter(deelnemer__aanvraag=aanvraag, pk=regel.pk).first()
    if row is None:
        return
    if row.version != version:
        raise OutdatedVersion(row)
    record(FundingVerb.APPLICATION_LINE_REMOVED, aanvraag, by=by, detail=str(row), part_id=row.pk, before=_said(row))
    row.delete()
    touch(aanvraag)


def _new_line(aanvraag: SpukAanvraag, bedrag: Mijlpaalbedrag | None) -> Begrotingsregel:
    deelnemer = aanvraag.deelnemers.filter(partij=bedrag.partij_id).first() if bedrag else None
    if deelnemer is None:
        raise ValidationError(OF_NO_MUNICIPALITY)
    present = Begrotingsregel.objects.filter(bedrag=bedrag)
    if present.count() >= MOST_LINES:
        raise ValidationError(f"Bij een bedrag kunnen ten hoogste {MOST_LINES} regels staan. Voeg regels samen.")
    last = deelnemer.regels.aggregate(last=Max("position"))["last"] or 0
    return Begrotingsregel(deelnemer=deelnemer, bedrag=bedrag, position=last + 1, version=0)


def _check(activity: str, year: int, costs: int, revenues: int | None) -> None:
    first, last = years_of(timezone.localdate())
    wrong = {}
    if not activity:
        wrong["activity"] = "Vul in wat de gemeente doet."
    if not first <= year <= last:
        wrong["year"] = f"Kosten tellen mee van {first} tot en met {last}."
    if not 0 < costs <= MOST:
        wrong["costs"] = "Vul kosten in die hoger zijn dan nul." if costs <= 0 else "Dit bedrag is te groot."
    if revenues is None:
        wrong["revenues"] = "Vul de opbrengsten in. Zijn die er niet, vul dan 0 in."
    elif revenues < 0:
        wrong["revenues"] = "Vul een bedrag in van nul of hoger."
    elif 0 < costs < revenues:
        wrong["revenues"] = "De opbrengsten zijn hoger dan de kosten. Dan is er niets om aan te vragen."
    if wrong:
        raise ValidationError(wrong)


def _said(row: Begrotingsregel) -> dict:
    return {
        "activiteit": row.activity,
        "jaar": row.year,
        "kosten in centen": row.costs,
        "opbrengsten in centen": row.revenues,
    }
