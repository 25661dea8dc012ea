"""Submissions on the workbench of either market leader, and how they get there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.transformatie.beoordeling.opening import open_judgments
from tests.factories import IndieningFactory, TransformatieplanFactory
from tests.plans.transformatie.beoordeling.conftest import company, indiening, steps, submit

__all__ = ["company", "indiening", "steps", "submit"]


@pytest.fixture
def another(company, submit):
    """Answer a function that submits another plan of the same parties, due in so many days."""

    def another(title="Nog een plan", *, days=10, status="snelle_toets", **fields):
        plan = TransformatieplanFactory(
            region=company.region,
            title=title,
            marktleider_1=company.insurer_1,
            marktleider_2=company.insurer_2,
            insurer=company.insurer_1,
            lead=company.ridderkerk,
            **fields,
        )
        return submit(status, plan=plan, due_on=timezone.localdate() + timedelta(days=days))

    return another


@pytest.fixture
def many(company):
    """Answer a function that makes so many submitted plans at once, past the checks."""

    def many(count):
        for number in range(count):
            plan = TransformatieplanFactory(
                region=company.region,
                title=f"Plan {number:02}",
                status="concept",
                marktleider_1=company.insurer_1,
                marktleider_2=company.insurer_2,
                insurer=company.insurer_1,
                lead=company.ridderkerk,
            )
            open_judgments(IndieningFactory(plan=plan, by=company.ambtenaar))

    return many
