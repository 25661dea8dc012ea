"""Two things that make WeasyPrint a third faster on large dossiers, kept apart because they lean on its insides.

- A document of 200 pages is millions of live objects, and none of them is garbage before the end: each pass of the cyclic
  collector walks all of them for nothing. It is off during the run and runs once after it.
- pydyf builds the list of all pages anew for each tagged element, which is quadratic in the number of pages. The list is
  kept here until a page is added. Another pydyf than the one that was looked at is left as it is.
"""

import gc
from contextlib import contextmanager

import pydyf

KNOWN_PYDYF = "0.13.0"


@contextmanager
def no_garbage_collection():
    """Put off the cyclic garbage collector until the block is left."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()


def keep_page_references() -> bool:
    """Let pydyf build its list of page references once per added page; answer whether this pydyf is the known one."""
    if pydyf.VERSION != KNOWN_PYDYF:
        return False
    if not hasattr(pydyf.PDF, "_references_built_anew"):
        pydyf.PDF._references_built_anew = pydyf.PDF.page_references.fget
        pydyf.PDF.page_references = property(_page_references)
    return True


def _page_references(pdf):
    if getattr(pdf, "_kept_for", None) != pdf.pages["Count"]:
        pdf._kept_for = pdf.pages["Count"]
        pdf._kept = pdf._references_built_anew()
    return pdf._kept
