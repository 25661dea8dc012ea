"""Joins the parts of a dossier behind its first pages, with everything that a whole document has: tags, links, bookmarks.

The first pages are a document of WeasyPrint's with two pages more than people see (`frame.css`): a page with nothing but
the running header, and one with all page numbers, each in the place where it belongs. They are taken out again; what is
on them is drawn on the pages of the parts, outside the tags.
"""

import re
from dataclasses import dataclass

import pydyf
from weasyprint.pdf.anchors import add_outlines

from iza_portal.dossiers.parts import HOLE, POINTS, SEPARATOR, Part

PATTERNS = 2
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
FONT = re.compile(rb"/(\w+) (\S+) Tf")
# The fonts of the first pages are other objects than those of a part, under the same names.
OWN_FONT = "frame-"


class _Raw(pydyf.Object):
    """An object of a part, as it is written in the file."""

    def __init__(self, data: bytes, *, is_stream: bool):
        super().__init__()
        self._data, self._is_stream = data, is_stream

    @property
    def data(self):
        return self._data

    @property
    def compressible(self):
        return not self._is_stream


@dataclass(frozen=True)
class _Trees:
    """The trees of the whole document, while they grow: tags, their owners by page and by link, anchors, bookmarks."""

    tags: pydyf.Dictionary
    owners: list
    link_owners: list
    places: dict
    bookmarks: list


def joiner(parts: list[Part]):
    """Answer a finisher for `typesetting.draw` that puts `parts` behind the pages of the document."""

    def join(document, pdf):
        _join(document, pdf, parts)

    return join


def _join(document, pdf, parts):
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    owners = _object(pdf, root["ParentTree"])["Nums"]
    own_pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    first_pages, (sheet, numbers) = own_pages[:-PATTERNS], own_pages[-PATTERNS:]
    count = len(first_pages) + sum(len(part.pages) for part in parts)
    lists = dict(zip(owners[::2], owners[1::2], strict=True))
    trees = _Trees(
        tags=_object(pdf, root["K"][0]),
        owners=[lists[index] for index in range(len(first_pages))],
        link_owners=[],
        places={},
        bookmarks=_bookmarks(document.make_bookmark_tree(POINTS, transform_pages=True), 0),
    )
    for thing in pdf.objects:
        if isinstance(thing, dict) and (owner := lists.get(thing.get("StructParent"))):
            thing["StructParent"] = count + len(trees.link_owners)
            trees.link_owners.append((thing["StructParent"], owner))
    resources = _object(pdf, sheet["Resources"])
    header = _add(pdf, _stream([b"q", *_as_artifacts(_stream_of(pdf, sheet)), b"Q"]))
    footers = _footers(_stream_of(pdf, numbers))
    if len(footers) != count - 1:
        raise ValueError("there is not one number for each page")
    _take_out(pdf, [sheet, numbers], trees.tags)
    for page, footer in zip(first_pages[1:], footers, strict=False):
        _stream_of(pdf, page).stream += [b"q", *_in_pixels(footer), b"Q"]
    footers = iter(footers[len(first_pages) - 1 :])
    for part in parts:
        _add_part(pdf, part, trees, header, footers, resources)
    owners[:] = [entry for pair in enumerate(trees.owners) for entry in pair]
    owners += [entry for pair in trees.link_owners for entry in pair]
    _write_places(pdf, trees.places)
    add_outlines(pdf, trees.bookmarks)


def _object(pdf, reference: bytes):
    return pdf.objects[int(reference.split()[0])]


def _stream_of(pdf, page) -> pydyf.Stream:
    return _object(pdf, page["Contents"])


def _add(pdf, thing) -> bytes:
    pdf.add_object(thing)
    return thing.reference


def _stream(operations) -> pydyf.Stream:
    return pydyf.Stream([FONT.sub(rb"/%s\1 \2 Tf" % OWN_FONT.encode(), operation) for operation in operations])


def _as_artifacts(stream) -> list[bytes]:
    """Answer what is drawn on a page, marked as no part of the text."""
    operations = []
    for operation in stream.stream:
        if operation == b"BDC":
            # Three entries: the tag, its number, and this.
            operations[-2:] = [ARTIFACT]
        else:
            operations.append(operation)
    return operations


def _footers(stream) -> list[list[bytes]]:
    """Answer what draws each of the page numbers."""
    operations = _as_artifacts(stream)
    starts = [place for place, operation in enumerate(operations) if operation == ARTIFACT]
    return [operations[start : operations.index(b"EMC", start) + 1] for start in starts]


