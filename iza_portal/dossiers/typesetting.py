"""From HTML to a tagged PDF, with nothing but what is given: no network, no file of the machine, no clock.

Importing this module loads WeasyPrint and Pango, which takes a second: import it where a PDF is made, not in a web process.
"""

import logging
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from iza_portal.dossiers.glyphs import FONTS

# Fontconfig reads this when WeasyPrint is loaded, and then knows these fonts alone.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from iza_portal.dossiers import speed, tagging

# WeasyPrint's complaints quote the text of plans, which has no place in a log.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
_progress_log = logging.getLogger("weasyprint.progress")
_progress_log.setLevel(logging.INFO)
_progress_log.propagate = False

# Hears the number of a page when its layout begins, and None when all pages are laid out and the file is being written.
OnPage = Callable[[int | None], None]


@dataclass(frozen=True)
class Pdf:
    """A finished PDF file and how many pages it has."""

    file: bytes
    pages: int


class RefusingFetcher(URLFetcher):
    """Refuses every address. Fonts come from fontconfig, styles and pictures stand in the HTML itself."""

    def __init__(self):
        super().__init__(allowed_protocols=())

    def fetch(self, url, headers=None):
        raise ValueError("a dossier reads no address and no file")


def typeset(html: str, css: str, *, base: str, identifier: str, on_page: OnPage | None = None) -> Pdf:
    """Lay out `html` and answer it as PDF/UA-1. The same arguments give the same bytes.

    `base` is the address below which links without a host lie, `identifier` the file's identity in the PDF. `on_page`
    hears how far the layout is.
    """
    speed.keep_page_references()
    with speed.no_garbage_collection(), _reporting(on_page):
        fonts = FontConfiguration()
        fetcher = RefusingFetcher()
        sheet = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, base_url=base, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1"
        )
        file = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode("ascii"), finisher=tagging.finish
        )
        return Pdf(file, len(document.pages))


@contextmanager
def _reporting(on_page: OnPage | None):
    """Tell `on_page` what WeasyPrint writes in its log of progress, in this thread."""
    if on_page is None:
        yield
        return

    class Reporter(logging.Handler):
        def emit(self, record):
            if record.msg.endswith("Creating layout - Page %d"):
                on_page(record.args[0])
            elif record.msg.endswith("Creating PDF"):
                on_page(None)

    reporter = Reporter()
    _progress_log.addHandler(reporter)
    try:
        yield
    finally:
        _progress_log.removeHandler(reporter)
