"""From HTML to a tagged PDF, with nothing but what is given: no network, no file of the machine, no clock.

Importing this module loads WeasyPrint and Pango, which takes a second: import it where a PDF is made, not in a web process.
"""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager

from iza_portal.dossiers.glyphs import FONTS

# Fontconfig reads this when WeasyPrint is loaded, and then knows these fonts alone.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from iza_portal.dossiers import speed, tagging

# WeasyPrint's complaints quote the text of plans, which has no place in a log.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
_progress_log = logging.getLogger("weasyprint.progress")
_progress_log.setLevel(logging.INFO)
_progress_log.propagate = False

VARIANT = "pdf/ua-1"
# Hears the number of a page when its layout begins.
OnPage = Callable[[int], None]
# Gets the document and the objects of its PDF.
Finish = Callable[[weasyprint.Document, pydyf.PDF], None]


# A picture is named by the SHA-256 of its content.
PICTURE = "picture:"


class RefusingFetcher(URLFetcher):
    """Refuses every address but those of the pictures that it is given by name: it looks nothing up.

    Fonts come from fontconfig; styles, charts and the look's own drawings stand in the HTML itself.
    """

    def __init__(self, pictures: Mapping[str, bytes] | None = None):
        super().__init__(allowed_protocols=())
        self._pictures = pictures or {}

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        if f"{scheme}:" == PICTURE and name in self._pictures:
            return URLFetcherResponse(url, self._pictures[name])
        raise ValueError("a dossier reads no address and no file")


def lay_out(
    html: str, css: str, *, base: str, pictures: Mapping[str, bytes] | None = None, on_page: OnPage | None = None
) -> weasyprint.Document:
    """Lay out `html` in pages, which are still to be drawn.

    `base` is the address below which links without a host lie; `pictures` are those that the HTML has as `picture:` with
    the name; `on_page` hears how far the layout is.
    """
    with _reporting(on_page):
        fonts = FontConfiguration()
        fetcher = RefusingFetcher(pictures)
        sheet = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
        return weasyprint.HTML(string=html, base_url=base, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[sheet], pdf_variant=VARIANT
        )


def draw(document: weasyprint.Document, finish: Finish, *, identifier: str) -> bytes:
    """Draw the pages and answer them as PDF/UA-1. `finish` gets the tagged PDF in its hands before it is written.

    `identifier` is the file's identity in the PDF. The same arguments give the same bytes.
    """

    def finish_tagged(document, pdf):
        tagging.finish(document, pdf)
        finish(document, pdf)

    speed.keep_what_pydyf_builds()
    return document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier.encode("ascii"), finisher=finish_tagged)


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

    reporter = Reporter()
    _progress_log.addHandler(reporter)
    try:
        yield
    finally:
        _progress_log.removeHandler(reporter)
