"""The document tree: ProseMirror JSON, as the browser sends it and the database keeps it."""

from collections.abc import Iterator


def empty_tree() -> dict:
    """Answer the tree of a text in which nothing is written yet."""
    return {"type": "doc", "content": [{"type": "paragraph"}]}


def words(inline: dict, *, gap: str = " ") -> str:
    """Answer what stands in the line for this node: its text, of a figure what is shown of it, and of a break the `gap`.

    The text of a footnote stands elsewhere.
    """
    match inline["type"]:
        case "figure":
            return inline["attrs"]["shown"]
        case "footnote":
            return ""
    return inline.get("text", gap)


def nodes_of(tree: dict, kind: str) -> Iterator[dict]:
    """Yield the nodes of this kind in the order in which they are read. The tree is one that `check` has passed."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node["type"] == kind:
            yield node
        waiting.extend(reversed(node.get("content", [])))


def pictures_in(tree: object) -> set[int]:
    """Answer the keys of the pictures that a text names; a kept text that is none (any more) names none."""
    blocks = tree.get("content") if isinstance(tree, dict) else None
    pictures = [
        block.get("attrs")
        for block in (blocks if isinstance(blocks, list) else [])
        if isinstance(block, dict) and block.get("type") == "picture"
    ]
    return {attrs["picture"] for attrs in pictures if isinstance(attrs, dict) and type(attrs.get("picture")) is int}
