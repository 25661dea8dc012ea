"""Makes one dossier in a process of its own, the portal's way or as bare WeasyPrint does, and prints the seconds it took.

`python -m iza_portal.bench.typesetting portal|bare FILE`, where FILE holds the content of a dossier as JSON.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

import django


def main(way: str, file: str) -> None:
    django.setup()
    import weasyprint

    from iza_portal.dossiers import rendering, typesetting
    from iza_portal.dossiers.content import Imprint, hash_of

    content = json.loads(Path(file).read_text(encoding="utf-8"))
    imprint = Imprint(code="METING", number=1, date=date(2026, 1, 1), content_hash=hash_of(content))
    html = rendering.document_html(content, imprint)
    css = rendering.STYLES.read_text(encoding="utf-8")
    fetcher = typesetting.RefusingFetcher()
    start = time.perf_counter()
    if way == "portal":
        pages = rendering.render(content, imprint).pages
    else:
        sheet = weasyprint.CSS(string=css, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, base_url=content["portal"], url_fetcher=fetcher).render(
            stylesheets=[sheet], pdf_variant="pdf/ua-1"
        )
        document.write_pdf(pdf_variant="pdf/ua-1")
        pages = len(document.pages)
    print(json.dumps({"seconds": time.perf_counter() - start, "pages": pages}))


if __name__ == "__main__":
    main(*sys.argv[1:])
