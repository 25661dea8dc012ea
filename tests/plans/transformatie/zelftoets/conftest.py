"""A transformatieplan of which the snelle toets is whole, so that a test breaks one thing of it."""

import csv
from pathlib import Path

import pytest

import plans
from iza_portal.accounts.models import Kind
from plans.models.transformatie import Partijrol, Sector, Transformatieonderdeel
from tests.factories import OrganisationFactory, TransformatiepartijFactory

TEMPLATE = Path(plans.__file__).parent / "data" / "transformatieplan_template.csv"
#: Texts that are written in every plan here: all that the format asks always, and one impact.
ALWAYS = {"impact_zorggebruik"}


def give_texts(plan) -> None:
    """Give the plan the texts of the national format, with words in those that it asks always."""
    rows = csv.DictReader(TEMPLATE.read_text(encoding="utf-8").splitlines())
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(
            plan=plan,
            step=row["step"],
            code=row["code"],
            position=position,
            title=row["title"],
            guidance=row["guidance"],
            is_mandatory=row["is_mandatory"] == "ja",
            plain_text="Zo zit het." if row["is_mandatory"] == "ja" or row["code"] in ALWAYS else "",
        )
        for position, row in enumerate(rows, start=1)
    )


@pytest.fixture
def write():
    """Answer a function that puts words in a text of a plan, or takes them out, past the editor."""

    def write(plan, code, words):
        assert plan.onderdelen.filter(code=code).update(plain_text=words) == 1

    return write


@pytest.fixture
def whole(company):
    """The plan of the company with a snelle toets that lacks nothing."""
    plan = company.transformatieplan
    give_texts(plan)
    plan.impacts, plan.relations, plan.has_contacted_insurer = ["zorggebruik"], ["roaz_plan"], True
    plan.save()
    company.hit.delete()
    TransformatiepartijFactory(
        plan=plan,
        organisation=OrganisationFactory(kind=Kind.BURGERS, name="Zorgbelang"),
        part=Partijrol.BETROKKEN,
        sector=Sector.ANDERS,
    )
    return plan
