"""A text without any form: for search, counting and comparing."""

from iza_portal.texts.check import require_readable
from iza_portal.texts.tree import nodes_of, words

# PostgreSQL keeps at most 1 MB of words for search, and words joined by hyphens count almost three times.
_SEARCHED_BYTES = 300_000


def to_plain_text(tree) -> str:
    """Answer the words, with a line for each paragraph and each row of a table. Raises TextUnreadable.

    Of a picture these are its alternative text; what footnotes say comes at the end.
    """
    require_readable(tree)
    lines: list[str] = []
    _add_lines(tree["content"], lines)
    lines += [note["attrs"]["text"] for note in nodes_of(tree, "footnote")]
    return "\n".join(lines)


def to_search_text(tree) -> str:
    """Answer the plain text as far as PostgreSQL can search it: all of it in any European language."""
    return to_plain_text(tree).encode()[:_SEARCHED_BYTES].decode(errors="ignore")


def _add_lines(blocks, lines):
    for block in blocks:
        match block["type"]:
            case "paragraph" | "heading":
                lines.append("".join(words(child, gap="\n") for child in block.get("content", [])))
            case "picture":
                lines.append(block["attrs"]["alt"])
            case "table_row":
                cells: list[str] = []
                for cell in block.get("content", []):
                    inside: list[str] = []
                    _add_lines(cell["content"], inside)
                    cells.append(" ".join(inside))
                lines.append("\t".join(cells))
            case _:
                _add_lines(block["content"], lines)
