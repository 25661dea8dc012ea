"""The PDFs of what is kept for good: made once by a worker, of the content that was kept, and kept with it.

Of what colleges decide on (`Vaststellingsversie`), of the reports of regions on a quarter (`Kwartaalrapportage`), and of
transformatieplannen the letters of decisions (`Planbesluit`) and the dossiers of escalations (`Escalatie`), and the settled
accounts of money (`Verantwoording`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.models import Verantwoording, VerantwoordingPdf, Verantwoordingsstand
from funding.sisa.letters import as_letter as account_as_letter
from iza_portal.dossiers import letters, rendering
from iza_portal.dossiers.content import LAYOUT, Imprint
from iza_portal.dossiers.kinds import Kind
from plans import dossier
from plans.models import Kwartaalrapportage, KwartaalrapportagePdf, VaststellingsPdf, Vaststellingsversie
from plans.models.transformatie import Besluitstand, Escalatie, EscalatiePdf, Planbesluit, PlanbesluitPdf
from plans.transformatie.besluiten.letters import as_letter
from plans.transformatie.escalatie import course_dossier
from plans.voortgang import report_dossier

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Kept:
    """Things that are kept for good: those without a PDF, how that is rendered, and where it is kept with its SHA-256."""

    name: str
    waiting: Callable[[], QuerySet]
    render: Callable[..., bytes]
    keep: Callable[..., object]


def make_waiting(most: int = 3) -> int:
    """Make the PDFs that are not there yet, a few of each kind at a time; answer how many.

    One that fails leaves the others alone. Two workers at once make different ones.
    """
    return sum(_make(kind, most) for kind in KINDS)


def _make(kind: Kept, most: int) -> int:
    made, tried = 0, []
    while made < most:
        with transaction.atomic():
            waiting = kind.waiting().exclude(pk__in=tried)
            thing = waiting.select_for_update(of=("self",), skip_locked=True).first()
            if thing is None:
                break
            tried.append(thing.pk)
            try:
                file = kind.render(thing)
            except Exception as error:  # noqa: BLE001 (whatever it is, the others go on)
                log.error("adopted_pdf_failed", **{kind.name: thing.pk}, error=type(error).__name__)
                continue
            kind.keep(thing, content=file, sha256=hashlib.sha256(file).hexdigest())
            made += 1
    return made


def _render_versie(versie: Vaststellingsversie) -> bytes:
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
    return rendering.render(content, _imprint(versie, code)).file


def _render_report(report: Kwartaalrapportage) -> bytes:
    content = {
        "kind": "kwartaalrapportage",
        "layout": LAYOUT,
        "portal": settings.PORTAL_URL,
        "about": report_dossier.about(report),
        "chapters": [chapter._asdict() for chapter in report_dossier.chapters_of(report.content)],
    }
    code = f"{report.region.short_name} {report.content['short']}-{report.number}"
    return rendering.render(content, _imprint(report, code)).file


def _render_besluit(besluit: Planbesluit) -> bytes:
    return letters.make(as_letter(besluit.content, besluit.content_hash))


def _render_account(verantwoording: Verantwoording) -> bytes:
    return letters.make(account_as_letter(verantwoording))


def _render_escalatie(escalatie: Escalatie) -> bytes:
    content = {
        "kind": "escalatie",
        "layout": LAYOUT,
        "portal": settings.PORTAL_URL,
        "about": course_dossier.about(escalatie),
        "chapters": [chapter._asdict() for chapter in course_dossier.chapters_of(escalatie.content)],
    }
    code = f"{escalatie.plan.region.short_name} transformatieplan {escalatie.plan_id}-{escalatie.number}"
    return rendering.render(content, _imprint(escalatie, code)).file


def _imprint(kept, code: str) -> Imprint:
    return Imprint(code=code, number=kept.number, date=timezone.localdate(kept.at), content_hash=kept.content_hash)


KINDS = (
    Kept(
        "versie",
        lambda: Vaststellingsversie.objects.filter(pdf=None).select_related("plan__region"),
        _render_versie,
        lambda versie, **file: VaststellingsPdf.objects.create(versie=versie, **file),
    ),
    Kept(
        "rapportage",
        lambda: Kwartaalrapportage.objects.filter(pdf=None).select_related("region"),
        _render_report,
        lambda rapportage, **file: KwartaalrapportagePdf.objects.create(rapportage=rapportage, **file),
    ),
    Kept(
        "besluit",
        lambda: Planbesluit.objects.filter(pdf=None, status=Besluitstand.VERZONDEN),
        _render_besluit,
        lambda besluit, **file: PlanbesluitPdf.objects.create(besluit=besluit, **file),
    ),
    Kept(
        "escalatie",
        lambda: Escalatie.objects.filter(pdf=None).select_related("plan__region"),
        _render_escalatie,
        lambda escalatie, **file: EscalatiePdf.objects.create(escalatie=escalatie, **file),
    ),
    Kept(
        "verantwoording",
        lambda: Verantwoording.objects.filter(pdf=None, status=Verantwoordingsstand.VASTGESTELD),
        _render_account,
        lambda verantwoording, **file: VerantwoordingPdf.objects.create(verantwoording=verantwoording, **file),
    ),
)
