"""A part of a dossier: chapters that share no page with others, laid out and packed, to be joined with the other parts.

A packed part is a line of JSON and the PDF's objects, as WeasyPrint drew them. Only what depends on the parts before it
is left open, as a number between two bytes that pydyf, which writes ASCII, never uses: FF is a reference to the part's own
object of that number, FE the number alone, FD the place of its link of that number among all tagged things. Object 0 is
the element around all tags; then come the pages, and then the rest. FC stands between two objects.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pydyf

from iza_portal.dossiers import speed, typesetting
from iza_portal.dossiers.typesetting import OnPage

REFERENCE = re.compile(rb"(\d+) 0 R")
HOLE = re.compile(rb"([\xfd-\xff])(\d+)\xff")
SEPARATOR = b"\xfc"
# WeasyPrint's unit is a pixel of CSS, a PDF's a point.
POINTS = 0.75


@dataclass(frozen=True)
class Part:
    """A laid-out part. `places` are where its anchors stand: the page, from 0, and the point on it."""

    pages: list[dict]
    resources: dict[str, str]
    fonts: dict[str, int]
    tags: list[int]
    links: list[list[int]]
    places: dict[str, list]
    bookmarks: list
    heads: bytes
    bodies: list[bytes | None]


def make(
    html: str, css: str, *, base: str, pictures: Mapping[str, bytes] | None = None, on_page: OnPage | None = None
) -> bytes:
    """Lay out `html` with the `pictures` in it; answer the packed part. The same arguments give the same bytes."""
    packed = []

    def pack(document, pdf):
        packed.append(_Packer(document, pdf).pack())
        # Nobody reads the part as a file of its own.
        del pdf.objects[1:]

    with speed.no_garbage_collection():
        document = typesetting.lay_out(html, css, base=base, pictures=pictures, on_page=on_page)
        typesetting.draw(document, pack, identifier="")
        del document
    return packed[0]


def read(packed: bytes) -> Part:
    """Answer what `make` packed."""
    head, _, rest = packed.partition(b"\n")
    fields = json.loads(head)
    position = fields.pop("heads")
    heads, bodies = rest[:position], []
    for length in fields.pop("bodies"):
        bodies.append(rest[position : position + length] if length else None)
        position += length
    return Part(heads=heads, bodies=bodies, **fields)


class _Packer:
    def __init__(self, document, pdf):
        self.document, self.pdf = document, pdf
        page_numbers = pdf.pages["Kids"][::3]
        self.pages = [pdf.objects[number] for number in page_numbers]
        root = self._object(pdf.catalog["StructTreeRoot"])
        self.tags = self._object(root["K"][0])
        owners = self._object(root["ParentTree"])["Nums"]
        self.owners = dict(zip(owners[::2], owners[1::2], strict=True))
        # Old number to new number; what gets a number here waits for its turn to be written.
        self.numbers = {self.tags.number: 0} | {number: place for place, number in enumerate(page_numbers, start=1)}
        self.waiting = []

    def _object(self, reference: bytes):
        return self.pdf.objects[int(reference.split()[0])]

    def pack(self) -> bytes:
        resources = self._object(self.pages[0]["Resources"])
        fields = {
            "pages": [self._page(index, page) for index, page in enumerate(self.pages)],
            "tags": [self._new(kid) for kid in self.tags["K"]],
            "links": [
                [key - len(self.pages), self._new(owner)]
                for key, owner in self.owners.items()
                if key >= len(self.pages)
            ],
            "fonts": {name: self._new(font) for name, font in self._object(resources["Font"]).items()},
            "resources": {
                key: self._written(value).decode("latin-1") for key, value in resources.items() if key != "Font"
            },
            "places": self._places(),
            "bookmarks": self.document.make_bookmark_tree(POINTS, transform_pages=True),
        }
        heads, bodies = [], []
        for thing in self.waiting:
            head, body = self._head_and_body(thing)
            heads.append(head)
            bodies.append(body)
        heads = SEPARATOR.join(heads)
        fields |= {"heads": len(heads), "bodies": [len(body) for body in bodies]}
        return b"".join([json.dumps(fields).encode("ascii"), b"\n", heads, *bodies])

    def _page(self, index, page) -> dict:
        stream = self._object(page["Contents"])
        # What is drawn after it finds the page as it was.
        stream.stream = [b"q", *stream.stream, b"Q"]
        return {
            "contents": self._new(page["Contents"]),
            "notes": [self._new(note) for note in page.get("Annots", [])],
            "owners": [self._new(owner) for owner in self.owners[index]],
            "boxes": {name: page[name] for name in ("MediaBox", "TrimBox", "BleedBox")},
        }

    def _places(self) -> dict:
        named = self.pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
        page_of = {page.reference: index for index, page in enumerate(self.pages)}
        return {
            name.string: [page_of[page], x, y] for name, (page, _, x, y, _) in zip(named[::2], named[1::2], strict=True)
        }

    def _new(self, reference: bytes) -> int:
        """Answer the new number of the object that `reference` leads to."""
        return self._new_number(int(reference.split()[0]))

    def _new_number(self, old: int) -> int:
        if old not in self.numbers:
            self.numbers[old] = len(self.numbers)
            self.waiting.append(self.pdf.objects[old])
        return self.numbers[old]

    def _head_and_body(self, thing) -> tuple[bytes, bytes]:
        if not isinstance(thing, pydyf.Stream):
            return self._written(thing), b""
        head, body = speed.head_and_body(thing)
        return self._written(head), b"\nstream\n" + body + b"\nendstream"

    def _written(self, value, key=None) -> bytes:
        if isinstance(value, bytes) and (found := REFERENCE.fullmatch(value)):
            return b"\xff%d\xff" % self._new_number(int(found[1]))
        if isinstance(value, dict):
            return (
                b"<<"
                + b"".join(b"/%s %s" % (_ascii(name), self._written(part, name)) for name, part in value.items())
                + b">>"
            )
        if isinstance(value, list):
            return b"[" + b" ".join(self._written(part, key) for part in value) + b"]"
        if key in {"ID", "Headers"} and isinstance(value, pydyf.String):
            # The name of a header cell begins with the number of its table.
            table, _, cell = value.string.partition("-")
            return b"(\xfe%d\xff-%s)" % (self._new_number(int(table)), _ascii(cell))
        if key == "StructParent":
            return b"\xfd%d\xff" % (value - len(self.pages))
        return value.data if isinstance(value, pydyf.Object) else _ascii(value)


def _ascii(value) -> bytes:
    return pydyf._to_bytes(value)
