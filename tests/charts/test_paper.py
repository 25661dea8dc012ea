"""The same drawings in a PDF: a figure with its words for a screen reader, on the page whole."""

from io import BytesIO

import page
import pikepdf
import pypdfium2

from iza_portal.charts.drawing import draw
from iza_portal.dossiers import typesetting
from iza_portal.dossiers.rendering import STYLES
from tests.charts.specimens import SPECIMENS


def test_each_chart_is_a_figure_that_conforms_to_pdf_ua():
    charts = "".join(f"<h2>{spec['title']}</h2>{draw(spec)}" for spec in SPECIMENS)
    html = f'<html lang="nl"><title>Cijfers</title><body><main><h1>Cijfers</h1>{charts}</main></html>'
    document = typesetting.lay_out(html, STYLES.read_text(encoding="utf-8"), base="https://portaal.voorbeeld.nl")
    file = typesetting.draw(document, lambda document, pdf: None, identifier="t")

    report = page.validate_pdf_bytes(file, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    assert [failure.message for failure in report.failures] == []
    with pikepdf.open(BytesIO(file)) as pdf:
        figures = [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]
        assert [str(figure.Alt) for figure in figures] == [spec["title"] for spec in SPECIMENS]
    read = pypdfium2.PdfDocument(file)
    # Each letter has a place of its own, from which a reader guesses where words end.
    text = "".join("".join(sheet.get_textpage().get_text_range() for sheet in read).split())
    fonts = {font for sheet in read for font in _fonts(sheet)}
    read.close()
    for words in ("27,4%ZHE-BAR", "minderdan5", "Gemeente59", "geencijfer"):
        assert words in text
    assert fonts
    assert all("Source-Sans-3" in name for name in fonts), fonts


def _fonts(sheet):
    return [thing.get_font().get_base_name() for thing in sheet.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
