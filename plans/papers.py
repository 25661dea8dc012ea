"""Papers that people add to a plan: PDFs, looked at before they are taken, and kept as they came."""

import hashlib
import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Manager

from plans import pdf_inspection

#: A decision of a college is some pages; a scan of one is larger.
MOST_BYTES = 15_000_000
_REASONS = {
    "plain": "",
    "locked": "Deze PDF is met een wachtwoord beveiligd. Stuur een PDF die iedereen kan openen.",
    "broken": "Deze PDF is beschadigd. Maak het stuk opnieuw als PDF.",
    "empty": "Deze PDF heeft geen bladzijden.",
    "active": "In deze PDF zit een script, een formulier dat iets doet, of een ander bestand. Stuur een PDF zonder.",
}
_TOO_MUCH = "Deze PDF is te ingewikkeld. Druk het stuk opnieuw af als PDF en stuur dat."


def take_paper(papers: Manager, *, by, upload):
    """Keep the file that a person sent among the papers of a plan; inside the caller's transaction, who asked the right.

    `papers` are those of the plan: `Regioplan.papers` or `Transformatieplan.stukken`. Answers the row that was made.
    Raises `ValidationError` at the field `paper` for what is no PDF, is locked, or could do something by itself.
    """
    content = upload.read()
    if reason := why_refused(content):
        raise ValidationError({"paper": reason})
    return papers.create(
        name=_name(upload.name),
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
    )


def why_refused(content: bytes) -> str:
    """Answer why these bytes are not taken as a PDF, as a sentence, or nothing."""
    if len(content) > MOST_BYTES:
        return f"Dit bestand is te groot. Stuur een PDF van ten hoogste {MOST_BYTES // 1_000_000} MB."
    if not content.startswith(b"%PDF-"):
        return "Dit is geen PDF. Bewaar het stuk als PDF en stuur dat."
    command = [sys.executable, "-m", pdf_inspection.__name__]
    try:
        # The command is ours; only what it reads is somebody's.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=pdf_inspection.SECONDS + 10, cwd=settings.BASE_DIR
        )
    except subprocess.TimeoutExpired:
        return _TOO_MUCH
    return _REASONS.get(done.stdout.decode(errors="replace").strip(), _TOO_MUCH)


def _name(said: str) -> str:
    """Answer the name of a file without a path and without what could break a header or a mail."""
    plain = "".join(letter for letter in said.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    stem = plain.removesuffix(".pdf").removesuffix(".PDF").replace('"', "").strip()[:140]
    return f"{stem or 'stuk'}.pdf"
