"""A Yjs document as the tree of a text, and the other way: as y-prosemirror reads and writes it in the browser.

People who write at the same time can bring about what the schema does not allow: one takes the last item out of a list
while another types in it. Nobody is refused for that. It is mended here, as the browser mends what it shows: what must have
a first paragraph gets one, and what is wholly empty is left out.
"""

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from iza_portal.texts.check import FOREIGN, TOO_DEEP
from iza_portal.texts.schema import LIMITS, MARKS, NODES
from iza_portal.texts.tree import empty_tree
from iza_portal.writing.together.refusals import invalid
from iza_portal.writing.together.wire import ROOT, mark_key, mark_name

_RANKS = {name: rank for rank, name in enumerate(MARKS)}


def tree_of(fragment: XmlFragment, *, with_comments: bool = False) -> dict:
    """Answer the tree of a document, mended; marks of comments only when asked for.

    Raises UpdateRefused for what no writing together can bring about.
    """
    return tree_from([block_of(child, with_comments=with_comments) for child in fragment.children])


def tree_from(blocks: list[dict | None]) -> dict:
    """Answer the tree of a text with these blocks, of which None are left out."""
    content = [block for block in blocks if block is not None]
    return {"type": "doc", "content": content} if content else empty_tree()


def block_of(child: XmlElement | XmlText | XmlFragment, *, with_comments: bool = False) -> dict | None:
    """Answer a block of a document, mended, or None when nothing is left of it. Raises UpdateRefused as `tree_of` does."""
    return node_of("doc", child, with_comments=with_comments)


def node_of(parent: str, child, depth: int = 1, *, with_comments: bool = False) -> dict | None:
    """Answer what stands in a node with the name `parent`, `depth` levels down, as `block_of` answers a block."""
    kind = NODES.get(child.tag) if isinstance(child, XmlElement) else None
    if kind is None or not NODES[parent].may_hold(kind):
        raise invalid(FOREIGN)
    node = {"type": kind.name}
    attributes = dict(child.attributes)
    if not attributes.keys() <= kind.attrs.keys():
        raise invalid(FOREIGN)
    if kind.attrs:
        attrs = {name: whole(attributes.get(name, attr.default)) for name, attr in kind.attrs.items()}
        # Undoing a deletion does not bring back an attribute that somebody else changed meanwhile.
        if None in attrs.values():
            return None
        node["attrs"] = attrs
    content = []
    for inside in child.children:
        if depth >= LIMITS.depth:
            raise invalid(TOO_DEEP)
        if isinstance(inside, XmlText):
            if not kind.may_hold(NODES["text"]):
                raise invalid(FOREIGN)
            for run in runs_of(inside, with_comments=with_comments):
                _add_joined(content, run)
        elif (found := node_of(kind.name, inside, depth + 1, with_comments=with_comments)) is not None:
            content.append(found)
    if not _mend(kind.name, content):
        return None
    if content:
        node["content"] = content
    return node


def contents_of(parent: XmlFragment | XmlElement) -> list:
    """Answer all that stands in a document or an element, with nothing mended or left out: to compare documents by."""
    contents = []
    for child in parent.children:
        if isinstance(child, XmlElement):
            attributes = sorted([name, whole(value)] for name, value in child.attributes)
            contents.append([child.tag, attributes, contents_of(child)])
            continue
        runs = []
        for words, formats in child.diff():
            # A mark that was taken off is no mark, and parts nothing.
            marks = sorted(key for key, value in (formats or {}).items() if value is not None)
            if runs and runs[-1][1] == marks:
                runs[-1][0] += words
            else:
                runs.append([words, marks])
        contents.append(runs)
    return contents


def fill_document(fragment: XmlFragment, tree: dict) -> None:
    """Put the blocks of a tree, which `texts.check` accepted, at the end of a document, as the browser would write them."""
    with fragment.doc.transaction():
        for block in tree["content"]:
            insert(fragment, len(fragment.children), block)


