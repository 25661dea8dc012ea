"""Finishes the tags that WeasyPrint writes, so that a screen reader can tell more of a dossier.

WeasyPrint ties data cells to their headers but gives header cells no scope, and it writes a table of contents as a plain
list. It makes a second annotation for a word in bold inside a link, outside the tag of that link, it puts paragraphs right
below a list item, beside its label, and a cell over several rows keeps all of them where the table goes on on the next
page; these break PDF/UA. A link to a footnote it names by its anchor. All six are set right here, on the objects of the
PDF, just before it is written.
"""

import re

import pydyf

# A list in which every link leads to a place in the document itself is a table of contents.
CONTENTS_TAGS = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}
# The names of the places of footnotes, and of where they belong, as `iza_portal.texts.html` writes them.
NOTE = re.compile(r"(bij-)?noot-(\d+)\Z")


def finish(document, pdf) -> None:
    """Set right the header cells, the links, the lists and the contents of `pdf`; a finisher for WeasyPrint."""
    elements = {
        element.number: element
        for element in pdf.objects
        if isinstance(element, dict) and element.get("Type") == "/StructElem"
    }
    _drop_doubled_links(elements, pdf)
    _name_notes(pdf)
    for element in list(elements.values()):
        if element["S"] == "/LI":
            _give_body(element, elements, pdf)
        elif element["S"] == "/Table":
            _even_out(element, elements, pdf)
    for element in elements.values():
        if element["S"] == "/TH":
            element["A"]["Scope"] = _scope(element, elements)
        elif element["S"] == "/L" and _is_contents(element, elements, pdf):
            _make_contents(element, elements)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _kids(element, pdf):
    """Answer the objects directly below `element`, each with the reference to it; marked content is left out."""
    return [(kid, pdf.objects[_number(kid)]) for kid in element["K"] if isinstance(kid, bytes)]


def _children(element, elements):
    """Answer the structure elements directly below `element`."""
    references = (kid for kid in element["K"] if isinstance(kid, bytes))
    return [elements[number] for number in map(_number, references) if number in elements]


def _descendants(element, elements):
    for child in _children(element, elements):
        yield child
        yield from _descendants(child, elements)


def _drop_doubled_links(elements, pdf) -> None:
    """Take out the annotations that are not in a tag of their own: the link around them covers the same place."""
    doubled = set()
    for element in elements.values():
        if element["S"] != "/Link":
            for reference, kid in _kids(element, pdf):
                if kid.get("Type") == "/OBJR":
                    doubled.add(_number(kid["Obj"]))
                    element["K"].remove(reference)
    if not doubled:
        return
    for number in pdf.pages["Kids"][::3]:
        annotations = pdf.objects[number].get("Annots", [])
        annotations[:] = [reference for reference in annotations if _number(reference) not in doubled]
    owners = pdf.objects[_number(pdf.objects[_number(pdf.catalog["StructTreeRoot"])]["ParentTree"])]["Nums"]
    gone = {pdf.objects[number]["StructParent"] for number in doubled}
    kept = [pair for pair in zip(owners[::2], owners[1::2], strict=True) if pair[0] not in gone]
    owners[:] = [part for pair in kept for part in pair]


def _name_notes(pdf) -> None:
    """Let a link to a footnote or back say so, where WeasyPrint says the name of the place that it leads to."""
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Subtype") == "/Link" and (found := _note(thing)):
            words = "Terug naar noot {} in de tekst" if found[1] else "Noot {}"
            thing["Contents"] = pydyf.String(words.format(found[2]))


def _note(annotation) -> re.Match | None:
    """Answer the footnote that a link leads to or comes from."""
    return NOTE.search(annotation["Dest"].string) if isinstance(annotation.get("Dest"), pydyf.String) else None


def _give_body(item, elements, pdf) -> None:
    """Put what stands in a list item beside its label into a body."""
    loose = [child for child in _children(item, elements) if child["S"] not in {"/Lbl", "/LBody"}]
    if not loose:
        return
    body = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"], "P": item.reference}
    )
    pdf.add_object(body)
    elements[body.number] = body
    item["K"][item["K"].index(loose[0].reference)] = body.reference
    for child in loose:
        body["K"].append(child.reference)
        child["P"] = body.reference
        if child.reference in item["K"]:
            item["K"].remove(child.reference)


def _even_out(table, elements, pdf) -> None:
    """Let no cell reach below the last row on its page, and put an empty cell where one reached in from the page before.

    Which column that was, the tags no longer say; each cell names its own headers, so the empty ones stand first.
    """
    groups = [child for child in _children(table, elements) if child["S"] in {"/THead", "/TBody", "/TFoot"}]
    rows = [row for group in groups for row in _even_rows(group, elements)]
    widest = max((width for _, width in rows), default=0)
    for row, width in rows:
        for _ in range(width, widest):
            _add_empty_cell(row, elements, pdf)


def _even_rows(group, elements):
    """Yield the rows of a part of a table, each with how many columns its cells and those from above take."""
    rows = [child for child in _children(group, elements) if child["S"] == "/TR"]
    reach_down: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in _children(row, elements):
            while reach_down.get(column, 0) > number:
                column += 1
            spanned = cell["A"].get("RowSpan", 1)
            if number + spanned > len(rows):
                spanned = cell["A"]["RowSpan"] = len(rows) - number
            for covered in range(column, column + cell["A"].get("ColSpan", 1)):
                reach_down[covered] = number + spanned
        yield row, sum(end > number for end in reach_down.values())


def _add_empty_cell(row, elements, pdf) -> None:
    cell = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/TD",
            "K": pydyf.Array(),
            "Pg": row["Pg"],
            "P": row.reference,
            "A": pydyf.Dictionary({"O": "/Table"}),
        }
    )
    pdf.add_object(cell)
    elements[cell.number] = cell
    row["K"].insert(0, cell.reference)


def _scope(cell, elements) -> str:
    row = elements[_number(cell["P"])]
    part = elements[_number(row["P"])]
    is_header_row = part["S"] == "/THead" or all(child["S"] == "/TH" for child in _children(row, elements))
    return "/Column" if is_header_row else "/Row"


def _is_contents(element, elements, pdf) -> bool:
    links = [child for child in _descendants(element, elements) if child["S"] == "/Link"]
    return bool(links) and all(_leads_inside(link, pdf) for link in links)


def _leads_inside(link, pdf) -> bool:
    annotations = [pdf.objects[_number(kid["Obj"])] for _, kid in _kids(link, pdf) if kid.get("Type") == "/OBJR"]
    return all("Dest" in annotation and not _note(annotation) for annotation in annotations)


def _make_contents(element, elements) -> None:
    for child in [element, *_descendants(element, elements)]:
        child["S"] = CONTENTS_TAGS.get(child["S"], child["S"])
