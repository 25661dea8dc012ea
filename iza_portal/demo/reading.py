"""Reading the demonstration's texts: Markdown, as far as a section's text has a counterpart for it.

A file holds the sections of one plan, each under its title as a heading of level 2. Blocks are separated by empty lines:
headings of level 3, paragraphs, lists, quotes, tables and pictures; `iza_portal.texts.building` says what a line may hold.
A picture stands in the tree by the name of its drawing (`iza_portal.demo.pictures`).
"""

import re
from pathlib import Path

from iza_portal.texts.building import bullets, heading, numbered, paragraph, picture, quote, table, text

_PICTURE = re.compile(r"!\[(?P<alt>[^\]]+)\]\((?P<name>\w+)\)")
CONTENT = Path(__file__).parent / "content"


def read_sections(name: str) -> dict[str, dict]:
    """Answer the trees of the sections in the file `name`, by title, in order."""
    markdown = (CONTENT / name).read_text(encoding="utf-8")
    _, *sections = re.split(r"^## (.+)\n", markdown, flags=re.MULTILINE)
    return {title: read_text(body) for title, body in zip(sections[::2], sections[1::2], strict=True)}


def read_text(markdown: str) -> dict:
    """Answer the tree of a text."""
    return text(*map(_block, re.split(r"\n\s*\n", markdown.strip())))


def _block(lines: str) -> dict:
    if lines.startswith("### "):
        return heading(lines.removeprefix("### "))
    if lines.startswith("- "):
        return bullets(*_items(r"^- ", lines))
    if lines.startswith("1. "):
        return numbered(*_items(r"^\d+\. ", lines))
    if lines.startswith("> "):
        unquoted = re.sub(r"^> ?", "", lines, flags=re.MULTILINE)
        return quote(*map(_line, unquoted.split("\n\n")))
    if lines.startswith("|"):
        head, _, *rows = ([cell.strip() for cell in row.strip("|").split("|")] for row in lines.splitlines())
        return table(head, *rows)
    if found := _PICTURE.fullmatch(_line(lines)):
        return picture(found["name"], found["alt"])
    return paragraph(_line(lines))


def _items(mark: str, lines: str) -> list[str]:
    _, *items = re.split(mark, lines, flags=re.MULTILINE)
    return [_line(item) for item in items]


def _line(words: str) -> str:
    """Join what is broken over lines in the file."""
    return " ".join(words.split())
