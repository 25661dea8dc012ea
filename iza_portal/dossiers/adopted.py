"""The PDF of what colleges decide on: made once of what was frozen, and kept with it for good."""

import hashlib

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from iza_portal.dossiers import rendering
from iza_portal.dossiers.content import LAYOUT, Imprint
from iza_portal.dossiers.kinds import Kind
from plans import dossier
from plans.models import VaststellingsPdf, Vaststellingsversie

log = structlog.get_logger(__name__)


def make_waiting(most: int = 3) -> int:
    """Make the PDFs that are not there yet, a few at a time; answer how many. One that fails leaves the others alone.

    Two workers at once make different ones.
    """
    made, tried = 0, []
    while made < most:
        with transaction.atomic():
            waiting = Vaststellingsversie.objects.filter(pdf=None).exclude(pk__in=tried)
            versie = waiting.select_for_update(of=("self",), skip_locked=True).select_related("plan__region").first()
            if versie is None:
                break
            tried.append(versie.pk)
            try:
                file = _render(versie)
            except Exception as error:  # noqa: BLE001 (whatever it is, the others go on)
                log.error("adopted_pdf_failed", versie=versie.pk, error=type(error).__name__)
                continue
            sha256 = hashlib.sha256(file).hexdigest()
            VaststellingsPdf.objects.create(versie=versie, content=file, sha256=sha256)
            made += 1
    return made


def _render(versie: Vaststellingsversie) -> bytes:
    plan = versie.plan
    content = {
        "kind": Kind.REGIOPLAN.value,
        "layout": LAYOUT,
        "portal": settings.PORTAL_URL,
        # What comes after the freezing is not in it: the file stays true.
        "about": dossier.about_frozen(plan, versie),
        "chapters": [chapter._asdict() for chapter in dossier.chapters_of(versie.content)],
    }
    code = f"{plan.region.short_name} {plan.kind} {plan.edition}-{versie.number}"
    day = timezone.localdate(versie.at)
    imprint = Imprint(code=code, number=versie.number, date=day, content_hash=versie.content_hash)
    return rendering.render(content, imprint).file