def document_bytes(tree: dict) -> bytes:
    """Answer a new document with this tree, which `texts.check` accepted, as one Yjs update."""
    document = Doc()
    fill_document(document.get(ROOT, type=XmlFragment), tree)
    return document.get_update()


def insert(parent: XmlFragment | XmlElement, index: int, part: dict | list[dict]) -> None:
    """Put a node, or a run of text, into an element, before its child with this index."""
    if isinstance(part, list):
        put_words(parent.children.insert(index, XmlText()), part)
        return
    element = parent.children.insert(index, XmlElement(part["type"], attributes_of(part)))
    for number, inside in enumerate(parts_of(part)):
        insert(element, number, inside)


def put_words(text: XmlText, runs: list[dict]) -> None:
    """Put text nodes at the begin of a run of text."""
    position = 0
    for run in runs:
        text.insert(position, run["text"], formats_of(run))
        position += len(run["text"].encode())


def attributes_of(node: dict) -> dict[str, object]:
    """Answer the attributes of a node as the browser writes them: those that have the default value too."""
    given = node.get("attrs", {})
    return {name: given.get(name, attr.default) for name, attr in NODES[node["type"]].attrs.items()}


def formats_of(run: dict) -> dict[str, dict]:
    """Answer the marks of a text node as formats."""
    formats = {}
    for mark in run.get("marks", []):
        attrs = mark.get("attrs", {})
        formats[mark_key(mark["type"], attrs)] = attrs
    return formats


def parts_of(node: dict) -> list[dict | list[dict]]:
    """Answer the content of a node, with text nodes that follow each other in a list: together they are one XmlText."""
    parts: list[dict | list[dict]] = []
    for child in node.get("content", []):
        if child["type"] != "text":
            parts.append(child)
        elif parts and isinstance(parts[-1], list):
            parts[-1].append(child)
        else:
            parts.append([child])
    return parts


def whole(value: object) -> object:
    """Answer a value of an attribute, with a number that the library gives as a fraction as the whole number it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def runs_of(text: XmlText, *, with_comments: bool) -> list[dict]:
    """Answer the text nodes that a run of text is in the tree."""
    runs = []
    for words, formats in text.diff():
        if not isinstance(words, str):
            raise invalid(FOREIGN)
        run = {"type": "text", "text": words}
        if marks := formats and _marks(formats, with_comments=with_comments):
            run["marks"] = marks
        _add_joined(runs, run)
    return runs


def _mend(name: str, content: list[dict]) -> bool:
    """Complete what a node holds, and answer whether the node is worth keeping."""
    match name:
        case "list_item":
            if not content or content[0]["type"] != "paragraph":
                content.insert(0, {"type": "paragraph"})
        case "table_cell" | "table_header":
            if not content:
                content.append({"type": "paragraph"})
        case "bullet_list" | "ordered_list" | "blockquote":
            return bool(content)
        case "table":
            return any("content" in row for row in content)
    return True


def _add_joined(content: list[dict], run: dict) -> None:
    last = content[-1] if content else None
    if last and last["type"] == "text" and last.get("marks") == run.get("marks"):
        last["text"] += run["text"]
    else:
        content.append(run)


def _marks(formats: dict[str, object], *, with_comments: bool) -> list[dict]:
    """Answer formats as marks in the order of the schema; comments, which may lie over each other, by their thread."""
    marks = []
    for key, attrs in formats.items():
        if attrs is None:
            continue
        kind = MARKS.get(mark_name(key))
        if kind is None or not isinstance(attrs, dict):
            raise invalid(FOREIGN)
        if kind.only_in_documents and not with_comments:
            continue
        marks.append({"type": kind.name, "attrs": attrs} if kind.attrs else {"type": kind.name})
    return sorted(marks, key=lambda mark: (_RANKS[mark["type"]], sorted(mark.get("attrs", {}).items())))
