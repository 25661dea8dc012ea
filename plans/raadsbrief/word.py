"""A letter as a Word file (DOCX) that its readers can go on with: real headings, lists and tables, in Dutch."""

import io
from copy import deepcopy
from datetime import datetime, time

from plans.letter import ItemList, Letter, Paragraph, Table
from plans.raadsbrief.formats import Format

LANGUAGE = "nl-NL"
#: What a letter is written in: on every machine that has Word, and easy to read.
FONT = "Calibri"
#: The styles that a letter uses, and those that Word cannot do without.
STYLES = {
    "Normal", "Title", "Subtitle", "heading 1", "List Bullet", "List Number", "Table Grid", "caption", "header", "footer",
    "Default Paragraph Font", "Normal Table", "No List",
}  # fmt: skip
#: What the library's own example file holds besides, and no letter needs: a picture of a page, a second set of styles.
_LEFT_OUT = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings")
_ACCENT = "0B5D63"


def make(letter: Letter) -> bytes:
    """Answer the letter as a DOCX file."""
    # Takes a moment to load, and only who has a letter made needs it.
    from docx import Document

    document = Document()
    _strip(document)
    _style(document)
    _describe(document, letter)
    document.add_paragraph(letter.title, style="Title")
    document.add_paragraph(letter.subject, style="Subtitle")
    for remark in letter.remarks:
        document.add_paragraph().add_run(remark).bold = True
    _add_facts(document, letter.facts)
    for part in letter.parts:
        document.add_heading(part.title, level=1)
        for block in part.blocks:
            _ADD[type(block)](document, block)
    signed = document.add_paragraph()
    signed.paragraph_format.space_before = _points(18)
    _write_lines(signed, letter.signed)
    small = document.add_paragraph().add_run(letter.origin)
    small.font.size = _points(8.5)
    _number_pages(document, letter)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


WORD = Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (DOCX)", make)


def _points(number: float):
    from docx.shared import Pt

    return Pt(number)