def _in_pixels(operations) -> list[bytes]:
    return [b"%f 0 0 %f 0 0 cm" % (POINTS, POINTS), *operations]


def _take_out(pdf, pages, tags) -> None:
    """Take the last pages out of the document, with all that is tagged on them, and the bookmarks, which are made anew."""
    kids = pdf.pages["Kids"]
    del kids[-3 * len(pages) :]
    pdf.pages["Count"] -= len(pages)
    references = {page.reference for page in pages}
    gone = {page.number for page in pages} | {_stream_of(pdf, page).number for page in pages}
    gone.add(_object(pdf, pdf.catalog["Outlines"]).number)
    for thing in pdf.objects:
        if isinstance(thing, dict) and (thing.get("Pg") in references or {"Title", "Dest"} <= thing.keys()):
            gone.add(thing.number)
    tags["K"][:] = [kid for kid in tags["K"] if int(kid.split()[0]) not in gone]
    for number in gone:
        nothing = _Raw(b"null", is_stream=False)
        nothing.number = number
        pdf.objects[number] = nothing


def _add_part(pdf, part, trees, header, footers, own_resources) -> None:
    base = len(pdf.objects) - 1
    first_page = pdf.pages["Count"]
    first_link = 1 + (trees.link_owners[-1][0] if trees.link_owners else 0)

    def reference(number: int) -> bytes:
        return b"%d 0 R" % (base + number if number else trees.tags.number)

    def fill(hole) -> bytes:
        number = int(hole[2])
        if hole[1] == b"\xff":
            return reference(number)
        return b"%d" % (base + number if hole[1] == b"\xfe" else first_link + number)

    pages = []
    for page in part.pages:
        thing = pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference, "Tabs": "/S"})
        thing |= {name: pydyf.Array(box) for name, box in page["boxes"].items()}
        thing["StructParents"] = len(trees.owners)
        if page["notes"]:
            thing["Annots"] = pydyf.Array(map(reference, page["notes"]))
        trees.owners.append(pydyf.Array(map(reference, page["owners"])))
        pdf.add_page(thing)
        pages.append(thing)
    for head, body in zip(HOLE.sub(fill, part.heads).split(SEPARATOR), part.bodies, strict=True):
        pdf.add_object(_Raw(head + body, is_stream=True) if body else _Raw(head, is_stream=False))
    resources = _add(pdf, _resources(pdf, part, own_resources, reference, fill))
    for page, made in zip(pages, part.pages, strict=True):
        number = _stream([b"q", b"1 0 0 -1 0 %f cm" % made["boxes"]["MediaBox"][3], *_in_pixels(next(footers)), b"Q"])
        page["Resources"] = resources
        page["Contents"] = pydyf.Array([reference(made["contents"]), header, _add(pdf, number)])
    trees.tags["K"].extend(map(reference, part.tags))
    trees.link_owners.extend((first_link + link, reference(owner)) for link, owner in part.links)
    for name, (page, x, y) in part.places.items():
        trees.places[name] = pydyf.Array([pages[page].reference, "/XYZ", x, y, 0])
    trees.bookmarks.extend(_bookmarks(part.bookmarks, first_page))


def _resources(pdf, part, own, reference, fill) -> pydyf.Dictionary:
    """Answer what the pages of a part are drawn with: its own resources, and what the header and the number need."""
    resources = pydyf.Dictionary(
        {key: HOLE.sub(fill, value.encode("latin-1")) for key, value in part.resources.items() if key != "ExtGState"}
    )
    fonts = {OWN_FONT + name: font for name, font in _object(pdf, own["Font"]).items()}
    fonts |= {name: reference(number) for name, number in part.fonts.items()}
    resources["Font"] = pydyf.Dictionary(fonts)
    states = HOLE.sub(fill, part.resources["ExtGState"].encode("latin-1")).removesuffix(b">>")
    theirs = pydyf.Dictionary(
        {name: state for name, state in own["ExtGState"].items() if b"/%s " % name.encode() not in states}
    )
    resources["ExtGState"] = states + theirs.data.removeprefix(b"<<")
    return resources


def _bookmarks(tree, shift: int) -> list:
    return [
        (title, (page + shift, x, y), _bookmarks(children, shift), state)
        for title, (page, x, y), children, state in tree
    ]


def _write_places(pdf, places) -> None:
    names = pydyf.Array()
    for name in sorted(places):
        names += [pydyf.String(name), places[name]]
    pdf.catalog["Names"]["Dests"]["Names"] = names
