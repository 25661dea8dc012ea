"""Reading a Yjs update, format 1, before anything else sees its bytes.

A crafted update can end the process of the library that keeps documents. So this reader, which works through the bytes
without recursion and within bounds, goes before it: what it lets through is whole, small enough, and made only of what
y-prosemirror writes for our schema. Where the parts belong in a document is for `ledger` to say.
"""

import hashlib
import json
import re
import struct
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from iza_portal.texts.check import FOREIGN, TextRefused, check_characters, check_value
from iza_portal.texts.schema import MARKS, NODES
from iza_portal.writing.together.refusals import invalid, malformed, too_large

#: The name of the document's one root.
ROOT = "text"
#: What one update of a browser may hold at most. A text as long as fits, pasted at once, stays below both.
MOST_BYTES = 1_500_000
MOST_STRUCTS = 75_000
#: How much of what came in pieces the library may have to join; see `Update.joining`. It takes some 50 MB for a moment.
MOST_JOINING = 50_000_000
# A window writes under one number; after a gap it may send again what it wrote under earlier ones.
_MOST_CLIENTS = 1_000
_MOST_DELETES = 75_000
# Clients number what they write with 32 bits in the library; half of that is more than anybody types.
_MOST_CLOCK = 2**31
_MOST_SAFE = 2**53 - 1

# What a struct is, as the format numbers it.
GC, DELETED, STRING, FORMAT, TYPE, ANY = 0, 1, 4, 6, 7, 8
_HAS_ORIGIN, _HAS_RIGHT, _HAS_KEY = 0x80, 0x40, 0x20
_ELEMENT, _TEXT = 3, 6
_INTEGER, _FLOAT32, _FLOAT64, _STRING = 125, 124, 123, 119

#: Marks that may lie over each other: each stands in the document under its name and a hash.
_KEYED = {name for name, kind in MARKS.items() if kind.only_in_documents}
_ATTRIBUTES = {name for kind in NODES.values() for name in kind.attrs}
_HASHED = re.compile(r"([a-z_]+)--[A-Za-z0-9+/]{8}")
_LONGEST_FORMAT = 15_000

_TOO_MUCH = "U hebt te veel in één keer geplakt of gewijzigd. Doe het in kleinere stukken."

Id = tuple[int, int]


class Struct(NamedTuple):
    """One part of an update: `length` numbers of its client's clock.

    `origin` and `right` are the neighbours it was put between; without either, `parent` is the element it was put into, or
    ROOT. `key` is the name of the attribute that it is a value of. `value` is the characters of a STRING, the name of a
    node for a TYPE ("" for a run of text), the name of a FORMAT with its JSON, and the value of an ANY.
    """

    kind: int
    length: int
    origin: Id | None = None
    right: Id | None = None
    parent: Id | str | None = None
    key: str | None = None
    value: object = None


class Section(NamedTuple):
    """The structs of one client in an update, of which the first has this clock."""

    client: int
    clock: int
    end: int
    structs: list[Struct]


class Deletion(NamedTuple):
    """A stretch of a client's clock that an update deletes."""

    client: int
    start: int
    end: int


@dataclass
class Update:
    """What an update holds. `characters` counts what it puts in, whatever else it deletes.

    `joining` tells what it takes to make one of pieces that were typed on end, for which the library copies, for each of
    them, all that comes behind it: the number of pieces times their characters, for each such stretch.
    """

    sections: list[Section] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    characters: int = 0
    joining: int = 0


def read(update: bytes, *, most_bytes: int = MOST_BYTES) -> Update:
    """Answer what an update holds that was not taken yet. Raises UpdateRefused for what no editor of ours writes."""
    if len(update) > most_bytes:
        raise too_large(_TOO_MUCH)
    return _Reader(update, is_kept=False).read()


def read_kept(update: bytes) -> Update:
    """Answer what an update holds that was taken before.

    Its form is read as strictly, but sizes, names and values are not judged: what was kept stays readable when the schema
    changes.
    """
    return _Reader(update, is_kept=True).read()


def state_vector(known: dict[int, int]) -> bytes:
    """Answer the bytes that say how far a document knows its clients."""
    return b"".join([_varint(len(known)), *(_varint(each) for pair in known.items() for each in pair)])


