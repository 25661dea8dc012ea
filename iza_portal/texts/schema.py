"""The one schema of a text, `schema.json`, which the editor in the browser reads too: nodes, marks, attributes, limits."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

_source = json.loads((Path(__file__).parent / "schema.json").read_text("utf-8"))

#: Goes up when the schema changes: a window with an older one must be opened anew.
VERSION = _source["version"]
#: What a text may hold at most: bytes of JSON, characters of text, characters in one word, nodes, nodes in
#: one other, levels, table columns, figures.
LIMITS = SimpleNamespace(**_source["limits"])


@dataclass(frozen=True)
class Attr:
    """An attribute of a node or mark. Without a default it must be there."""

    type: str
    default: object = None
    min: int = 0
    max: int = 0
    min_length: int = 0
    max_length: int = 0
    pattern: re.Pattern | None = None

    def accepts(self, value) -> bool:
        if self.type == "integer":
            return type(value) is int and self.min <= value <= self.max
        return (
            type(value) is str
            and self.min_length <= len(value) <= self.max_length
            and (self.pattern is None or self.pattern.search(value) is not None)
        )


@dataclass(frozen=True)
class Kind:
    """A kind of node or mark. `letter` stands for the node in `content`, the pattern of which children may follow.

    A mark that is `only_in_documents` is left out of the bodies that are made of them.
    """

    name: str
    attrs: dict[str, Attr]
    letter: str = ""
    is_inline: bool = False
    content: re.Pattern | None = None
    only_in_documents: bool = False

    def may_hold(self, child: "Kind") -> bool:
        """Tell whether that kind of node may stand directly in this one, in some order."""
        return self.content is not None and child.letter in self.content.pattern


def _attrs(spec: dict) -> dict[str, Attr]:
    attrs = {}
    for name, fields in spec.get("attrs", {}).items():
        # `$` also matches before a last newline, `\Z` does not; JavaScript knows `$` only.
        pattern = fields.get("pattern") and re.compile(re.sub(r"\$$", r"\\Z", fields["pattern"]))
        attrs[name] = Attr(**{**fields, "pattern": pattern})
    return attrs


def _nodes() -> dict[str, Kind]:
    letters = {name: chr(ord("A") + number) for number, name in enumerate(_source["nodes"])}
    members: dict[str, str] = {}
    for name, spec in _source["nodes"].items():
        for group in [name, *spec.get("group", "").split()]:
            members[group] = members.get(group, "") + letters[name]

    def pattern(expression: str) -> re.Pattern:
        """A ProseMirror content expression as a regular expression over letters: `paragraph prose*` becomes `[B][BDE]*`."""
        return re.compile(re.sub(r"\w+", lambda word: f"[{members[word[0]]}]", expression).replace(" ", ""))

    return {
        name: Kind(
            name,
            _attrs(spec),
            letters[name],
            spec.get("inline", False),
            pattern(spec["content"]) if "content" in spec else None,
        )
        for name, spec in _source["nodes"].items()
    }


NODES = _nodes()
MARKS = {
    name: Kind(name, _attrs(spec), only_in_documents=spec.get("only_in_documents", False))
    for name, spec in _source["marks"].items()
}
