"""Hypothesis strategies: texts as the editor makes them, and texts as an attacker would."""

import json

from hypothesis import strategies as st

from iza_portal.texts.schema import MARKS, NODES

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
)
hrefs = st.sampled_from(
    ["https://www.iza.nl/a?b=1&c=%22#d", "http://voorbeeld.nl", "mailto:a@b.nl", "/plannen/1/", "/"]
)
marks = st.lists(
    st.one_of(
        st.just({"type": "strong"}),
        st.just({"type": "em"}),
        st.builds(lambda href: {"type": "link", "attrs": {"href": href}}, hrefs),
    ),
    max_size=3,
    unique_by=lambda mark: mark["type"],
)


def _node(kind, content=None, **attrs):
    node = {"type": kind}
    if attrs:
        node["attrs"] = attrs
    if content:
        node["content"] = content
    return node


def _marked(node, marks):
    return node | ({"marks": marks} if marks else {})


# What an attribute holds; some of it looks like markup or like an address.
attr_words = st.one_of(
    words,
    st.sampled_from(
        [
            '"><script>alert(1)</script>',
            "' onerror='alert(1)",
            "zie https://www.cbs.nl/a?b=1&c=2).",
            "javascript:alert(1) https://x.nl/(een)_twee, en https://",
            "data:text/html,<b>x</b> &amp; http://<x>",
        ]
    ),
).filter(lambda words: words.strip())
text_nodes = st.builds(lambda words, marks: _marked({"type": "text", "text": words}, marks), words, marks)
breaks = st.builds(lambda marks: _marked({"type": "hard_break"}, marks), marks)
footnotes = st.builds(
    lambda text, marks: _marked(_node("footnote", text=text), marks), attr_words.map(lambda words: words[:1000]), marks
)
figures = st.builds(
    lambda shown, place, more, marks: _marked(
        _node("figure", indicator="BEV04", place=place, year=2026, shown=shown[:100], **more), marks
    ),
    attr_words,
    st.sampled_from(["nederland", "regio:zhe-bar", "GM0597"]),
    st.sampled_from([{}, {"follow": "jaar"}, {"scenario": "<hoog>", "follow": "nieuwste"}]),
    marks,
)
pictures = st.builds(
    lambda pk, alt: _node("picture", picture=pk, alt=alt[:500]),
    st.one_of(st.just(7), st.integers(1, 2**53 - 1)),
    attr_words,
)
paragraphs = st.builds(
    lambda content: _node("paragraph", content),
    st.lists(st.one_of(text_nodes, breaks, footnotes, figures), max_size=4),
)
headings = st.builds(
    lambda level, content: _node("heading", content, level=level), st.integers(3, 5), st.lists(text_nodes, max_size=2)
)


def _lists(prose):
    item = st.builds(lambda first, rest: _node("list_item", [first, *rest]), paragraphs, st.lists(prose, max_size=2))
    items = st.lists(item, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda items: _node("bullet_list", items), items),
        st.builds(lambda items, order: _node("ordered_list", items, order=order), items, st.integers(1, 9999)),
    )


prose = st.recursive(paragraphs, _lists, max_leaves=5)
cells = st.builds(
    lambda kind, content, colspan, rowspan: _node(kind, content, colspan=colspan, rowspan=rowspan),
    st.sampled_from(["table_cell", "table_header"]),
    st.lists(prose, min_size=1, max_size=2),
    st.integers(1, 3),
    st.integers(1, 3),
)
rows = st.builds(lambda cells: _node("table_row", cells), st.lists(cells, min_size=1, max_size=3))
tables = st.builds(lambda rows: _node("table", rows), st.lists(rows, min_size=1, max_size=3))
quotes = st.builds(lambda content: _node("blockquote", content), st.lists(prose, min_size=1, max_size=2))
trees = st.builds(
    lambda blocks: _node("doc", blocks),
    st.lists(st.one_of(prose, headings, tables, quotes, pictures), min_size=1, max_size=4),
)

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
names = st.sampled_from([*NODES, *MARKS, "image", "script"])


@st.composite
def broken_trees(draw):
    """A text of which one place, anywhere, was replaced by something else."""
    tree = json.loads(json.dumps(draw(trees)))
    places = []
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        for key in value if isinstance(value, dict) else range(len(value)):
            places.append((value, key))
            if isinstance(value[key], (dict, list)):
                waiting.append(value[key])
    container, key = draw(st.sampled_from(places))
    container[key] = draw(
        st.one_of(json_values, names, st.just("\x00"), st.just("\ud800"), st.builds(lambda: [tree.copy()]))
    )
    return tree
