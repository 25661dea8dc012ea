"""Updates as nobody's editor writes them: the format of Yjs, written by hand, and real updates with something changed."""

import struct
from random import Random

from iza_portal.writing.together.wire import (
    ANY,
    DELETED,
    FORMAT,
    GC,
    STRING,
    TYPE,
    Deletion,
    Struct,
    Update,
    read_kept,
)


def varint(number):
    """Answer a whole number as lib0 writes it."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def counted(text):
    """Answer characters with their number of bytes before them."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return varint(len(data)) + data


def any_value(value):
    """Answer a value as lib0's `encodeAny` writes it; bytes are written as they are."""
    match value:
        case bytes():
            return value
        case None:
            return b"\x7e"
        case bool():
            return b"\x78" if value else b"\x79"
        case int() if 0 <= value < 64:
            return b"\x7d" + varint(value)
        case int() | float():
            return b"\x7b" + struct.pack(">d", value)
        case str():
            return b"\x77" + counted(value)
        case list():
            return b"\x75" + varint(len(value)) + b"".join(map(any_value, value))
        case dict():
            pairs = b"".join(counted(key) + any_value(each) for key, each in value.items())
            return b"\x76" + varint(len(value)) + pairs
    raise TypeError(value)


def write_struct(each, info=None):
    """Answer one struct as bytes; `info` takes the place of its first byte."""
    kind, length, origin, right, parent, key, value = each
    if kind == GC:
        return bytes([0]) + varint(length)
    flags = (origin is not None) << 7 | (right is not None) << 6 | (key is not None) << 5
    written = bytes([flags | kind if info is None else info])
    for id_ in (origin, right):
        if id_ is not None:
            written += varint(id_[0]) + varint(id_[1])
    if origin is None and right is None:
        written += (
            b"\x01" + counted(parent) if isinstance(parent, str) else b"\x00" + varint(parent[0]) + varint(parent[1])
        )
        if key is not None:
            written += counted(key)
    match kind:
        case int() if kind == DELETED:
            written += varint(length)
        case int() if kind == STRING:
            written += counted(value)
        case int() if kind == FORMAT:
            written += counted(value[0]) + counted(value[1])
        case int() if kind == TYPE:
            written += b"\x06" if value == "" else b"\x03" + counted(value)
        case int() if kind == ANY:
            written += b"\x01" + any_value(value)
        case _:
            written += value
    return written


def write(sections=(), deletions=()):
    """Answer an update: of sections (client, clock, structs) and deletions (client, start, end)."""
    written = varint(len(sections))
    for client, clock, structs in sections:
        written += varint(len(structs)) + varint(client) + varint(clock) + b"".join(map(write_struct, structs))
    by_client = {}
    for client, start, end in deletions:
        by_client.setdefault(client, []).append(varint(start) + varint(end - start))
    written += varint(len(by_client))
    for client, ranges in by_client.items():
        written += varint(client) + varint(len(ranges)) + b"".join(ranges)
    return written


def renumbered(update: Update, client: int) -> tuple[list[Struct], list[Deletion]]:
    """Answer the section and the deletions of an update of one client as if they were the first that another one wrote."""
    if not update.sections:
        return [], update.deletions
    ((old, clock, _, structs),) = update.sections

    def moved(id_):
        return (client, id_[1] - clock) if isinstance(id_, tuple) and id_[0] == old and id_[1] >= clock else id_

    structs = [
        each._replace(origin=moved(each.origin), right=moved(each.right), parent=moved(each.parent)) for each in structs
    ]
    deletions = [
        Deletion(client, start - clock, end - clock) if of == old and start >= clock else Deletion(of, start, end)
        for of, start, end in update.deletions
    ]
    return structs, deletions


