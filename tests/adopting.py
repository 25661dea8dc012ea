"""Letting the colleges of a plan decide, as their own people note it."""

from iza_portal.accounts.models import Membership
from plans.models import BesluitStatus, Regioplan
from plans.vaststelling.recording import record_besluit
from plans.vaststelling.rows import besluiten_of
from tests.factories import MembershipFactory, UserFactory


def official_of(organisation):
    """Answer somebody who works at the organisation."""
    found = Membership.objects.filter(organisation=organisation, function="medewerker", ended_at=None).first()
    return (found or MembershipFactory(user=UserFactory(), organisation=organisation)).user


def let_all_agree(plan, *, on=None) -> Regioplan:
    """Let every college and board that decides on the plan adopt it; answer the plan as it then is."""
    for besluit in besluiten_of(Regioplan.objects.get(pk=plan.pk)):
        by = official_of(besluit.organisation)
        record_besluit(besluit, by=by, version=besluit.version, target=BesluitStatus.VASTGESTELD, on=on)
    return Regioplan.objects.get(pk=plan.pk)
