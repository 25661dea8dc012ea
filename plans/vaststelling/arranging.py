"""Which bodies decide on a plan, and by when: the regiocoördinator says so while they do."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.accounts.models import Kind
from iza_portal.trail.recording import record
from plans.adoption import follow_besluiten
from plans.models import Besluit, BesluitStatus, Orgaan, PlanKind, Regioplan, Vaststellingsversie
from plans.vaststelling import rules
from plans.vaststelling.freezing import frozen_version
from plans.verbs import PlanVerb
from regions.participation import organisations_of


def _held(plan, by) -> tuple[Regioplan, Vaststellingsversie]:
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if not rules.may_arrange(by, plan):
        raise PermissionDenied("De regiocoördinator zegt wie er besluiten, zolang dat loopt.")
    return plan, frozen_version(plan)


def bound_to_decide(plan: Regioplan) -> set[int]:
    """Answer the organisations of which the college has to adopt the plan: of a werkagenda all municipalities (domain: B18).

    Of one that takes no part in the region any more the college is not waited for. One query, and none of a regioplan.
    """
    if plan.kind != PlanKind.WERKAGENDA:
        return set()
    return set(organisations_of(plan.region_id).filter(kind=Kind.GEMEENTE).values_list("pk", flat=True))


@transaction.atomic
def add_besluit(plan, *, by, organisation, orgaan, is_required: bool, due_on: date | None = None) -> Besluit:
    """Let one more body of an organisation of the region decide on the plan; a required one has to say yes as well.

    Of a werkagenda each college is (`bound_to_decide`).
    """
    plan, versie = _held(plan, by)
    if not organisations_of(plan.region_id).filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": "Kies een organisatie die in deze regio meedoet."})
    is_required = is_required or (orgaan == Orgaan.COLLEGE and organisation.pk in bound_to_decide(plan))
    besluit = Besluit(versie=versie, organisation=organisation, orgaan=orgaan, is_required=is_required, due_on=due_on)
    besluit.full_clean(exclude=["versie"], validate_unique=False, validate_constraints=False)
    if versie.besluiten.filter(organisation=organisation, orgaan=orgaan).exists():
        raise ValidationError({"organisation": f"{organisation} staat er al bij, met dit orgaan."})
    besluit.save()
    _record(PlanVerb.BESLUIT_ADDED, plan, besluit, by)
    follow_besluiten(plan)
    return besluit


@transaction.atomic
def remove_besluit(besluit, *, by) -> None:
    """Take a body off the list that has not decided yet."""
    plan, versie = _held(besluit.versie.plan, by)
    besluit = versie.besluiten.filter(pk=besluit.pk).select_related("organisation").first()
    if besluit is None:
        raise ValidationError("Dit is intussen weggehaald.")
    if besluit.status not in (BesluitStatus.IN_VOORBEREIDING, BesluitStatus.GEAGENDEERD):
        raise ValidationError("Hier is al besloten. Een besluit haalt u niet van de lijst.")
    if besluit.orgaan == Orgaan.COLLEGE and besluit.organisation_id in bound_to_decide(plan):
        raise ValidationError("Een werkagenda geldt pas als elk college haar vaststelt. Dit college kan er niet af.")
    _record(PlanVerb.BESLUIT_REMOVED, plan, besluit, by)
    besluit.delete()
    follow_besluiten(plan)


@transaction.atomic
def set_term(plan, *, by, due_on: date) -> None:
    """Say by when all bodies that have not decided yet are to decide; they are reminded of it."""
    plan, versie = _held(plan, by)
    waiting = versie.besluiten.filter(status__in=[BesluitStatus.IN_VOORBEREIDING, BesluitStatus.GEAGENDEERD])
    if waiting.exclude(due_on=due_on).update(due_on=due_on):
        record(PlanVerb.TERM_SET, plan, by=by, after={"besluiten uiterlijk": due_on.isoformat()})


def _record(verb, plan, besluit, by) -> None:
    detail = f"{besluit.organisation}, {besluit.get_orgaan_display()}"
    record(verb, plan, by=by, detail=detail, part_id=besluit.pk, after={"nodig": besluit.is_required})
