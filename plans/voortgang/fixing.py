"""Fixing the report of a region on a quarter: from then on it is kept as it is, and what turns out wrong comes in a next."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.hashing import hash_of
from iza_portal.quarters import in_words
from iza_portal.trail.recording import record
from plans.models import Kwartaalrapportage, Regioplan
from plans.verbs import PlanVerb
from plans.voortgang.kwartalen import ended, quarters_of
from plans.voortgang.rapportage import content_of
from plans.voortgang.rules import may_fix
from plans.workflow import IN_FORCE
from regions.models import Region

OVERTAKEN = "Over dit kwartaal is intussen een rapportage vastgelegd. Lees die, en zet alleen recht wat niet klopt."


@transaction.atomic
def fix_report(
    region, *, by, quarter: date, after: int, summary: str = "", correction: str = "", seen: str = ""
) -> Kwartaalrapportage:
    """Fix what the region tells of a quarter that is over, and with it the kwartaalberichten on it.

    `after` is the number of the report on this quarter that the person saw last, 0 where there was none: a next one says
    in `correction` what it sets right. `seen` is the hash of the draft that the person read, where it is to be that one:
    what changed since is refused. `summary` is the regiocoördinator's own message. Raises `ValidationError` at the field
    that does not fit; `PermissionDenied`.
    """
    # Whoever writes a kwartaalbericht holds its plan; the trigger of that looks at the region after it.
    list(Regioplan.objects.select_for_update(no_key=True).filter(region=region, status__in=IN_FORCE).order_by("pk"))
    region = Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not may_fix(by, region.pk):
        raise PermissionDenied("De regiocoördinator legt de kwartaalrapportage vast.")
    if not ended(quarter):
        raise ValidationError("Dit kwartaal is nog niet om. Leg de rapportage vast als het voorbij is.")
    earlier = region.kwartaalrapportages.filter(quarter=quarter).order_by("-number").first()
    if earlier is None and quarter not in quarters_of(region.pk):
        raise ValidationError("Over dit kwartaal legt de regio nu geen rapportage vast.")
    number = earlier.number if earlier else 0
    if after != number:
        raise ValidationError(OVERTAKEN)
    summary, correction = summary.strip(), correction.strip()
    if number and not correction:
        raise ValidationError({"correction": "Schrijf op wat deze rapportage rechtzet."})
    draft = content_of(region, quarter)
    if not draft["proces"]["opgaven"]:
        raise ValidationError("De regio volgt nu geen plan met opgaven. Er is dus niets om over te rapporteren.")
    if seen and seen != hash_of(draft):
        raise ValidationError("Er is iets veranderd sinds u dit opende. Lees de rapportage na, en leg haar dan vast.")
    content = draft | {"summary": summary, "number": number + 1, "correction": correction if number else ""}
    report = Kwartaalrapportage.objects.create(
        region=region,
        quarter=quarter,
        number=number + 1,
        correction=content["correction"],
        content=content,
        content_hash=hash_of(content),
        by=by,
    )
    record(
        PlanVerb.REPORT_FIXED,
        region,
        by=by,
        detail=in_words(quarter),
        part_id=report.pk,
        reason=report.correction,
        after={"nummer": report.number, "kenmerk": report.content_hash},
    )
    return report
