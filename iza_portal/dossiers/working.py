"""What a worker does for a dossier: it makes the PDF, or finds the section that is the cause where that fails."""

from django.conf import settings

from iza_portal.dossiers import files, rendering
from iza_portal.dossiers.content import Imprint
from iza_portal.dossiers.models import Dossier
from iza_portal.work.holding import Report, carry_out, hand_in

UNRENDERABLE = "De tekst van dit onderdeel kan niet worden opgemaakt. Maak de tekst eenvoudiger en probeer het opnieuw."
UNKNOWN = "Er ging iets mis bij het opmaken. Probeer het opnieuw. Lukt het weer niet, laat het dan de beheerder weten."


def make(dossier_id: int) -> None:
    """Make the file of this dossier, unless it is made, given up, or in the hands of another worker."""
    carry_out(Dossier, dossier_id, _make, time_limit=settings.DOSSIER_TIME_LIMIT, explain=_explain)


def _make(dossier: Dossier, report: Report) -> None:
    pdf = rendering.render(dossier.content, Imprint.of(dossier), report=report)
    hand_in(dossier, file=files.store(pdf.file), bytes=len(pdf.file), pages=pdf.pages)


def _explain(dossier: Dossier) -> dict:
    section = rendering.find_unrenderable(dossier.content, Imprint.of(dossier))
    return {"failure": UNRENDERABLE if section else UNKNOWN, "failed_section": section}
