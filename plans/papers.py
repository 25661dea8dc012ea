"""Papers that people add to a plan: PDFs, looked at before they are taken, and kept as they came."""

import hashlib
import io

from django.core.exceptions import ValidationError

from plans.models import Paper, Regioplan

#: A decision of a college is some pages; a scan of one is larger.
MOST_BYTES = 15_000_000
#: Names in a PDF under which it could do something by itself, or carry another file along.
_ACTIVE = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/SubmitForm",
    "/ImportData",
)
_MOST_OBJECTS = 50_000


def take_paper(plan: Regioplan, *, by, upload) -> Paper:
    """Keep the file that a person sent with the plan; inside the caller's transaction, who asked the right.

    Raises `ValidationError` at the field `paper` for what is no PDF, is locked, or could do something by itself.
    """
    content = upload.read()
    if reason := why_refused(content):
        raise ValidationError({"paper": reason})
    return Paper.objects.create(
        plan=plan,
        name=_name(upload.name),
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
    )


def why_refused(content: bytes) -> str:
    """Answer why these bytes are not taken as a PDF, as a sentence, or nothing."""
    # Large, and only needed when a file comes in.
    import pikepdf

    if len(content) > MOST_BYTES:
        return f"Dit bestand is te groot. Stuur een PDF van ten hoogste {MOST_BYTES // 1_000_000} MB."
    if not content.startswith(b"%PDF-"):
        return "Dit is geen PDF. Bewaar het stuk als PDF en stuur dat."
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if not pdf.pages:
                return "Deze PDF heeft geen bladzijden."
            if len(pdf.objects) > _MOST_OBJECTS:
                return "Deze PDF is te ingewikkeld. Druk het stuk opnieuw af als PDF en stuur dat."
            if any(_is_active(each) for each in pdf.objects) or _is_active(pdf.Root):
                return "In deze PDF zit een script, een formulier dat iets doet, of een ander bestand. Stuur een PDF zonder."
    except pikepdf.PasswordError:
        return "Deze PDF is met een wachtwoord beveiligd. Stuur een PDF die iedereen kan openen."
    except (pikepdf.PdfError, ValueError, RecursionError):
        return "Deze PDF is beschadigd. Maak het stuk opnieuw als PDF."
    return ""


def _is_active(found) -> bool:
    """Does this object of a PDF do something by itself, or carry a file? Bounded, for it comes from anybody."""
    import pikepdf

    todo, seen = [found], 0
    while todo and seen < 5_000:
        each, seen = todo.pop(), seen + 1
        if isinstance(each, pikepdf.Stream):
            keys = each.stream_dict
        elif isinstance(each, pikepdf.Dictionary):
            keys = each
        elif isinstance(each, pikepdf.Array) and not each.is_indirect:
            todo += list(each)
            continue
        else:
            continue
        for key, value in keys.items():
            if key in _ACTIVE or (key in ("/S", "/Type", "/Subtype") and str(value) in _ACTIVE):
                return True
            # What stands elsewhere is looked at by itself.
            if not getattr(value, "is_indirect", False):
                todo.append(value)
    return False


def _name(said: str) -> str:
    """Answer the name of a file without a path and without what could break a header or a mail."""
    plain = "".join(letter for letter in said.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    stem = plain.removesuffix(".pdf").removesuffix(".PDF").replace('"', "").strip()[:140]
    return f"{stem or 'stuk'}.pdf"
