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
from plans.models.transformatie import Transformatieplan
from plans.transformatie.dossier import Taken, taken_by
from regions.models import Regiobeeld, Region

CODES = {
    Kind.REGIOPLAN: "{region} {edition}-{number}",
    Kind.REGIOBEELD: "{region} beeld {edition}-{number}",
    Kind.REGIO: "{region} regio-{number}",
    Kind.TRANSFORMATIEPLAN: "{region} transformatie {pk}-{number}",
}
WERKAGENDA_CODE = "{region} werkagenda {edition}-{number}"


@transaction.atomic
def request_dossier(
    owner: Regioplan | Regiobeeld | Region | Transformatieplan, *, by, only_public: bool = False
) -> Dossier:
    """Have a dossier made of a plan, a regiobeeld or a region as it is now; answer it at once, a worker makes the file.

    Of a region it holds the latest regiobeeld and regioplan, with `only_public` the latest public ones; of a
    transformatieplan what this person may read of it. Where the same content is already made or under way, that dossier
    is answered and nothing else happens. Raises `PermissionDenied`, and `ValidationError` where there is nothing to show.
    """
    owner = _locked_for(owner, by)
    subject = _subject(owner, by, only_public=only_public)
    dossier = _of(subject)
    dossier.content = snapshot(subject)
    if same := _same(owner, subject, hash_of(dossier.content)):
        return same
    dossier.number = (Dossier.objects.of(owner).aggregate(highest=Max("number"))["highest"] or 0) + 1
    is_werkagenda = dossier.kind == Kind.REGIOPLAN and owner.kind == PlanKind.WERKAGENDA
    dossier.code = (WERKAGENDA_CODE if is_werkagenda else CODES[dossier.kind]).format(
        region=region_of(owner).short_name,
        edition=getattr(owner, "edition", ""),
        pk=owner.pk,
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
    if not rules.may_make_of(by, owner):
        raise PermissionDenied
    return owner


def _subject(owner, by, *, only_public: bool):
    """Answer what the dossier is made of. Raises `ValidationError` where there is nothing to show."""
    if isinstance(owner, Transformatieplan):
        if taken := taken_by(by, owner):
            return taken
        raise ValidationError("Er is nog niets van dit plan ingediend.")
    if not isinstance(owner, Region):
        return owner
    if papers := papers_of(owner, only_public=only_public):
        return papers
    raise ValidationError(
        "Deze regio heeft nog geen regiobeeld of regioplan dat openbaar is."
        if only_public
        else "Deze regio heeft nog geen regiobeeld en geen regioplan."
    )


def _of(subject) -> Dossier:
    if isinstance(subject, Taken):
        return Dossier(transformatieplan=subject.plan, indiening=subject.indiening)
    if isinstance(subject, Papers):
        return Dossier(region=subject.region, regiobeeld=subject.regiobeeld, plan=subject.plan)
    return Dossier(regiobeeld=subject) if isinstance(subject, Regiobeeld) else Dossier(plan=subject)


def _same(owner, subject, content_hash) -> Dossier | None:
    """Answer the dossier of this content that is under way, or that is ready and has its file."""
    found = Dossier.objects.of(owner).defer("content").exclude(state=State.MISLUKT)
    if isinstance(subject, Papers):
        found = found.filter(regiobeeld=subject.regiobeeld, plan=subject.plan)
    if isinstance(subject, Taken):
        found = found.filter(indiening=subject.indiening)
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
    dossier.transformatieplan_status = dossier.transformatieplan.status if dossier.transformatieplan else ""
    dossier.failed_section = dossier.file = ""
    dossier.pages = dossier.bytes = None
    dossier.ask(by)
    dossier.save()
    # Who reads a transformatieplan for an insurer, those who see its history do not learn from it.
    record(verb, dossier if dossier.transformatieplan_id else dossier.owner, by=by, detail=str(dossier))
    transaction.on_commit(lambda: offer(dossier))
    return dossier
