"""Makes one dossier in a process of its own, the portal's way or as bare WeasyPrint does, and prints the seconds it took.

`python -m iza_portal.bench.typesetting portal|bare FILE`, where FILE holds the content of a dossier as JSON. The portal's
way is also measured once more after an edit of one section. Nothing must be kept in `DOSSIER_DIR` from before.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

import django

from iza_portal.texts import building

# What the portal's composer does by itself, a whole document leaves to WeasyPrint.
WHOLE_STYLES = """
@page { @bottom-right { content: "pagina " counter(page) " van " counter(pages); } }
.contents a::after { content: target-counter(attr(href), page); }
"""


def whole(content, imprint) -> tuple[str, str]:
    """Answer the HTML and the styles of the dossier as one document."""
    from iza_portal.dossiers import rendering

    chapters = rendering.with_html(content["chapters"])
    html = rendering.document_html("dossiers/pdf/whole.html", content, imprint, chapters)
    styles = (rendering.STYLES, rendering.FRAME_STYLES)
    return html, "".join(path.read_text(encoding="utf-8") for path in styles) + WHOLE_STYLES


def main(way: str, file: str) -> None:
    django.setup()
    import weasyprint

    from iza_portal.dossiers import rendering, typesetting
    from iza_portal.dossiers.content import Imprint
    from iza_portal.hashing import hash_of

    content = json.loads(Path(file).read_text(encoding="utf-8"))
    imprint = Imprint(code="METING", number=1, date=date(2026, 1, 1), content_hash=hash_of(content))
    html, css = whole(content, imprint)
    fetcher = typesetting.RefusingFetcher()
    start = time.perf_counter()
    if way == "portal":
        pages = rendering.render(content, imprint).pages
        middle = time.perf_counter()
        edit(content["chapters"][len(content["chapters"]) // 2])
        rendering.render(content, imprint)
        answer = {"seconds": middle - start, "edited": time.perf_counter() - middle, "pages": pages}
    else:
        sheet = weasyprint.CSS(string=css, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, base_url=content["portal"], url_fetcher=fetcher).render(
            stylesheets=[sheet], pdf_variant="pdf/ua-1"
        )
        document.write_pdf(pdf_variant="pdf/ua-1")
        answer = {"seconds": time.perf_counter() - start, "pages": len(document.pages)}
    print(json.dumps(answer))


def edit(chapter) -> None:
    """Write one paragraph more in a section."""
    chapter["context"]["body"]["content"].append(building.paragraph("Nog een zin."))


if __name__ == "__main__":
    main(*sys.argv[1:])
