"""A plan of the cast's region that is followed since July 2026: two opgaven, one of which Ridderkerk and CZ lead."""

from datetime import UTC, date, datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest
import time_machine

from plans.adoption import move
from plans.models import Partij, Section, Status
from tests.factories import ActieFactory, DoelFactory, MijlpaalFactory, OpgaveFactory

WAY = (Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD)
AGREED = datetime(2026, 7, 6, 9, tzinfo=UTC)
# In the last quarter of 2026, so that the third is told of.
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
THIRD, FOURTH = date(2026, 7, 1), date(2026, 10, 1)


@pytest.fixture
def followed(cast):
    """The plan, published, with `led` (of Ridderkerk and CZ, with a goal and milestones) and `free` (that nobody leads)."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    led = OpgaveFactory(plan=cast.plan, title="Minder vallen", doelgroepen=["kwetsbare_ouderen"])
    free = OpgaveFactory(plan=cast.plan, title="Sneller hulp")
    for organisation in (cast.ambtenaar.hat, cast.zorgaanbieder.hat):
        Partij.objects.create(opgave=led, organisation=organisation, part="trekker")
    doel = DoelFactory(opgave=led, title="Van 5% naar 14%")
    actie = ActieFactory(opgave=led, organisation=cast.ambtenaar_2.hat)
    mijlpalen = [
        MijlpaalFactory(actie=actie, activity=activity, quarter=quarter, organisation=cast.ambtenaar.hat)
        for activity, quarter in (("Eerste cursus", THIRD), ("Tweede cursus", THIRD), ("Derde cursus", FOURTH))
    ]
    with time_machine.travel(AGREED):
        for source, target in pairwise(WAY):
            move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
    cast.plan.refresh_from_db()
    with time_machine.travel(NOW, tick=True):
        yield SimpleNamespace(plan=cast.plan, led=led, free=free, doel=doel, mijlpalen=mijlpalen)
