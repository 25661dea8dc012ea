"""A regeling to apply for, and applications past the operations that make them."""

from datetime import date

from funding.models import Regeling, Regelsoort
from tests.factories import (
    AanvraagdeelnemerFactory,
    BegrotingsregelFactory,
    RegelingFactory,
    RegelingregelFactory,
    SpukAanvraagFactory,
    TransformatiestukFactory,
)
from tests.funding.transformatie.carried_out import plan_for_routes


def spuk_regeling():
    """Answer the SPUK transformatiemiddelen, with the rule on how long ago what was spent still counts."""
    regeling = Regeling.objects.filter(code="spuk-tm").first() or RegelingFactory(
        code="spuk-tm", short_title="SPUK-TM", receivers="plan", first_year=2024, last_year=2028
    )
    RegelingregelFactory(
        regeling=regeling, kind=Regelsoort.JAREN_TERUG, valid_from=date(2024, 5, 15), value=1, text="Een jaar terug."
    )
    return regeling


def application_for_routes(money):
    """Answer the plan of Ridderkerk with its application, and by the gaps of routes what is in that."""
    plan = plan_for_routes(money)
    spuk_regeling()
    stuk = TransformatiestukFactory(plan=plan)
    aanvraag = SpukAanvraagFactory(plan=plan, aanvrager=money.ridderkerk.organisation, overeenkomst=stuk)
    deelnemer = AanvraagdeelnemerFactory(aanvraag=aanvraag, partij=plan.partijen.get(is_lead=True), bewijs=stuk)
    bedrag = deelnemer.partij.bedragen.get()
    regel = BegrotingsregelFactory(deelnemer=deelnemer, bedrag=bedrag)
    return {
        "<int:pk>": plan.pk,
        "<int:aanvraag_pk>": aanvraag.pk,
        "<int:deelnemer_pk>": deelnemer.pk,
        "<int:bedrag_pk>": bedrag.pk,
        "<int:regel_pk>": regel.pk,
    }
