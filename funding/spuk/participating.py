"""The municipalities that an application is for, the proof that they let it, and the agreement that it rests on."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from funding import rules
from funding.models import MOST, Aanvraagdeelnemer, Begrotingsregel, SpukAanvraag
from funding.models.aanvragen import DOING
from funding.spuk.holding import touch, writable
from funding.spuk.telling import tell_taken_in
from funding.verbs import FundingVerb
from iza_portal.accounts.models import Kind
from iza_portal.trail.recording import record
from plans.models.transformatie import Businesscasesoort, Mijlpaalbedrag, Transformatiepartij
from plans.papers import take_paper
from plans.transformatie.verloop.milestones import as_they_read

IS_APPLICANT = "De aanvrager zelf heeft geen bewijs nodig."


def could_join(aanvraag: SpukAanvraag):
    """Answer the municipalities of the plan with an amount that no application is for yet; one query."""
    return (
        Transformatiepartij.objects.filter(
            plan=aanvraag.plan_id,
            organisation__kind=Kind.GEMEENTE,
            part__in=DOING,
            spuk_deelname=None,
            bedragen__isnull=False,
        )
        .select_related("organisation")
        .distinct()
        .order_by("organisation__name")
    )


def take_in(aanvraag: SpukAanvraag, partij: Transformatiepartij, *, by) -> Aanvraagdeelnemer:
    """Let the application be for this party, with a line for each of its amounts, inside the caller's transaction.

    A line asks the whole amount in the year of its milestone as that now reads. Its revenues are nothing, but where the
    business case knows of gains of the municipality: then somebody has to say them. Raises `ValidationError` where it is in
    an application already, and for an amount that is no money.
    """
    present = Aanvraagdeelnemer.objects.filter(partij=partij).select_related("aanvraag__aanvrager").first()
    if present is not None:
        raise ValidationError(f"Voor {partij} vraagt {present.aanvraag.aanvrager} al aan.")
    deelnemer = Aanvraagdeelnemer.objects.create(aanvraag=aanvraag, partij=partij, by=by)
    gains = aanvraag.plan.businesscase.filter(partij=partij, kind=Businesscasesoort.BATEN).exists()
    milestones = as_they_read(aanvraag.plan.mijlpalen.all()).in_bulk()
    bedragen = Mijlpaalbedrag.objects.filter(partij=partij).order_by("mijlpaal__position", "pk")
    if any(bedrag.amount * 100 > MOST for bedrag in bedragen):
        raise ValidationError(f"Bij een mijlpaal staat een bedrag voor {partij} dat te groot is om te begroten.")
    Begrotingsregel.objects.bulk_create(
        Begrotingsregel(
            deelnemer=deelnemer,
            bedrag=bedrag,
            position=position,
            activity=milestones[bedrag.mijlpaal_id].title_now,
            year=milestones[bedrag.mijlpaal_id].due_now.year,
            costs=int(bedrag.amount * 100),
            revenues=None if gains else 0,
        )
        for position, bedrag in enumerate(bedragen, start=1)
    )
    return deelnemer


@transaction.atomic
def add_municipality(aanvraag: SpukAanvraag, *, by, partij: Transformatiepartij) -> Aanvraagdeelnemer:
    """Apply for another municipality of the plan as well: the aanvrager is its penvoerder then, and needs its proof.

    Raises `PermissionDenied`, and `ValidationError` where the application was handed in, where the party is no municipality
    that does the plan or has no amount in it, and where an application is for it already.
    """
    aanvraag = writable(aanvraag, with_plan=True)
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    if partij.plan_id != aanvraag.plan_id or not rules.does(partij):
        raise ValidationError({"partij": "Kies een gemeente die het plan mee uitvoert."})
    if not partij.bedragen.exists():
        raise ValidationError({"partij": f"Bij geen mijlpaal staat een bedrag voor {partij}."})
    deelnemer = take_in(aanvraag, partij, by=by)
    touch(aanvraag)
    record(FundingVerb.APPLICATION_FOR, aanvraag, by=by, detail=str(partij), part_id=deelnemer.pk)
    tell_taken_in(aanvraag, deelnemer, by=by)
    return deelnemer


@transaction.atomic
def remove_municipality(deelnemer: Aanvraagdeelnemer, *, by) -> None:
    """Take a municipality out of the application, with its budget: for the aanvrager, or by the municipality itself.

    Raises `PermissionDenied`, and `ValidationError` of the aanvrager itself, or where the application was handed in.
    """
    aanvraag = writable(deelnemer.aanvraag, with_plan=True)
    deelnemer = aanvraag.deelnemers.select_related("partij__organisation").filter(pk=deelnemer.pk).first()
    if deelnemer is None:
        return
    if not rules.speaks_in_application(by, aanvraag, deelnemer.partij.organisation_id):
        raise PermissionDenied
    if deelnemer.partij.organisation_id == aanvraag.aanvrager_id:
        raise ValidationError("De aanvrager hoort bij de aanvraag. Gooi de aanvraag weg als u niet aanvraagt.")
    record(FundingVerb.APPLICATION_WITHOUT, aanvraag, by=by, detail=str(deelnemer.partij), part_id=deelnemer.pk)
    deelnemer.delete()
    touch(aanvraag)


@transaction.atomic
def add_proof(deelnemer: Aanvraagdeelnemer, *, by, upload) -> Aanvraagdeelnemer:
    """Keep the written proof that a municipality lets the aanvrager apply for it; it takes the place of an earlier one.

    The paper is looked at before the application is held: that can take seconds. Raises `PermissionDenied`, and
    `ValidationError` at `paper` for a PDF that is not taken, for the aanvrager itself, and where it was handed in.
    """
    partij = deelnemer.partij
    if not rules.speaks_in_application(by, deelnemer.aanvraag, partij.organisation_id):
        raise PermissionDenied
    if partij.organisation_id == deelnemer.aanvraag.aanvrager_id:
        raise ValidationError(IS_APPLICANT)
    stuk = take_paper(deelnemer.aanvraag.plan.stukken, by=by, upload=upload)
    aanvraag = writable(deelnemer.aanvraag)
    deelnemer = aanvraag.deelnemers.filter(pk=deelnemer.pk).first()
    if deelnemer is None:
        raise ValidationError(f"{partij} is intussen uit de aanvraag gehaald.")
    deelnemer.bewijs = stuk
    deelnemer.save(update_fields=["bewijs"])
    touch(aanvraag)
    _record_paper(aanvraag, f"bewijs van {partij}", stuk, by=by, part_id=deelnemer.pk)
    return deelnemer


@transaction.atomic
def add_agreement(aanvraag: SpukAanvraag, *, by, upload) -> SpukAanvraag:
    """Keep the copy of the agreement on the plan; it takes the place of an earlier one.

    Raises `PermissionDenied`, and `ValidationError` at `paper` for a PDF that is not taken, or where it was handed in.
    """
    if not rules.keeps_application(by, aanvraag):
        raise PermissionDenied
    stuk = take_paper(aanvraag.plan.stukken, by=by, upload=upload)
    aanvraag = writable(aanvraag)
    aanvraag.overeenkomst = stuk
    touch(aanvraag, "overeenkomst")
    _record_paper(aanvraag, "overeenkomst", stuk, by=by)
    return aanvraag


def _record_paper(aanvraag, what: str, stuk, *, by, part_id=None) -> None:
    after = {"stuk": stuk.name, "sha256": stuk.sha256}
    record(FundingVerb.APPLICATION_PAPER, aanvraag, by=by, detail=what, part_id=part_id, after=after)
