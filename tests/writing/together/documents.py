"""Hypothesis strategies: texts that people write in together, with all that the schema lets stand in them."""

from hypothesis import strategies as st

WORDS = ["zorg", "wijk", "één", "GGD", "😀", "👩‍👧", "naïef", "a", "Ω", " ", "\t", ", ", "ﬁ"]
THREADS = [f"{digit}1234567-89ab-cdef-0123-456789abcdef" for digit in "0123"]


def node(kind, content=(), **attrs):
    """Answer a node as the editor writes it."""
    made = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    if content:
        made["content"] = list(content)
    return made


def text(words, *marks):
    """Answer a text node; a mark is its name, or a pair of it and its attributes."""
    made = {"type": "text", "text": words}
    if marks:
        made["marks"] = [
            {"type": mark} if isinstance(mark, str) else {"type": mark[0], "attrs": mark[1]} for mark in marks
        ]
    return made


def doc(*blocks):
    """Answer a text with these blocks."""
    return {"type": "doc", "content": list(blocks)}


_hrefs = st.sampled_from(["https://www.iza.nl/a?b=1", "mailto:a@b.nl", "/plannen/1/"])
_links = st.lists(st.builds(lambda href: ("link", {"href": href}), _hrefs), max_size=1)
_plain = st.lists(st.sampled_from(["strong", "em"]), max_size=2, unique=True)
_comments = st.lists(st.sampled_from(THREADS), max_size=2, unique=True)
_marks = st.builds(
    lambda links, plain, comments: [
        *links,
        *sorted(plain, reverse=True),
        *(("comment", {"thread": thread}) for thread in sorted(comments)),
    ],
    _links,
    _plain,
    _comments,
)
_words = st.builds("".join, st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
_texts = st.builds(lambda words, marks: text(words, *marks), _words, _marks)
_inline = st.one_of(
    _texts,
    _texts,
    st.just(node("hard_break")),
    st.builds(lambda words: node("footnote", text=words.strip() or "x"), _words),
    st.builds(
        lambda year: node(
            "figure",
            indicator="WMO-1",
            place="GM0363",
            year=year,
            scenario="",
            follow="nieuwste",
            shown="12,3%",
        ),
        st.integers(1990, 2100),
    ),
)


def _joined(content):
    """Text nodes with the same marks that follow each other are one."""
    parts = []
    for part in content:
        if parts and part["type"] == parts[-1]["type"] == "text" and part.get("marks") == parts[-1].get("marks"):
            parts[-1] = parts[-1] | {"text": parts[-1]["text"] + part["text"]}
        else:
            parts.append(part)
    return parts


paragraphs = st.builds(lambda content: node("paragraph", _joined(content)), st.lists(_inline, max_size=4))
_headings = st.builds(
    lambda content, level: node("heading", _joined(content), level=level),
    st.lists(_texts, max_size=2),
    st.integers(3, 5),
)


def _lists(prose):
    item = st.builds(lambda first, rest: node("list_item", [first, *rest]), paragraphs, st.lists(prose, max_size=2))
    items = st.lists(item, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda items: node("bullet_list", items), items),
        st.builds(lambda items, order: node("ordered_list", items, order=order), items, st.integers(1, 9999)),
    )


_prose = st.recursive(paragraphs, _lists, max_leaves=4)
_cells = st.builds(
    lambda kind, content, colspan: node(kind, content, colspan=colspan, rowspan=1),
    st.sampled_from(["table_cell", "table_header"]),
    st.lists(_prose, min_size=1, max_size=2),
    st.integers(1, 3),
)
_rows = st.builds(lambda cells: node("table_row", cells), st.lists(_cells, min_size=1, max_size=3))
_pictures = st.builds(
    lambda number, alt: node("picture", picture=number, alt=alt.strip() or "x"), st.integers(1, 2**53 - 1), _words
)
blocks = st.one_of(
    _prose,
    _headings,
    st.builds(lambda rows: node("table", rows), st.lists(_rows, min_size=1, max_size=3)),
    st.builds(lambda content: node("blockquote", content), st.lists(_prose, min_size=1, max_size=2)),
    _pictures,
)
trees = st.builds(lambda blocks: doc(*blocks), st.lists(blocks, min_size=1, max_size=4))


def without_comments(part):
    """Answer a text as it is kept: without the marks of comments."""
    made = {key: value for key, value in part.items() if key not in ("content", "marks")}
    if marks := [mark for mark in part.get("marks", []) if mark["type"] != "comment"]:
        made["marks"] = marks
    if "content" in part:
        made["content"] = _joined([without_comments(inside) for inside in part["content"]])
    return made


def with_comments_in_order(part):
    """Answer a text with comments on the same words in the order of their threads: to an editor they have none."""
    made = dict(part)
    if "marks" in part:
        made["marks"] = sorted(
            part["marks"],
            key=lambda mark: (mark["type"] == "comment", mark["type"] == "comment" and str(mark["attrs"])),
        )
    if "content" in part:
        made["content"] = [with_comments_in_order(inside) for inside in part["content"]]
    return made
