"""An approved plan of two municipalities, a provider and the GGD, for which the SPUK can be applied on 26 November 2026."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.spuk.applying import begin
from funding.spuk.participating import add_agreement, add_municipality, add_proof
from iza_portal.accounts.models import Function
from plans.transformatie.workflow import Planstand
from tests.conftest import _person
from tests.factories import OrganisationFactory, TermijnFactory, TransformatiepartijFactory
from tests.funding.conftest import TODAY, under_hat
from tests.funding.spuk.applied import spuk_regeling
from tests.funding.transformatie.carried_out import asked, put
from tests.plans.pdfs import pdf
from tests.plans.transformatie.conftest import company, put_in_state  # noqa: F401 (the fixtures)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def paper(content=None, name="bewijs.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content)


@pytest.fixture
def applying(company):  # noqa: F811
    """The company with its plan approved: € 1.000,10 and € 500 for Ridderkerk, € 300 for Barendrecht, € 999 for a provider.

    `applying.first` and `second` are the amounts of Ridderkerk, for 2026 and 2027, `theirs` that of Barendrecht for 2027,
    and `provided` that of the provider. `ambtenaar_barendrecht` works at Barendrecht, `kassier_ridderkerk` at Ridderkerk.
    """
    plan = company.transformatieplan
    barendrecht = OrganisationFactory(name="Barendrecht")
    TransformatiepartijFactory(plan=plan, organisation=barendrecht)
    first = asked(plan, date(2026, 6, 30), company.ridderkerk, "1000.10", title="Loket open")
    second = asked(plan, date(2027, 9, 1), company.ridderkerk, "500", title="Wijkteams gestart")
    theirs = asked(plan, date(2027, 10, 1), barendrecht, "300", title="Team in Barendrecht")
    provided = asked(plan, date(2027, 10, 1), company.provider, "999", "wijkverpleging", title="Zorg thuis")
    TermijnFactory(code="aanvraag-spuk-tm", on=date(2027, 3, 31))
    people = {
        "ambtenaar_barendrecht": _person("ambtenaar Barendrecht", barendrecht),
        "kassier_ridderkerk": _person("kassier Ridderkerk", company.ridderkerk, Function.KASSIER),
    }
    for person in [*people.values(), *company.people.values()]:
        if not person.is_anonymous:
            under_hat(person)
    plan = put(plan, Planstand.UITVOERING, approved_at=datetime(2026, 10, 1, 12, tzinfo=UTC))
    told = vars(company) | people | {"people": company.people | people, "barendrecht": barendrecht, "plan": plan}
    return SimpleNamespace(
        **told,
        regeling=spuk_regeling(),
        first=first,
        second=second,
        theirs=theirs,
        provided=provided,
    )


@pytest.fixture
def begun(applying):
    """Ridderkerk began the application, and added nothing to it. `begun.aanvraag` is it."""
    return SimpleNamespace(**vars(applying), aanvraag=begin(applying.plan, by=applying.ambtenaar))


@pytest.fixture
def complete(begun):
    """The application for both municipalities, with its papers: it lacks nothing. `complete.other` is Barendrecht in it."""
    partij = begun.plan.partijen.get(organisation=begun.barendrecht)
    other = add_municipality(begun.aanvraag, by=begun.ambtenaar, partij=partij)
    add_proof(other, by=begun.ambtenaar, upload=paper())
    add_agreement(begun.aanvraag, by=begun.ambtenaar, upload=paper(name="overeenkomst.pdf"))
    begun.aanvraag.refresh_from_db()
    other.refresh_from_db()
    return SimpleNamespace(**vars(begun), other=other)
