"""Whom something concerns that happens to transformatieplannen from outside: applicants, and reviewers of insurers."""

from collections.abc import Iterable

from django.db.models import QuerySet

from iza_portal.accounts.models import Function, User
from plans.models.transformatie import Indiening, Partijrol, Toewijzing, Transformatiepartij
from plans.transformatie.rules import SUBMITTING_FUNCTIONS


def applicants_of(plans: Iterable[int]) -> QuerySet[User]:
    """Answer everybody who writes or submits one of these plans, by key, for a party that submits it; each once."""
    parties = Transformatiepartij.objects.filter(plan__in=plans, part=Partijrol.INDIENER).values("organisation")
    return people_at(parties, SUBMITTING_FUNCTIONS)


def reviewers_at(insurers: Iterable[int]) -> QuerySet[User]:
    """Answer all reviewers of these insurers, by key; each once."""
    return people_at(insurers, {Function.BEOORDELAAR})


def judges_of(indiening: Indiening) -> QuerySet[User]:
    """Answer the reviewers of both market leaders, without who recused themselves from judging the plan."""
    recused = Toewijzing.objects.filter(indiening__plan=indiening.plan_id, recused_at__isnull=False).values("person")
    return reviewers_at([indiening.leader_1_id, indiening.leader_2_id]).exclude(pk__in=recused)


def people_at(organisations: Iterable, functions: set[Function]) -> QuerySet[User]:
    """Answer who does one of these things at one of these organisations, rows or keys, now; each once."""
    return User.objects.filter(
        is_active=True,
        memberships__organisation__in=organisations,
        memberships__ended_at=None,
        memberships__function__in=functions,
    ).distinct()
