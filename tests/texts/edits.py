"""A Hypothesis strategy: a text, and the same text after somebody worked in it."""

from copy import deepcopy

from hypothesis import assume
from hypothesis import strategies as st

from iza_portal.texts.check import TextRefused, check
from tests.texts.trees import marks, paragraphs, text_nodes, trees, words


def _lists(tree):
    """Every list of nodes in the tree."""
    waiting, found = [tree], []
    while waiting:
        node = waiting.pop()
        if node.get("content"):
            found.append(node["content"])
            waiting += node["content"]
    return found


@st.composite
def two_texts(draw):
    """Two texts: mostly the second is the first with some things moved, left out, doubled, put in and written otherwise."""
    old = draw(trees)
    if draw(st.integers(0, 4)) == 0:
        return old, draw(trees)
    new = deepcopy(old)
    for _ in range(draw(st.integers(0, 4))):
        lists = _lists(new)
        if not lists:
            break
        nodes = lists[draw(st.integers(0, len(lists) - 1))]
        place = draw(st.integers(0, len(nodes) - 1))
        match draw(st.sampled_from(["move", "drop", "double", "write", "mark", "put in"])):
            case "move":
                nodes.insert(draw(st.integers(0, len(nodes) - 1)), nodes.pop(place))
            case "drop":
                del nodes[place]
            case "double":
                nodes.insert(place, deepcopy(nodes[place]))
            case "write" if nodes[place]["type"] == "text":
                nodes[place]["text"] += draw(words)
            case "mark" if nodes[place]["type"] == "text":
                nodes[place]["marks"] = draw(marks)
            case "put in":
                nodes.insert(place, draw(st.one_of(paragraphs, text_nodes)))
    try:
        check(new)
    except TextRefused:
        assume(False)
    return old, new
