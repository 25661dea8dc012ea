"""What comes along with a plan on its pages is what is asked of it elsewhere."""

from datetime import date

from django.test import RequestFactory

from plans.models.transformatie import Transformatieplan
from plans.transformatie.brought import awarded_at, quarters_told, recused_from
from plans.transformatie.finding import plan_or_404
from plans.transformatie.monitoring.telling import write_bericht
from tests.plans.transformatie.money import awarded
from tests.plans.transformatie.uitvoering.conftest import carried  # noqa: F401 (the fixture)
from tests.queries import statements

THIRD = date(2026, 7, 1)


def test_what_comes_along_is_what_is_asked_elsewhere(company, carried):  # noqa: F811
    words = {"koers": "op_koers", "moved": "Het loopt."}
    write_bericht(carried.plan, by=company.ambtenaar, quarter=THIRD, version=0, is_told=True, **words)
    awarded(carried.plan, by=company.toekenner)
    request = RequestFactory().get("/")
    request.user = company.ambtenaar
    brought = plan_or_404(request, carried.plan.pk)
    asked = Transformatieplan.objects.get(pk=carried.plan.pk)
    for answer in (awarded_at, quarters_told, recused_from):
        assert len(statements(lambda answer=answer: answer(brought))) == 0
        assert len(statements(lambda answer=answer: answer(asked))) == 1
        assert answer(brought) == answer(asked)
    assert quarters_told(brought) == [THIRD]
    assert awarded_at(brought) is not None
