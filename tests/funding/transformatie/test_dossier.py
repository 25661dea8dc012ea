"""The dossier of a transformatieplan with money: what its parties were granted, in a chart and a table."""

from funding.transformatie.opening import open_plan_budget
from iza_portal.dossiers.content import snapshot
from plans.transformatie.dossier import Taken
from tests.dossiers.test_rendering import faults_of
from tests.funding.draad.test_dossier import EURO, figures_of, money_in, rendered


def test_the_chapter_has_what_was_granted_in_a_chart_and_a_table(funded):
    plan = funded.transformatieplan
    open_plan_budget(plan, by=funded.ambtenaar, holder=funded.ridderkerk)
    pdf = rendered(Taken(plan, None))
    assert faults_of(pdf) == []
    money = money_in(pdf)
    for said in ("Verleend per regeling en jaar", "SPUK-TM", f"{EURO}1.500,10", f"{EURO}250"):
        assert said in money, said
    assert "Verleend per regeling en jaar" in figures_of(pdf)


def test_without_a_budget_there_is_no_chapter_about_money(funded):
    told = snapshot(Taken(funded.transformatieplan, None))["chapters"]
    assert "geld" not in [chapter["key"] for chapter in told]
