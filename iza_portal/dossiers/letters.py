"""A letter as PDF/UA, made in a process of its own. One to a council is a few pages, so the person waits for it."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from iza_portal.dossiers.rendering import STYLES, printable
from iza_portal.hashing import hash_of
from plans.letter import Letter
from plans.raadsbrief.formats import CannotBeMade, Format

LETTER_STYLES = Path(__file__).parent / "letter.css"
#: A letter that takes longer than this is not waited for.
SECONDS = 40


def make(letter: Letter) -> bytes:
    """Answer the letter as a PDF file. The same letter gives the same bytes. Raises `CannotBeMade`."""
    css = STYLES.read_text(encoding="utf-8") + LETTER_STYLES.read_text(encoding="utf-8")
    order = {
        "html": printable(render_to_string("dossiers/pdf/letter.html", {"letter": letter})),
        "css": css,
        "base": settings.PORTAL_URL,
        "identifier": hash_of(asdict(letter) | {"day": letter.day.isoformat()}),
    }
    try:
        # A web process never pays for WeasyPrint; what it writes about a fault would quote the letter.
        done = subprocess.run(
            [sys.executable, "-m", "iza_portal.dossiers.letter_drawing"],
            input=json.dumps(order).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise CannotBeMade from error
    return done.stdout


PDF = Format("pdf", "application/pdf", "PDF", make)
