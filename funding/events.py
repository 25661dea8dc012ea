"""What happened to money, as far as a person may read it: the trail of a budget without what is of others."""

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from funding import rules
from funding.draad.regions_of import regions_of
from funding.models import Budget
from funding.verbs import FundingVerb
from funding.verdelen.lines import lines_known_to
from iza_portal.trail.models import Event
from iza_portal.trail.recording import history
from plans.models import Opgave, Regioplan

#: How a proposal was written: what stood in it before it was put is of who writes it, also afterwards.
_WRITING = [FundingVerb.PROPOSAL_LINE_SET, FundingVerb.PROPOSAL_LINE_REMOVED]
_OF_PROPOSALS = [
    FundingVerb.PROPOSED,
    FundingVerb.PROPOSAL_PUT,
    FundingVerb.PROPOSAL_ANSWERED,
    FundingVerb.PROPOSAL_BOOKED,
    FundingVerb.PROPOSAL_WITHDRAWN,
]
_OF_FILES = [FundingVerb.HANDED_IN, FundingVerb.LAID_ASIDE]


def events_of(budget: Budget, user) -> QuerySet[Event]:
    """Answer the acts on the budget that this person may read, newest first; for who may see the budget.

    Left out are a proposal that was never put to the municipalities and how one was written, for who reads no concepts; a
    file of postings that the person may not read; and to which opgave a line was tied, where they do not know the line or
    read no plan that the opgave stands in.
    """
    events = history(budget)
    if not rules.reads_concepts(user, budget):
        put = budget.voorstellen.filter(put_at__isnull=False)
        events = events.exclude(verb__in=_WRITING).filter(~Q(verb__in=_OF_PROPOSALS) | Q(part_id__in=put.values("pk")))
    files = budget.inlezingen.visible_to(user)
    events = events.filter(~Q(verb__in=_OF_FILES) | Q(part_id__in=files.values("pk")))
    plans = Regioplan.objects.filter(region__in=regions_of(budget)).visible_to(user)
    opgaven = Opgave.objects.filter(plan__in=plans.values("pk")).annotate(said=Cast("key", TextField()))
    known = lines_known_to(user, budget)
    return events.annotate(opgave=KT("after__opgave")).filter(
        ~Q(verb=FundingVerb.TIED)
        | Q(Exists(known.filter(pk=OuterRef("part_id"))), Q(opgave="") | Q(opgave__in=opgaven.values("said")))
    )
