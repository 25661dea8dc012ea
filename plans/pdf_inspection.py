"""Looking into a PDF that somebody sent, in a process of its own: `python -m plans.pdf_inspection < file` prints a verdict.

A few bytes can unfold into gigabytes, or into hours, before any library says no. So the process that reads them may use only
so much memory and time, and what ends there ends alone.
"""

import io
import resource
import sys

#: What the process that reads a PDF may use.
MEMORY, SECONDS = 1_500_000_000, 20
_MOST_OBJECTS, _DEEPEST = 50_000, 5_000
# Names in a PDF under which it could do something by itself, or carry another file along.
_ACTIVE = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/SubmitForm",
    "/ImportData",
}


def inspect(content: bytes) -> str:
    """Answer what is wrong: `locked`, `broken`, `empty`, `large` or `active`; `plain` where nothing is."""
    # Large, and only needed here.
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if not pdf.pages:
                return "empty"
            if len(pdf.objects) > _MOST_OBJECTS:
                return "large"
            if any(_is_active(each, pikepdf) for each in pdf.objects):
                return "active"
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, ValueError, RecursionError):
        return "broken"
    return "plain"


def _is_active(found, pikepdf) -> bool:
    """Does this object of a PDF do something by itself, or carry a file?"""
    todo, seen = [found], 0
    while todo and seen < _DEEPEST:
        each, seen = todo.pop(), seen + 1
        if isinstance(each, pikepdf.Stream):
            keys = each.stream_dict
        elif isinstance(each, pikepdf.Dictionary):
            keys = each
        elif isinstance(each, pikepdf.Array):
            # What stands elsewhere is looked at by itself.
            todo += [item for item in each if not getattr(item, "is_indirect", False)]
            continue
        else:
            continue
        for key, value in keys.items():
            if key in _ACTIVE or (key in ("/S", "/Type", "/Subtype") and str(value) in _ACTIVE):
                return True
            if not getattr(value, "is_indirect", False):
                todo.append(value)
    # What is too large to be looked through is not taken.
    return bool(todo)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    print(inspect(sys.stdin.buffer.read()))  # noqa: T201
