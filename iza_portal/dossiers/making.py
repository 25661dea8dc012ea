"""What a person does: ask for a dossier, and have a failed one made again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from iza_portal.dossiers.content import hash_of, snapshot
from iza_portal.dossiers.models import Dossier
from iza_portal.dossiers.verbs import DossierVerb
from iza_portal.trail.recording import record
from iza_portal.work.models import State
from iza_portal.work.offering import offer
from plans import rules
from plans.models import Regioplan


@transaction.atomic
def request_dossier(plan, *, by) -> Dossier:
    """Have a dossier made of `plan` as it is now; answer it at once, a worker makes the file.

    Where the same content is already made or under way, that dossier is answered and nothing else happens. Raises
    `PermissionDenied`.
    """
    plan = _locked_for(plan, by)
    content = snapshot(plan)
    content_hash = hash_of(content)
    if same := _same(plan, content_hash):
        return same
    number = (plan.dossiers.aggregate(highest=Max("number"))["highest"] or 0) + 1
    dossier = Dossier(plan=plan, number=number, code=f"{plan.region.short_name} {plan.edition}-{number}")
    return _begin(dossier, content, content_hash, by, DossierVerb.REQUESTED)


@transaction.atomic
def retry_dossier(dossier, *, by) -> Dossier:
    """Have a failed dossier made again, of the plan as it is now, so that a mended section is in it.

    Where somebody did this already, or a dossier of the same content is there, that one is answered. A dossier whose file
    got lost counts as failed. Raises `PermissionDenied`.
    """
    plan = _locked_for(dossier.plan, by)
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    if dossier.is_under_way or dossier.is_available:
        return dossier
    content = snapshot(plan)
    content_hash = hash_of(content)
    if (same := _same(plan, content_hash)) and same != dossier:
        return same
    return _begin(dossier, content, content_hash, by, DossierVerb.RETRIED)


def _locked_for(plan, by) -> Regioplan:
    """Answer the plan with its row locked, so that two who ask at once come after one another."""
    plan = Regioplan.objects.select_related("region").select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if not rules.may_make_dossier(by, plan):
        raise PermissionDenied
    return plan


def _same(plan, content_hash) -> Dossier | None:
    """Answer the dossier of this content that is under way, or that is ready and has its file."""
    same = plan.dossiers.defer("content").exclude(state=State.MISLUKT).filter(content_hash=content_hash).first()
    if same and not same.is_under_way and not same.is_available:
        same.state, same.failure = State.MISLUKT, "Het bestand van dit dossier is er niet meer."
        same.save(update_fields=["state", "failure"])
        return None
    return same


def _begin(dossier, content, content_hash, by, verb) -> Dossier:
    dossier.content, dossier.content_hash = content, content_hash
    dossier.plan_status = dossier.plan.status
    dossier.failed_section = dossier.file = ""
    dossier.pages = dossier.bytes = None
    dossier.ask(by)
    dossier.save()
    record(verb, dossier.plan, by=by, detail=str(dossier))
    transaction.on_commit(lambda: offer(dossier))
    return dossier