def mark_key(name: str, attrs: dict[str, str]) -> str:
    """Answer the name under which y-prosemirror writes a mark with these attributes as a format."""
    if name not in _KEYED:
        return name
    digest = bytearray(hashlib.sha256(_any({"type": name, "attrs": attrs})).digest())
    for index in range(6, len(digest)):
        digest[index % 6] ^= digest[index]
    return f"{name}--{b64encode(bytes(digest[:6])).decode()}"


def comment_key(thread: str) -> str:
    """Answer the name of the format that marks a piece of text as what this thread is about."""
    return mark_key("comment", {"thread": thread})


def mark_name(key: str) -> str:
    """Answer the mark that a format is of."""
    hashed = _HASHED.fullmatch(key)
    return hashed[1] if hashed and hashed[1] in _KEYED else key


class _Reader:
    """Goes through the bytes once. Every step forward is bounded by their number."""

    def __init__(self, data: bytes, *, is_kept: bool):
        self.data = data
        self.at = 0
        self.is_kept = is_kept
        self.characters = 0
        self.structs = 0
        self.deletions = 0
        self.joining = 0

    def read(self) -> Update:
        try:
            sections = [self._section() for _ in self._count(_MOST_CLIENTS)]
            deletions = [each for _ in self._count(_MOST_CLIENTS) for each in self._deletions()]
        except IndexError:
            raise malformed() from None
        if self.at != len(self.data) or len({section.client for section in sections}) != len(sections):
            raise malformed()
        return Update(sections, deletions, self.characters, self.joining)

    def _section(self) -> Section:
        count = self._number()
        client = self._number()
        clock = start = self._number()
        self.structs += count
        # A struct is at least two bytes long: a larger count is a lie.
        if not count or 2 * count > len(self.data) - self.at:
            raise malformed()
        if self.structs > MOST_STRUCTS and not self.is_kept:
            raise too_large(_TOO_MUCH)
        structs = []
        pieces = characters = 0
        last = None
        for _ in range(count):
            structs.append(struct := self._struct())
            if struct.kind == STRING:
                if last is None or struct.origin != (client, clock - 1) or struct.right != last.right:
                    self.joining += pieces * characters
                    pieces = characters = 0
                pieces += 1
                characters += struct.length
                last = struct
            else:
                last = None
            clock += struct.length
        self.joining += pieces * characters
        if clock > _MOST_CLOCK:
            raise malformed()
        return Section(client, start, clock, structs)

    def _struct(self) -> Struct:
        info = self._byte()
        if info == GC:
            return Struct(GC, self._length())
        kind = info & 0x1F
        origin = right = parent = key = None
        if info & _HAS_ORIGIN:
            origin = (self._number(), self._number())
        if info & _HAS_RIGHT:
            right = (self._number(), self._number())
        if origin is None and right is None:
            if (has_name := self._number()) > 1:
                raise malformed()
            if has_name:
                parent = self._text()
                if parent != ROOT:
                    raise invalid(FOREIGN)
            else:
                parent = (self._number(), self._number())
            if info & _HAS_KEY:
                key = self._text()
                if parent == ROOT or (key not in _ATTRIBUTES and not self.is_kept):
                    raise invalid(FOREIGN)
        if kind == STRING:
            return self._string(origin, right, parent, key)
        if kind == DELETED:
            return Struct(DELETED, self._length(), origin, right, parent, key)
        if kind == FORMAT:
            return Struct(FORMAT, 1, origin, right, parent, key, self._format())
        if kind == TYPE:
            return Struct(TYPE, 1, origin, right, parent, key, self._type())
        if kind == ANY:
            # An attribute has one value.
            if self._number() != 1:
                raise malformed()
            return Struct(ANY, 1, origin, right, parent, key, self._value())
        raise malformed()

    def _string(self, origin, right, parent, key) -> Struct:
        text = self._text()
        if not text:
            raise malformed()
        self.characters += len(text)
        if text.isascii():
            # Printable is enough to be sure, and fast; a tab is looked at.
            if not text.isprintable():
                self._require_characters(text)
            return Struct(STRING, len(text), origin, right, parent, key, text)
        self._require_characters(text)
        return Struct(STRING, len(text.encode("utf-16-le")) // 2, origin, right, parent, key, text)

    def _require_characters(self, text: str) -> None:
        if self.is_kept:
            return
        try:
            check_characters(text)
        except TextRefused as refused:
            raise invalid(refused.message) from None

    def _format(self) -> tuple[str, str]:
        key, value = self._text(), self._text()
        if not self.is_kept:
            _check_format(key, value)
        return key, value

    def _type(self) -> str:
        type_ = self._number()
        if type_ == _TEXT:
            return ""
        if type_ != _ELEMENT:
            raise malformed()
        name = self._text()
        if name not in NODES and not self.is_kept:
            raise invalid(FOREIGN)
        return name

    def _value(self) -> object:
        type_ = self._byte()
        if type_ == _STRING:
            return self._text()
        if type_ == _INTEGER:
            return self._integer()
        if type_ == _FLOAT32:
            number = struct.unpack(">f", self._bytes(4))[0]
        elif type_ == _FLOAT64:
            number = struct.unpack(">d", self._bytes(8))[0]
        else:
            raise malformed()
        if not number.is_integer() or abs(number) > _MOST_SAFE:
            raise invalid(FOREIGN)
        return int(number)

    def _deletions(self) -> list[Deletion]:
        client = self._number()
        deletions = []
        count = self._count(_MOST_DELETES)
        self.deletions += len(count)
        if self.deletions > _MOST_DELETES and not self.is_kept:
            raise too_large(_TOO_MUCH)
        for _ in count:
            start = self._number()
            end = start + self._length()
            if end > _MOST_CLOCK:
                raise malformed()
            deletions.append(Deletion(client, start, end))
        return deletions

    def _count(self, most: int) -> range:
        count = self._number()
        if count > most and not self.is_kept:
            raise too_large(_TOO_MUCH)
        # Each of them is at least one byte long.
        if count > len(self.data) - self.at:
            raise malformed()
        return range(count)

    def _length(self) -> int:
        length = self._number()
        if not length:
            raise malformed()
        return length

    def _byte(self) -> int:
        byte = self.data[self.at]
        self.at += 1
        return byte

    def _number(self) -> int:
        """A whole number from 0 to what JavaScript can hold, in the shortest form."""
        data, at = self.data, self.at
        byte = data[at]
        at += 1
        if byte < 0x80:
            self.at = at
            return byte
        number = byte & 0x7F
        for shift in (7, 14, 21, 28, 35, 42, 49):
            byte = data[at]
            at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                if not byte or number > _MOST_SAFE:
                    break
                self.at = at
                return number
        raise malformed()

    def _integer(self) -> int:
        """A whole number with a sign: its first byte has one bit for that, and six for the number."""
        first = self._byte()
        number = first & 0x3F
        if first & 0x80:
            number |= self._number() << 6
        if number > _MOST_SAFE:
            raise malformed()
        return -number if first & 0x40 else number

    def _bytes(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self.data):
            raise malformed()
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def _text(self) -> str:
        try:
            return self._bytes(self._number()).decode()
        except UnicodeDecodeError:
            raise malformed() from None


def _check_format(key: str, value: str) -> None:
    if value == "{}" and key in MARKS and not MARKS[key].attrs:
        return
    name = mark_name(key)
    # A mark that may lie over others has a hash in its name, and no other mark has.
    if name not in MARKS or (name == key) == (name in _KEYED) or len(value) > _LONGEST_FORMAT:
        raise invalid(FOREIGN)
    if value == "null":
        return
    _check_mark(key, name, value)


@lru_cache(maxsize=256)
def _check_mark(key: str, name: str, value: str) -> None:
    try:
        attrs = json.loads(value, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise malformed() from None
    kind = MARKS[name]
    if not isinstance(attrs, dict) or attrs.keys() != kind.attrs.keys():
        raise invalid(FOREIGN)
    for attr in attrs:
        try:
            check_value(kind, attr, attrs[attr])
        except TextRefused as refused:
            raise invalid(refused.message) from None
    if mark_key(name, attrs) != key:
        raise invalid(FOREIGN)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict:
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError
    return found


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _any(value: dict | str) -> bytes:
    """What lib0's `encodeAny` makes of an object of strings and such objects."""
    if isinstance(value, str):
        return bytes([_STRING]) + _counted(value)
    return b"\x76" + _varint(len(value)) + b"".join(_counted(key) + _any(each) for key, each in value.items())


def _counted(text: str) -> bytes:
    written = text.encode()
    return _varint(len(written)) + written