class Mutator:
    """Changes real updates, by their bytes or by their parts, in ways that `random` draws.

    `ids` are numbers that the document knows: of characters, elements, runs of text, attributes, and of what was deleted.
    """

    VALUES = [
        0,
        1,
        3,
        9999,
        -1,
        2.5,
        float("nan"),
        2**53,
        "",
        "x",
        "javascript:x",
        "A" * 70,
        [],
        {},
        None,
        True,
        b"\x7f",
    ]
    NAMES = ["", "paragraph", "heading", "bullet_list", "list_item", "table", "table_row", "table_cell", "picture", "x"]
    KEYS = ["level", "order", "colspan", "alt", "picture", "text", "href", "x", None]
    FORMATS = [
        ("strong", "{}"),
        ("strong", "null"),
        ("em", "{}"),
        ("em", "true"),
        ("link", '{"href":"https://x.nl"}'),
        ("link", '{"href":"javascript:x"}'),
        ("comment", "{}"),
        ("comment--AAAAAAAA", "null"),
        ("x", "{}"),
        ("strong", "{"),
    ]
    TEXTS = ["a", "zorg voor", "😀", "é", "\n", "\ud83d", "\x00", "\ufffe"]

    def __init__(self, random: Random, ids: list):
        self.random = random
        self.ids = ids

    def bytes_of(self, update: bytes, other: bytes) -> bytes:
        """Answer an update of which some bytes changed, or that goes on as another one."""
        data = bytearray(update)
        for _ in range(self.random.choice((1, 1, 1, 2, 5))):
            at = self.random.randrange(len(data) + 1)
            match self.random.randrange(7):
                case 0 if at < len(data):
                    data[at] ^= 1 << self.random.randrange(8)
                case 1 if at < len(data):
                    data[at] = self.random.randrange(256)
                case 2:
                    data[at:at] = self.random.randbytes(self.random.randrange(1, 9))
                case 3:
                    del data[at : at + self.random.randrange(1, 9)]
                case 4:
                    data[at:at] = varint(self.random.choice((2**31, 2**32, 2**53, 2**63, 2**64, 127, 128)))
                case 5:
                    del data[at:]
                case 6:
                    data[at:] = other[self.random.randrange(len(other) + 1) :]
        return bytes(data)

    def parts_of(self, update: bytes, client: int) -> bytes:
        """Answer a real update of one client under another number, of which some parts are another thing."""
        structs, deletions = renumbered(read_kept(update), client)
        clock = 0
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            match self.random.randrange(8):
                case 0:
                    deletions.append(self._deletion(client, len(structs)))
                case 1 if structs:
                    structs.insert(self.random.randrange(len(structs) + 1), self._struct(client))
                case 2 if structs:
                    del structs[self.random.randrange(len(structs))]
                case 3:
                    clock = self.random.choice((0, 1, 2**31 - 1))
                case _ if structs:
                    at = self.random.randrange(len(structs))
                    structs[at] = self._changed(structs[at], client)
        if not structs:
            structs.append(self._struct(client))
        return write([(client, clock, structs)], deletions)

    def _id(self, client):
        if self.random.random() < 0.2:
            return client, self.random.randrange(8)
        of, number = self.random.choice(self.ids)
        return of, max(0, number + self.random.choice((0, 0, 0, 0, 1, -1, 1000)))

    def _struct(self, client):
        kind = self.random.choice((GC, DELETED, STRING, FORMAT, TYPE, ANY))
        each = self._placed(Struct(kind, self.random.choice((1, 1, 3, 2**20))), client)
        return self._filled(each)

    def _placed(self, each, client):
        place = self.random.randrange(5)
        origin = self._id(client) if place in (0, 2) else None
        right = self._id(client) if place in (1, 2) else None
        parent = key = None
        if origin is None and right is None:
            parent = "text" if place == 3 else self._id(client)
            key = self.random.choice(self.KEYS) if self.random.random() < 0.3 else None
        return each._replace(origin=origin, right=right, parent=parent, key=key)

    def _filled(self, each):
        match each.kind:
            case int() if each.kind == STRING:
                return each._replace(value=self.random.choice(self.TEXTS))
            case int() if each.kind == FORMAT:
                return each._replace(value=self.random.choice(self.FORMATS))
            case int() if each.kind == TYPE:
                return each._replace(value=self.random.choice(self.NAMES))
            case int() if each.kind == ANY:
                return each._replace(value=self.random.choice(self.VALUES))
        return each

    def _changed(self, each, client):
        match self.random.randrange(5):
            case 0:
                return self._struct(client)
            case 1 if each.kind != GC:
                return self._filled(each)
            case 2 if each.kind != GC:
                return self._placed(each, client)
            case 3 if each.kind != GC and (each.origin or each.right):
                return each._replace(origin=each.right, right=each.origin)
            case 4 if each.kind != GC:
                origin = each.origin and self._id(client)
                right = each.right and self.random.choice((each.right, self._id(client)))
                return each._replace(origin=origin, right=right)
        return each

    def _deletion(self, client, most):
        of, start = self._id(client)
        return Deletion(of, start, start + self.random.choice((1, 1, 2, 10, 2**20)))


def nested(levels):
    """Answer an attribute value of lists in lists, which ends the process of who reads it without bounds."""
    return b"\x75\x01" * levels + b"\x7e"
