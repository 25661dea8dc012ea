"""A regeling to apply for, and applications past the operations that make them."""

from datetime import date

from funding.models import Regeling, Regelsoort
from plans.transformatie.workflow import Planstand
from tests.factories import (
    AanvraagdeelnemerFactory,
    BegrotingsregelFactory,
    OrganisationFactory,
    RegelingFactory,
    RegelingregelFactory,
    SpukAanvraagFactory,
    TransformatiepartijFactory,
    TransformatiestukFactory,
)
from tests.funding.spuk.complete import file_of
from tests.funding.transformatie.carried_out import plan_for_routes, put


def spuk_regeling():
    """Answer the SPUK transformatiemiddelen, with the rule on how long ago what was spent still counts."""
    regeling = Regeling.objects.filter(code="spuk-tm").first() or RegelingFactory(
        code="spuk-tm", short_title="SPUK-TM", receivers="plan", first_year=2024, last_year=2028
    )
    rule = {"kind": Regelsoort.JAREN_TERUG, "valid_from": date(2024, 5, 15)}
    # A test that opens many addresses makes more than one application.
    if not regeling.regels.filter(**rule).exists():
        RegelingregelFactory(regeling=regeling, value=1, text="Een jaar terug.", **rule)
    return regeling


def application_for_routes(money):
    """Answer, by the gaps of routes, what is in the application of Ridderkerk for itself and another municipality."""
    plan = put(plan_for_routes(money), Planstand.UITWERKEN)
    partij = TransformatiepartijFactory(plan=plan, organisation=OrganisationFactory(name="Elders"))
    plan = put(plan, Planstand.UITVOERING)
    spuk_regeling()
    stuk = TransformatiestukFactory(plan=plan)
    aanvraag = SpukAanvraagFactory(plan=plan, aanvrager=money.ridderkerk.organisation, overeenkomst=stuk)
    own = AanvraagdeelnemerFactory(aanvraag=aanvraag, partij=plan.partijen.get(is_lead=True))
    deelnemer = AanvraagdeelnemerFactory(aanvraag=aanvraag, partij=partij, bewijs=stuk)
    bedrag = own.partij.bedragen.get()
    regel = BegrotingsregelFactory(deelnemer=own, bedrag=bedrag)
    return {
        "<int:pk>": plan.pk,
        "<int:aanvraag_pk>": aanvraag.pk,
        "<int:deelnemer_pk>": deelnemer.pk,
        "<int:bedrag_pk>": bedrag.pk,
        "<int:regel_pk>": regel.pk,
        "<int:bestand_pk>": file_of(aanvraag, by=aanvraag.by).pk,
    }
