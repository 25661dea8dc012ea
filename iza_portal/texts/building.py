"""Making a text in code, for what the portal brings along itself.

Strings may hold **strong**, *em*, [links](/to) and footnotes, as ^[Bron: CBS, 2026]. As in
`text(heading("Opgaven"), paragraph("De **eerste** opgave"), bullets("wonen", "zorg"), table(["Doel"], ["3%"]))`.
"""

import re

_SPAN = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\*(?P<em>.+?)\*|\^\[(?P<note>[^\]]+)\]|\[(?P<label>[^\]]+)\]\((?P<href>[^)\s]+)\)"
)


def text(*blocks: dict) -> dict:
    """Answer the tree of a text."""
    return {"type": "doc", "content": list(blocks) or [paragraph("")]}


def heading(words: str, level: int = 3) -> dict:
    return {"type": "heading", "attrs": {"level": level}, **_content(words)}


def paragraph(words: str) -> dict:
    return {"type": "paragraph", **_content(words)}


def bullets(*items: str) -> dict:
    return {"type": "bullet_list", "content": [_item(item) for item in items]}


def numbered(*items: str) -> dict:
    return {"type": "ordered_list", "attrs": {"order": 1}, "content": [_item(item) for item in items]}


def quote(*paragraphs: str) -> dict:
    return {"type": "blockquote", "content": [paragraph(words) for words in paragraphs]}


def picture(pk: int, alt: str) -> dict:
    """Answer a picture (`iza_portal.writing.models.Picture`) by its key, with its alternative text."""
    return {"type": "picture", "attrs": {"picture": pk, "alt": alt}}


def footnote(words: str) -> dict:
    return {"type": "footnote", "attrs": {"text": words}}


def figure(shown: str, indicator: str, place: str, year: int, **attrs: str) -> dict:
    """Answer a figure (`iza_portal.texts.figures.Cited`), to stand in the content of a paragraph."""
    return {
        "type": "figure",
        "attrs": {"indicator": indicator, "place": place, "year": year, "shown": shown, **attrs},
    }


def table(head: list[str], *rows: list[str]) -> dict:
    """Answer a table whose first row is its header."""
    return {"type": "table", "content": [_row("table_header", head), *(_row("table_cell", row) for row in rows)]}


def _item(words):
    return {"type": "list_item", "content": [paragraph(words)]}


def _row(kind, cells):
    attrs = {"colspan": 1, "rowspan": 1}
    return {
        "type": "table_row",
        "content": [{"type": kind, "attrs": attrs, "content": [paragraph(words)]} for words in cells],
    }


def _content(words: str) -> dict:
    spans, end = [], 0
    for match in _SPAN.finditer(words):
        spans.append(_span(words[end : match.start()]))
        if match["note"]:
            spans.append(footnote(match["note"]))
        elif match["href"]:
            spans.append(_span(match["label"], {"type": "link", "attrs": {"href": match["href"]}}))
        else:
            spans.append(_span(match["strong"] or match["em"], {"type": "strong" if match["strong"] else "em"}))
        end = match.end()
    spans = [span for span in [*spans, _span(words[end:])] if span.get("text") != ""]
    return {"content": spans} if spans else {}


def _span(words: str, mark: dict | None = None) -> dict:
    return {"type": "text", "text": words, **({"marks": [mark]} if mark else {})}
