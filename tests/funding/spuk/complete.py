"""A plan that was approved, and the complete application of Ridderkerk for itself and Barendrecht, past the operations."""

import hashlib
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.db import connection
from django.utils import timezone

from funding.models import Aanvraagbestand, Aanvraagdeelnemer, Begrotingsregel, SpukAanvraag
from funding.spuk.filing import frozen
from funding.spuk.reading import application_of
from iza_portal.accounts.models import Function
from iza_portal.dossiers import files
from iza_portal.work.models import State
from plans.models.transformatie import Planbesluit
from plans.transformatie.besluiten.letters import letter_of
from plans.transformatie.content import content_of
from plans.transformatie.workflow import Planstand
from tests.conftest import _person
from tests.factories import (
    IndieningFactory,
    MijlpaalbedragFactory,
    OrganisationFactory,
    RegelingFactory,
    TransformatiemijlpaalFactory,
    TransformatiepartijFactory,
)
from tests.funding.transformatie.carried_out import put
from tests.plans.pdfs import pdf
from tests.transformatieplannen import complete_full_plan, complete_snelle_toets

#: What is asked: of Ridderkerk € 350.000,10 and € 120.000, of Barendrecht € 99.999,99.
TOTAL = 35_000_010 + 12_000_000 + 9_999_999


def applied_for(company, other="Barendrecht") -> SimpleNamespace:
    """Let Ridderkerk have applied for its part of the plan of the company and for that of the municipality `other`.

    `aanvraag` lacks nothing; `besluit` is the decision that approved the plan, `agreement` and `proof` are its papers as
    they came; `people` holds the company and `barendrecht`.
    """
    plan = company.transformatieplan
    complete_snelle_toets(plan)
    complete_full_plan(plan, by=company.ambtenaar)
    barendrecht = OrganisationFactory(name=other)
    ridderkerk = plan.partijen.get(organisation=company.ridderkerk)
    second = TransformatiepartijFactory(plan=plan, organisation=barendrecht, part="betrokken", sector="sociaal_domein")
    loket = TransformatiemijlpaalFactory(plan=plan, title="Loket open in alle wijken", due_on=date(2027, 6, 30))
    bereik = TransformatiemijlpaalFactory(plan=plan, title="Iedere oudere in beeld", due_on=date(2028, 6, 30))
    amounts = [
        MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=partij, sector="sociaal_domein", amount=Decimal(cents) / 100)
        for mijlpaal, partij, cents in (
            (loket, ridderkerk, 35_000_010),
            (bereik, ridderkerk, 12_000_000),
            (loket, second, 9_999_999),
        )
    ]
    plan = put(plan, Planstand.UITVOERING)
    RegelingFactory(code="spuk-tm", short_title="SPUK-TM", receivers="plan", first_year=2024, last_year=2028)
    indiening = IndieningFactory(plan=plan, step="beoordeling", content=content_of(plan), closed_at=timezone.now())
    agreement, proof = (
        plan.stukken.create(
            name=f"{name}.pdf",
            content=file,
            size=len(file),
            sha256=hashlib.sha256(file).hexdigest(),
            by=company.ambtenaar,
        )
        for name, file in (("getekend (def) v3", pdf()), ("collegebesluit", pdf(linearize=True)))
    )
    aanvraag = SpukAanvraag.objects.create(
        plan=plan, aanvrager=company.ridderkerk, overeenkomst=agreement, by=company.ambtenaar
    )
    own = Aanvraagdeelnemer.objects.create(aanvraag=aanvraag, partij=ridderkerk, by=company.ambtenaar)
    theirs = Aanvraagdeelnemer.objects.create(aanvraag=aanvraag, partij=second, bewijs=proof, by=company.ambtenaar)
    lines = [
        (own, amounts[0], "Loket inrichten", 2026, 5_000_010, 0),
        (own, amounts[0], "Loket bemensen", 2027, 31_000_000, 1_000_000),
        (own, amounts[1], "Huisbezoeken", 2028, 12_345_678, 345_678),
        (theirs, amounts[2], "Loket inrichten", 2027, 9_999_999, 0),
    ]
    for position, (deelnemer, bedrag, activity, year, costs, revenues) in enumerate(lines, start=1):
        Begrotingsregel.objects.create(
            deelnemer=deelnemer,
            bedrag=bedrag,
            position=position,
            activity=activity,
            year=year,
            costs=costs,
            revenues=revenues,
        )
    people = {
        **company.people,
        "barendrecht": _person("ambtenaar Barendrecht", barendrecht),
        "kassier_ridderkerk": _person("kassier Ridderkerk", company.ridderkerk, Function.KASSIER),
    }
    return SimpleNamespace(
        **{**vars(company), **people, "people": people},
        aanvraag=aanvraag,
        besluit=_approved(company, indiening),
        agreement=agreement,
        proof=proof,
        path=f"/geld/transformatieplannen/{plan.pk}/spuk/{aanvraag.pk}/bestand/",
    )


def _approved(company, indiening) -> Planbesluit:
    now = timezone.now()
    besluit = Planbesluit(
        indiening=indiening,
        step="definitief",
        outcome="goedkeuren",
        motivation="Het plan brengt zorg dichterbij.",
        criteria=[{"code": "BK-1", "title": "Maatschappelijke meerwaarde", "outcome": "voldoet", "reason": "Ja."}],
        proposed_by=company.beoordelaar_1,
        proposed_for=company.insurer_1,
        proposed_at=now,
        status="verzonden",
        confirmed_for=company.insurer_2,
        sent_at=now,
        content_hash="0" * 64,
    )
    besluit.content = letter_of(besluit, on=timezone.localdate())
    besluit.save()
    return besluit


def file_of(aanvraag, *, by, number=1, content=b"PK: a ZIP") -> Aanvraagbestand:
    """Answer a file of what the application says now, as a worker would have handed it in."""
    return Aanvraagbestand.objects.create(
        aanvraag=aanvraag,
        number=number,
        on=timezone.localdate(),
        content={"application": frozen(application_of(SpukAanvraag.objects.get(pk=aanvraag.pk)))},
        content_hash=f"{number:064}",
        requested_by=by,
        requested_at=timezone.now(),
        state=State.KLAAR,
        file=files.store(content, ".zip"),
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
    )


def handed_in(aanvraag) -> None:
    """Let the application have been handed in, past the operation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funding_spukaanvraag SET status = 'ingediend', submitted_on = current_date, reference = 'TM-1'"
            " WHERE id = %s",
            [aanvraag.pk],
        )
