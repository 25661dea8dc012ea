"""An application from its begin to the day on which it was handed in; elsewhere, at the Subsidieplatform."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from funding import rules
from funding.models import Aanvraagstand, Regeling, SpukAanvraag
from funding.spuk.holding import touch, writable
from funding.spuk.participating import take_in
from funding.spuk.reading import SPUK, application_of
from funding.verbs import FundingVerb
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.models.transformatie import Transformatieplan
from plans.transformatie import moving


@transaction.atomic
def begin(plan: Transformatieplan, *, by) -> SpukAanvraag:
    """Begin the application of the municipality whose hat is on, with a line for each amount that it has in the plan.

    Answers the one that is there already. Raises `PermissionDenied` for who does not enter for a municipality that does
    the plan, or while that is not approved, and `ValidationError` where another one applies for it, or the regeling is not
    known.
    """
    plan = moving.locked(plan)
    if not rules.may_begin_application(by, plan):
        raise PermissionDenied
    if not Regeling.objects.filter(code=SPUK).exists():
        raise ValidationError("De regeling SPUK transformatiemiddelen staat nog niet in het portaal.")
    if present := SpukAanvraag.objects.filter(plan=plan, aanvrager=by.hat).first():
        return present
    aanvraag = SpukAanvraag.objects.create(plan=plan, aanvrager=by.hat, by=by)
    record(FundingVerb.APPLICATION_BEGUN, aanvraag, by=by, detail=str(aanvraag))
    take_in(aanvraag, plan.partijen.get(organisation=by.hat), by=by)
    return aanvraag


@transaction.atomic
def submit(aanvraag: SpukAanvraag, *, by, on: date, reference: str, version: int) -> SpukAanvraag:
    """Note that the application was handed in at the Subsidieplatform on a day, and its kenmerk; nothing changes afterwards.

    Raises `OutdatedVersion` where it changed since the person saw `version` of it, `PermissionDenied`, and `ValidationError`
    at its field: a day that is to come or before the plan was approved, no kenmerk; and for whatever it lacked on that day.
    """
    aanvraag = writable(aanvraag, with_plan=True)
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    if aanvraag.version != version:
        raise OutdatedVersion(aanvraag)
    if on > timezone.localdate():
        raise ValidationError({"on": "Deze dag is nog niet geweest. Vul de dag in waarop is ingediend."})
    approved_at = aanvraag.plan.approved_at
    if approved_at and on < timezone.localtime(approved_at).date():
        said = long_date(timezone.localtime(approved_at).date())
        raise ValidationError({"on": f"Het plan is goedgekeurd op {said}. Eerder kon u niet indienen."})
    reference = " ".join(reference.split())
    if not reference:
        raise ValidationError({"reference": "Vul het kenmerk in dat DUS-I aan de aanvraag gaf."})
    lacks = application_of(aanvraag, on=on).missing
    if lacks:
        raise ValidationError(["De aanvraag is nog niet compleet.", *(each.sentence for each in lacks)])
    aanvraag.status, aanvraag.submitted_on, aanvraag.reference = Aanvraagstand.INGEDIEND, on, reference
    aanvraag.full_clean(exclude=["plan", "aanvrager", "overeenkomst", "by"])
    touch(aanvraag, "status", "submitted_on", "reference")
    after = {"ingediend op": on.isoformat(), "kenmerk": reference}
    record(FundingVerb.APPLICATION_SUBMITTED, aanvraag, by=by, detail=str(aanvraag), after=after)
    return aanvraag


@transaction.atomic
def discard(aanvraag: SpukAanvraag, *, by, version: int) -> None:
    """Throw an application away that was not handed in, with its budget: its municipalities are free for another one.

    The papers stay with the plan; its ZIPs, which hold them together, go from the disk as well. Raises
    `OutdatedVersion`, `PermissionDenied`, and `ValidationError` where it was handed in.
    """
    aanvraag = writable(aanvraag, with_plan=True)
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    if aanvraag.version != version:
        raise OutdatedVersion(aanvraag)
    record(FundingVerb.APPLICATION_DISCARDED, aanvraag, by=by, detail=str(aanvraag))
    paths = [each.path for each in aanvraag.bestanden.only("file").exclude(file="")]
    aanvraag.delete()
    transaction.on_commit(lambda: [path.unlink(missing_ok=True) for path in paths])
