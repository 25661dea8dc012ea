"""Keeping a whole plan or regiobeeld as it was: when somebody names it, and at its steps."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from iza_portal.trail.recording import record
from iza_portal.writing.history.moments import keep
from iza_portal.writing.holding import Held
from iza_portal.writing.homes import home_of_whole
from iza_portal.writing.models import Document, MomentKind, Version, VersionKind, VersionPart
from iza_portal.writing.together.exchange import document_for
from iza_portal.writing.verbs import HistoryVerb


@transaction.atomic
def keep_version(whole: Model, *, by, name: str) -> Version:
    """Keep all texts of the whole as they are now, all at one moment, under a name that somebody gives it.

    Raises `PermissionDenied` with the reason where this person cannot write in any of them now, and `ValidationError`.
    """
    # Whoever writes waits until all of them are kept.
    whole = type(whole)._base_manager.select_for_update(no_key=True).get(pk=whole.pk)
    if reason := why_not_kept(by, whole):
        raise PermissionDenied(reason)
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": "Geef de versie een naam."})
    version = _keep(whole, by=by, kind=VersionKind.BENOEMD, name=name)
    record(HistoryVerb.WHOLE_KEPT, whole, by=by, after={"naam": name})
    return version


def why_not_kept(user, whole: Model) -> str:
    """Answer why this person cannot keep a version of the whole now, as a sentence, or nothing: one has to write in it."""
    home = home_of_whole(whole)
    reasons = [home.why_not_writable(user, text) for _, text in home.texts_of(whole, with_bodies=False)]
    return "" if "" in reasons else next(iter(reasons), "Er staan nog geen teksten in.")


def keep_step(whole: Model, *, by, step: str, name: str) -> Version:
    """Keep all texts of the whole as they are when it goes to the state `step`, as part of that step.

    Inside the transaction of the step, which holds the whole. Raises `ValidationError` where a text cannot be read.
    """
    return _keep(whole, by=by, kind=VersionKind.STAP, step=step, name=name)


def _keep(whole: Model, *, by, kind: VersionKind, name: str, step: str = "") -> Version:
    home = home_of_whole(whole)
    version = Version.objects.create(
        whole_type=whole._meta.label_lower,
        whole_id=whole.pk,
        kind=kind,
        step=step,
        name=name,
        at=timezone.now(),
        by=by,
    )
    parts = []
    for position, (title, text) in enumerate(home.texts_of(whole), start=1):
        document = document_for(text)
        document = Document.objects.select_for_update(no_key=True).defer("snapshot").get(pk=document.pk)
        of_text = MomentKind.STAP if kind == VersionKind.STAP else MomentKind.BENOEMD
        moment = keep(Held(document, home, text), of_text, by=by)
        parts.append(VersionPart(version=version, position=position, title=title, moment=moment))
    VersionPart.objects.bulk_create(parts)
    return version


def versions_of(whole: Model) -> QuerySet[Version]:
    """Answer the versions that are kept of the whole, newest first."""
    return Version.objects.filter(whole_type=whole._meta.label_lower, whole_id=whole.pk)


def adopted_version(whole: Model) -> Version | None:
    """Answer the version that was adopted; None of a whole that is not, or was before versions were kept."""
    return versions_of(whole).filter(step=home_of_whole(whole).adopted_step).first()
