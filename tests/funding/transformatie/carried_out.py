"""Transformatieplannen that have their money, past the operations that give it."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from plans.models.transformatie import Mijlpaalbewijs, Transformatieplan
from plans.transformatie.workflow import Planstand
from tests.factories import MijlpaalbedragFactory, TransformatiemijlpaalFactory, TransformatieplanFactory


def asked(plan, due_on, organisation, euros, sector="sociaal_domein", **fields):
    """Make a milestone of a plan that is written, with an amount for one party of it; answer the amount."""
    mijlpaal = TransformatiemijlpaalFactory(plan=plan, due_on=due_on, **fields)
    partij = plan.partijen.get(organisation=organisation)
    return MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=partij, sector=sector, amount=Decimal(euros))


def put(plan, status, **fields):
    """Put a plan in a state past the table of moves."""
    now = timezone.now()
    fields = {"first_submitted_at": now, "approved_at": now, **fields}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Transformatieplan.objects.filter(pk=plan.pk).update(status=status, **fields)
        cursor.execute("SET session_replication_role = origin")
    return Transformatieplan.objects.get(pk=plan.pk)


def reached(bedrag, by):
    """Let the milestone of the amount be found reached."""
    said = {"organisation": by.hat, "by": by, "at": timezone.now(), "text": "Klaar."}
    return Mijlpaalbewijs.objects.create(mijlpaal=bedrag.mijlpaal, number=1, outcome="behaald", **said)


def plan_for_routes(money):
    """Answer a plan of Ridderkerk that is carried out, with an amount for it."""
    plan = TransformatieplanFactory(region=money.region, lead=money.ridderkerk.organisation)
    asked(plan, date(2026, 6, 30), money.ridderkerk.organisation, "1000")
    return put(plan, Planstand.UITVOERING)
