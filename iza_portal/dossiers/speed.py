"""Three things that make WeasyPrint a third faster on large dossiers, kept apart because they lean on its insides.

- Pages that are being laid out are millions of live objects, and none of them is garbage before the end: each pass of the
  cyclic collector walks all of them for nothing. It is off during the run and runs once after it, over what is new.
- pydyf builds the list of all pages anew for each tagged element, which is quadratic in the number of pages. The list is
  kept here until the last page is another.
- pydyf compresses each stream as well as it can, twice: for the file and for its hash. Here it is done once, at the usual
  level, which costs a quarter of the time and makes the file a twentieth larger.

Another pydyf than the one that was looked at is left as it is.
"""

import gc
import zlib
from contextlib import contextmanager

import pydyf

KNOWN_PYDYF = "0.13.0"
COMPRESSION = 6


@contextmanager
def no_garbage_collection():
    """Put off the cyclic garbage collector until the block is left; what was there before is not looked at."""
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        gc.enable()


def keep_what_pydyf_builds() -> bool:
    """Let pydyf build its list of pages and compress its streams once; answer whether this pydyf is the known one."""
    if pydyf.VERSION != KNOWN_PYDYF:
        return False
    if not hasattr(pydyf.PDF, "_references_built_anew"):
        pydyf.PDF._references_built_anew = pydyf.PDF.page_references.fget
        pydyf.PDF.page_references = property(_page_references)
        pydyf.Stream.data = property(_stream_data)
    return True


def _page_references(pdf):
    state = len(pdf.pages["Kids"]), pdf.pages["Kids"][-3:]
    if getattr(pdf, "_kept_for", None) != state:
        pdf._kept_for = state
        pdf._kept = pdf._references_built_anew()
    return pdf._kept


def head_and_body(stream: pydyf.Stream) -> tuple[dict, bytes]:
    """Answer the entries of the dictionary before `stream`, and its bytes, compressed where it says so."""
    body = b"\n".join(map(pydyf._to_bytes, stream.stream))
    head = dict(stream.extra)
    if stream.compress:
        body = zlib.compress(body, COMPRESSION)
        head["Filter"] = "/FlateDecode"
    return head | {"Length": len(body)}, body


def _stream_data(stream):
    if not hasattr(stream, "_kept"):
        head, body = head_and_body(stream)
        stream._kept = b"\n".join([pydyf.Dictionary(head).data, b"stream", body, b"endstream"])
    return stream._kept
