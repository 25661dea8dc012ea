"""Filling a werkagenda, so that the check finds in it what the portal can know."""

from datetime import date
from decimal import Decimal

from plans.models import Section
from plans.werkagenda.inzet import agree_inzet, lines_of
from tests.factories import ActieFactory, DekkingFactory, DoelFactory, MijlpaalFactory


def work_out(opgave, *, by) -> None:
    """Give an aanpak a goal, an action with a milestone, money, and the streefwaarden as the country asks them."""
    doel, actie = DoelFactory(opgave=opgave), ActieFactory(opgave=opgave, organisation=by.hat)
    actie.doelen.add(doel)
    MijlpaalFactory(actie=actie, quarter=date(2027, 1, 1), organisation=by.hat, result="Een eerste groep")
    DekkingFactory(opgave=opgave, actie=actie, year=2027)
    opgave.partijen.create(organisation=by.hat, part="trekker")
    for line in lines_of(opgave, []):
        path = {2027: Decimal(0), 2030: line.asked.least}
        agree_inzet(opgave, line.code, by=by, version=0, path=path)


def fill(agenda, *, by) -> None:
    """Write every section and work out every aanpak that is in the werkagenda."""
    Section.objects.filter(plan=agenda).update(plain_text="Er staat iets.")
    for opgave in agenda.opgaven.present():
        work_out(opgave, by=by)
