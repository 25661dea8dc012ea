"""The document tree: ProseMirror JSON, as the browser sends it and the database keeps it."""


def empty_tree() -> dict:
    """Answer the tree of a text in which nothing is written yet."""
    return {"type": "doc", "content": [{"type": "paragraph"}]}