def _element(tag: str, **attributes: str):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _strip(document) -> None:
    """Take out of the library's example file what is not ours."""
    for holder in (document.part, document.part.package):
        for key, relation in list(holder.rels.items()):
            if any(name in relation.reltype or name in str(relation.target_ref) for name in _LEFT_OUT):
                del holder.rels[key]
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.name_val not in STYLES:
            styles.remove(style)
    for style in styles.style_lst:
        # The twin that they name is gone.
        for link in style.findall(_qn("w:link")):
            style.remove(link)
    kept = {style.styleId for style in styles.style_lst}
    for level in document.part.numbering_part.element.findall(f".//{_qn('w:pStyle')}"):
        if level.get(_qn("w:val")) not in kept:
            level.getparent().remove(level)
    settings = document.settings.element
    for tag in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        for found in settings.findall(_qn(tag)):
            settings.remove(found)
    for tag, value in (("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        settings.find(_qn(tag)).set(_qn("w:val"), value)
    settings.find(_qn("w:themeFontLang")).set(_qn("w:val"), LANGUAGE)


def _qn(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)


def _style(document) -> None:
    """Set the paper, the language and the look of each style."""
    from docx.shared import Mm, RGBColor

    paper = document.sections[0]
    paper.page_width, paper.page_height = Mm(210), Mm(297)
    paper.left_margin = paper.right_margin = Mm(25)
    paper.top_margin, paper.bottom_margin = Mm(25), Mm(22)
    for tongue in document.styles.element.iter(_qn("w:lang")):
        tongue.set(_qn("w:val"), LANGUAGE)
    looks = {
        "Normal": (11, False, None), "Title": (22, True, _ACCENT), "Subtitle": (14, False, None),
        "Heading 1": (14, True, _ACCENT), "Caption": (10, True, None),
    }  # fmt: skip
    for name, (size, is_bold, colour) in looks.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = _points(size), is_bold, False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(_qn(f"w:{script}"), FONT)
        style.font.color.rgb = RGBColor.from_string(colour or "1B2733")
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = _points(7), 1.15
    for line in document.styles["Title"].element.findall(f".//{_qn('w:pBdr')}"):
        line.getparent().remove(line)
    document.styles["Title"].paragraph_format.space_after = _points(2)
    document.styles["Subtitle"].paragraph_format.space_after = _points(10)
    heading = document.styles["Heading 1"].paragraph_format
    heading.space_before, heading.space_after, heading.keep_with_next = _points(16), _points(4), True
    caption = document.styles["Caption"].paragraph_format
    caption.space_before, caption.space_after, caption.keep_with_next = _points(8), _points(3), True


def _describe(document, letter: Letter) -> None:
    properties = document.core_properties
    properties.title = f"{letter.title}: {letter.subject}"[:255]
    properties.subject = letter.subject
    properties.author = properties.last_modified_by = letter.author
    properties.comments = properties.keywords = properties.category = ""
    properties.language = LANGUAGE
    properties.created = properties.modified = datetime.combine(letter.day, time())


def _add_facts(document, facts: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(rows=0, cols=2)
    _tell(table, "Gegevens van deze brief", has_head=False)
    for label, value in facts:
        cells = table.add_row().cells
        _fill(cells[0], label, is_bold=True)
        _fill(cells[1], value)
    _set_widths(table, (40, 120))
    document.add_paragraph().paragraph_format.space_after = _points(0)


def _add_paragraph(document, block: Paragraph) -> None:
    _write_lines(document.add_paragraph(), block.words.split("\n"))


def _write_lines(paragraph, lines) -> None:
    run = paragraph.add_run()
    for count, line in enumerate(lines):
        if count:
            run.add_break()
        run.add_text(line)


def _add_list(document, block: ItemList) -> None:
    number = _begin_numbering(document) if block.is_numbered else None
    for item in block.items:
        paragraph = document.add_paragraph(item, style="List Number" if block.is_numbered else "List Bullet")
        paragraph.paragraph_format.space_after = _points(3)
        if number is not None:
            of_list = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            of_list.get_or_add_ilvl().val = 0
            of_list.get_or_add_numId().val = number


def _begin_numbering(document) -> int:
    """Answer the number of a new numbering, which begins at 1: in Word all lists of a style count on otherwise."""
    numbering = document.part.numbering_part.element
    own = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(each for each in numbering.num_lst if each.numId == own).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return made.numId


def _add_table(document, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.add_paragraph(block.caption, style="Caption")
    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    _tell(table, block.caption, has_head=True)
    for count, row in enumerate((block.head, *block.rows)):
        cells = table.rows[0].cells if count == 0 else table.add_row().cells
        for column, (cell, words) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, words, is_bold=count == 0)
            if column in block.numeric:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    # Word repeats it on each page, and tells a screen reader that these are the headers.
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = _points(2)


def _tell(table, words: str, *, has_head: bool) -> None:
    """Give a table the words by which a screen reader calls it, and say which of its cells are headers."""
    properties = table._tbl.tblPr
    for found in properties.findall(_qn("w:tblLook")):
        properties.remove(found)
    look = {"firstRow": str(int(has_head)), "lastRow": "0", "firstColumn": "1", "lastColumn": "0"}
    properties.append(_element("w:tblLook", val="04A0" if has_head else "0480", **look, noHBand="0", noVBand="1"))
    properties.append(_element("w:tblCaption", val=words))
    table.autofit = True


def _fill(cell, words: str, *, is_bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = _points(2)
    run = paragraph.add_run(words)
    run.font.size = _points(10)
    run.bold = is_bold or None


def _set_widths(table, widths: tuple[int, ...]) -> None:
    from docx.shared import Mm

    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _number_pages(document, letter: Letter) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{letter.author} · {letter.title} · pagina ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" van ")
    _add_field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size = _points(8.5)


def _add_field(paragraph, code: str) -> None:
    field = _element("w:fldSimple", instr=f" {code} ")
    run = paragraph.add_run("1")
    field.append(deepcopy(run._r))
    paragraph._p.replace(run._r, field)


_ADD = {Paragraph: _add_paragraph, ItemList: _add_list, Table: _add_table}
