"""Draws one letter: `python -m iza_portal.dossiers.letter_drawing` reads HTML and styles as JSON, and writes the PDF."""

import json
import os
import resource
import sys

from iza_portal.dossiers import typesetting
from iza_portal.dossiers.speed import no_garbage_collection

#: What the process may use: far more than a letter of the longest texts takes.
SECONDS = 30


def draw(order: dict) -> bytes:
    """Answer the PDF/UA of an order of `letters.make`."""
    with no_garbage_collection():
        document = typesetting.lay_out(order["html"], order["css"], base=order["base"])
        return typesetting.draw(document, lambda document, pdf: None, identifier=order["identifier"])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))
    sys.stdout.flush()
    # Taking the pages in memory apart takes time, and nobody waits for that.
    os._exit(0)
