"""What a person does: ask for a dossier, and have a failed one made again."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from iza_portal.dossiers import rules
from iza_portal.dossiers.content import snapshot
from iza_portal.dossiers.kinds import Kind, Papers, papers_of, region_of
from iza_portal.dossiers.models import Dossier
from iza_portal.dossiers.verbs import DossierVerb
from iza_portal.hashing import hash_of
from iza_portal.trail.recording import record
from iza_portal.work.models import State
from iza_portal.work.offering import offer
from plans.models import PlanKind, Regioplan
from regions.models import Regiobeeld, Region

CODES = {
    Kind.REGIOPLAN: "{region} {edition}-{number}",
    Kind.REGIOBEELD: "{region} beeld {edition}-{number}",
    Kind.REGIO: "{region} regio-{number}",
}
WERKAGENDA_CODE = "{region} werkagenda {edition}-{number}"


@transaction.atomic
def request_dossier(owner: Regioplan | Regiobeeld | Region, *, by, only_public: bool = False) -> Dossier:
    """Have a dossier made of a plan, a regiobeeld or a region as it is now; answer it at once, a worker makes the file.

    Of a region it holds the latest regiobeeld and regioplan, with `only_public` the latest public ones. Where the same
    content is already made or under way, that dossier is answered and nothing else happens. Raises `PermissionDenied`,
    and `ValidationError` where a region has nothing to show.
    """
    owner = _locked_for(owner, by)
    subject = papers_of(owner, only_public=only_public) if isinstance(owner, Region) else owner
    if subject is None:
        raise ValidationError(
            "Deze regio heeft nog geen regiobeeld of regioplan dat openbaar is."
            if only_public
            else "Deze regio heeft nog geen regiobeeld en geen regioplan."
        )
    dossier = _of(subject)
    dossier.content = snapshot(subject)
    if same := _same(owner, subject, hash_of(dossier.content)):
        return same
    dossier.number = (Dossier.objects.of(owner).aggregate(highest=Max("number"))["highest"] or 0) + 1
    is_werkagenda = dossier.kind == Kind.REGIOPLAN and owner.kind == PlanKind.WERKAGENDA
    dossier.code = (WERKAGENDA_CODE if is_werkagenda else CODES[dossier.kind]).format(
        region=region_of(owner).short_name,
        edition=getattr(owner, "edition", ""),
        number=dossier.number,
    )
    return _begin(dossier, by, DossierVerb.REQUESTED)


@transaction.atomic
def retry_dossier(dossier: Dossier, *, by) -> Dossier:
    """Have a failed dossier made again, of the same subject as it is now, so that a mended section is in it.

    Where somebody did this already, or a dossier of the same content is there, that one is answered. A dossier whose file
    got lost counts as failed. Raises `PermissionDenied`.
    """
    owner = _locked_for(dossier.owner, by)
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    if dossier.is_under_way or dossier.is_available:
        return dossier
    dossier.content = snapshot(dossier.subject)
    if (same := _same(owner, dossier.subject, hash_of(dossier.content))) and same != dossier:
        return same
    return _begin(dossier, by, DossierVerb.RETRIED)


def _locked_for(owner, by):
    """Answer `owner` with its row locked, so that two who ask at once come after one another."""
    found = type(owner).objects.select_for_update(of=("self",), no_key=True)
    if not isinstance(owner, Region):
        found = found.select_related("region")
    owner = found.get(pk=owner.pk)
    if not rules.may_make(by, region_of(owner).pk):
        raise PermissionDenied
    return owner


def _of(subject) -> Dossier:
    if isinstance(subject, Papers):
        return Dossier(region=subject.region, regiobeeld=subject.regiobeeld, plan=subject.plan)
    return Dossier(regiobeeld=subject) if isinstance(subject, Regiobeeld) else Dossier(plan=subject)


def _same(owner, subject, content_hash) -> Dossier | None:
    """Answer the dossier of this content that is under way, or that is ready and has its file."""
    found = Dossier.objects.of(owner).defer("content").exclude(state=State.MISLUKT)
    if isinstance(subject, Papers):
        found = found.filter(regiobeeld=subject.regiobeeld, plan=subject.plan)
    same = found.filter(content_hash=content_hash).first()
    if same and not same.is_under_way and not same.is_available:
        same.state, same.failure = State.MISLUKT, "Het bestand van dit dossier is er niet meer."
        same.save(update_fields=["state", "failure"])
        return None
    return same


def _begin(dossier, by, verb) -> Dossier:
    dossier.content_hash = hash_of(dossier.content)
    dossier.plan_status = dossier.plan.status if dossier.plan else ""
    dossier.regiobeeld_status = dossier.regiobeeld.status if dossier.regiobeeld else ""
    dossier.failed_section = dossier.file = ""
    dossier.pages = dossier.bytes = None
    dossier.ask(by)
    dossier.save()
    record(verb, dossier.owner, by=by, detail=str(dossier))
    transaction.on_commit(lambda: offer(dossier))
    return dossier
