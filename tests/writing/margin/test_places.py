"""Marks in a shared document: put where somebody selected, found again, and the words there replaced."""

import json
from uuid import uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from iza_portal.texts.aligning import Budget
from iza_portal.writing.margin import places
from iza_portal.writing.margin.places import PlaceMoved, pieces_of, put, replace, words_of
from iza_portal.writing.margin.ranges import Range, RangesRefused, read_ranges
from iza_portal.writing.margin.words import edits, side_by_side

THREAD = str(uuid4())
OTHER = str(uuid4())


def fragment(*blocks):
    """Make a document of blocks: ("paragraph", "words", ...) or (name, block, ...)."""
    document = Doc()
    root = document.get("text", type=XmlFragment)

    def add(parent, spec):
        name, *inner = spec
        element = XmlElement(name)
        parent.children.append(element)
        if name == "figure":
            element.attributes["shown"] = inner.pop()
        for each in inner:
            if isinstance(each, str):
                text = XmlText()
                element.children.append(text)
                text.insert(0, each)
            else:
                add(element, each)

    for block in blocks:
        add(root, block)
    root.keeps = document
    return root


def shape(node):
    """Answer what stands in a node, without marks, as `fragment` takes it."""
    return tuple(
        "".join(words for words, _ in child.diff())
        if isinstance(child, XmlText)
        else (child.tag, *([child.attributes["shown"]] if child.tag == "figure" else shape(child)))
        for child in node.children
    )


def at(path, start, words):
    return Range(tuple(path), start, words)


def marked(root, thread=THREAD):
    return words_of(pieces_of(root).get(thread, []))


def swap(root, words, thread=THREAD):
    replace(root, pieces_of(root)[thread], words, thread)


def test_a_range_is_counted_as_a_browser_does_also_past_an_emoji():
    root = fragment(("paragraph", "Zorg 👩‍⚕️ voor één wijk"))
    start = len("Zorg 👩‍⚕️ voor ".encode("utf-16-le")) // 2
    assert put(root, [at([0, 0], start, "één")], THREAD) == "één"
    assert root.children[0].children[0].diff()[1][0] == "één"


def test_a_selection_over_several_blocks_is_one_thread_with_a_line_for_each():
    root = fragment(
        ("heading", "Opgaven"),
        ("bullet_list", ("list_item", ("paragraph", "wonen")), ("list_item", ("paragraph", "zorg"))),
    )
    ranges = [at([0, 0], 3, "aven"), at([1, 0, 0, 0], 0, "wonen"), at([1, 1, 0, 0], 0, "zo")]
    assert put(root, ranges, THREAD) == "aven\nwonen\nzo"
    assert [piece.words for piece in pieces_of(root)[THREAD]] == ["aven", "wonen", "zo"]


def test_threads_over_the_same_words_do_not_disturb_each_other():
    root = fragment(("paragraph", "een twee drie"))
    put(root, [at([0, 0], 0, "een twee")], THREAD)
    put(root, [at([0, 0], 4, "twee drie")], OTHER)
    assert marked(root) == "een twee"
    assert marked(root, OTHER) == "twee drie"


def test_words_that_moved_within_their_block_are_found_nearest_to_where_they_were():
    root = fragment(("paragraph", "de wijk en de wijk en de wijk"))
    put(root, [at([0, 0], 12, "de wijk")], THREAD)
    assert pieces_of(root)[THREAD][0].runs[0].start == 11


@pytest.mark.parametrize("path", [[0, 0], [1], [0], [7, 0], [0, 0, 0], [0, 1]])
def test_words_that_are_not_there_are_refused_and_nothing_is_marked(path):
    root = fragment(("paragraph", "een"), ("paragraph", "twee"))
    with pytest.raises(PlaceMoved):
        put(root, [at([0, 0], 0, "een"), at(path, 0, "drie")], THREAD)
    assert pieces_of(root) == {}


def test_words_around_a_footnote_or_a_new_line_are_one_piece():
    root = fragment(("paragraph", "voor", ("footnote",), "na", ("hard_break",), "onder"))
    ranges = [at([0, 0], 2, "or"), at([0, 2], 0, "na"), at([0, 4], 0, "onder")]
    assert put(root, ranges, THREAD) == "orna onder"


def test_what_is_written_between_marked_words_belongs_to_the_piece():
    root = fragment(("paragraph", "een drie"))
    put(root, [at([0, 0], 0, "een drie")], THREAD)
    root.children[0].children[0].insert(4, "twee ", {"em": {}})
    assert marked(root) == "een twee drie"


def test_only_the_words_that_differ_are_replaced():
    root = fragment(("paragraph", "De drie gemeenten kiezen samen."))
    text = root.children[0].children[0]
    text.format(8, 17, {"strong": {}})
    put(root, [at([0, 0], 0, "De drie gemeenten kiezen samen.")], THREAD)
    put(root, [at([0, 0], 18, "kiezen")], OTHER)
    swap(root, "De zeven gemeenten kiezen vandaag samen.")
    assert marked(root) == "De zeven gemeenten kiezen vandaag samen."
    assert marked(root, OTHER) == "kiezen"
    assert [words for words, attrs in text.diff() if "strong" in attrs] == ["gemeenten"]


def test_new_words_have_the_form_of_those_they_replace():
    root = fragment(("paragraph", "een twee drie"))
    text = root.children[0].children[0]
    text.format(4, 8, {"strong": {}})
    put(root, [at([0, 0], 0, "een twee drie")], THREAD)
    swap(root, "een vier drie vijf")
    assert [words for words, attrs in text.diff() if "strong" in attrs] == ["vier"]


def test_words_behind_a_link_do_not_become_part_of_it():
    root = fragment(("paragraph", "zie de bron"))
    text = root.children[0].children[0]
    text.format(7, 11, {"link": {"href": "/bron"}})
    put(root, [at([0, 0], 7, "bron")], THREAD)
    swap(root, "bron van het CBS")
    assert [words for words, attrs in text.diff() if "link" in (attrs or {})] == ["bron"]
    assert marked(root) == "bron van het CBS"


def test_a_piece_around_a_footnote_keeps_it_while_words_remain():
    root = fragment(("paragraph", "Dit staat", ("footnote",), " er nu."))
    put(root, [at([0, 0], 4, "staat"), at([0, 2], 0, " er nu")], THREAD)
    swap(root, "stond toen")
    assert shape(root) == (("paragraph", "Dit stond", ("footnote",), " toen."),)


def test_an_empty_proposal_takes_the_piece_away_with_what_is_in_it():
    root = fragment(("paragraph", "Dit staat", ("footnote",), " er nu."))
    put(root, [at([0, 0], 3, " staat"), at([0, 2], 0, " er")], THREAD)
    swap(root, "")
    assert shape(root) == (("paragraph", "Dit", " nu."),)


def test_a_block_of_which_nothing_is_left_goes():
    root = fragment(("paragraph", "een"), ("paragraph", "twee"))
    put(root, [at([0, 0], 0, "een")], THREAD)
    swap(root, "")
    assert shape(root) == (("paragraph", "twee"),)


def test_the_last_block_of_a_text_stays_empty():
    root = fragment(("bullet_list", ("list_item", ("paragraph", "een"))))
    put(root, [at([0, 0, 0, 0], 0, "een")], THREAD)
    swap(root, "")
    assert shape(root) == (("bullet_list", ("list_item", ("paragraph", ""))),)


def test_a_list_goes_with_its_last_item():
    root = fragment(("bullet_list", ("list_item", ("paragraph", "een"))), ("paragraph", "twee"))
    put(root, [at([0, 0, 0, 0], 0, "een")], THREAD)
    swap(root, "")
    assert shape(root) == (("paragraph", "twee"),)


def test_a_cell_stays_in_its_table():
    root = fragment(
        ("table", ("table_row", ("table_cell", ("paragraph", "een")), ("table_cell", ("paragraph", "twee"))))
    )
    put(root, [at([0, 0, 0, 0, 0], 0, "een")], THREAD)
    swap(root, "")
    cells = ("table_row", ("table_cell", ("paragraph", "")), ("table_cell", ("paragraph", "twee")))
    assert shape(root) == (("table", cells),)


def test_an_item_keeps_the_paragraph_before_its_list():
    inner = ("bullet_list", ("list_item", ("paragraph", "onder")))
    root = fragment(("bullet_list", ("list_item", ("paragraph", "boven"), inner)))
    put(root, [at([0, 0, 0, 0], 0, "boven")], THREAD)
    swap(root, "")
    assert shape(root) == (("bullet_list", ("list_item", ("paragraph", ""), inner)),)


def test_a_line_more_becomes_a_block_of_its_own():
    root = fragment(("paragraph", "een"), ("bullet_list", ("list_item", ("paragraph", "twee"))))
    put(root, [at([0, 0], 0, "een"), at([1, 0, 0, 0], 0, "twee")], THREAD)
    swap(root, "een\ntwee\ndrie\n\nvier")
    items = [("list_item", ("paragraph", words)) for words in ("twee", "drie", "vier")]
    assert shape(root) == (("paragraph", "een"), ("bullet_list", *items))
    assert marked(root) == "een\ntwee\ndrie\nvier"


def test_a_line_more_goes_on_in_the_block_where_that_does_not_end_with_the_piece():
    root = fragment(("paragraph", "een twee"))
    put(root, [at([0, 0], 0, "een")], THREAD)
    swap(root, "nul\neen")
    assert shape(root) == (("paragraph", "nul een twee"),)


def test_a_line_less_takes_its_block_away():
    root = fragment(("paragraph", "een"), ("paragraph", "twee"), ("paragraph", "drie"))
    put(root, [at([0, 0], 0, "een"), at([1, 0], 0, "twee")], THREAD)
    swap(root, "een en twee")
    assert shape(root) == (("paragraph", "een en twee"), ("paragraph", "drie"))


words = st.text(alphabet=list("abé😀 .,\u00a0"), min_size=1, max_size=30).filter(str.strip)


def test_a_figure_is_read_as_what_it_shows_and_stays_where_its_words_stay():
    root = fragment(("paragraph", "Van hen is ", ("figure", "22,6%"), " ouder."))
    assert put(root, [at([0, 0], 4, "hen is "), at([0, 2], 0, " ouder")], THREAD) == "hen is 22,6% ouder"
    swap(root, "ons is 22,6% jonger")
    assert shape(root) == (("paragraph", "Van ons is ", ("figure", "22,6%"), " jonger."),)


def test_a_figure_whose_words_change_becomes_words():
    root = fragment(("paragraph", "Van hen is ", ("figure", "22,6%"), " ouder."))
    put(root, [at([0, 0], 4, "hen is "), at([0, 2], 0, " ouder")], THREAD)
    swap(root, "hen is 23,6% ouder")
    assert shape(root) == (("paragraph", "Van hen is 23,6%", " ouder."),)


nodes = st.sampled_from([(("footnote",), ""), (("hard_break",), " "), (("figure", "1,5"), "1,5")])


@given(st.lists(st.tuples(words, nodes), min_size=1, max_size=4), words, st.data())
def test_whatever_is_proposed_is_what_stands_there_and_all_around_it_stays(parts, ending, data):
    """A paragraph of several texts with nodes between; a piece of it; any new words, half of them like those that were."""
    spec, texts, begin = [], [], 0
    for part, (node, shown) in parts:
        spec += [part, node]
        texts.append((2 * len(texts), begin, part))
        begin += len(part) + len(shown)
    texts.append((2 * len(texts), begin, ending))
    whole = "".join(part + shown for part, (_, shown) in parts) + ending
    root = fragment(("paragraph", *spec, ending))
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    ranges, reached = [], []
    for index, begin, part in texts:
        first, last = max(start - begin, 0), min(end - begin, len(part))
        if first < last:
            units = len(part[:first].encode("utf-16-le")) // 2
            ranges.append(at([0, index], units, part[first:last]))
            reached += [begin + first, begin + last]
    assume(ranges)
    # What is selected of a node alone carries no mark: a piece begins and ends with words.
    start, end = min(reached), max(reached)
    assert put(root, ranges, THREAD) == whole[start:end]
    alike = st.sampled_from([whole[start:end] + "!", "a" + whole[start:end], whole[start:end].replace(" ", "b ")])
    proposal = data.draw((words | alike).filter(str.strip))
    swap(root, proposal)
    assert "".join(map(spoken, root.children[0].children)) == whole[:start] + proposal + whole[end:]


def spoken(child):
    if isinstance(child, XmlText):
        return "".join(words for words, _ in child.diff())
    return {"figure": "1,5", "hard_break": " "}.get(child.tag, "")


@given(st.text(alphabet="ab ,", max_size=40), st.text(alphabet="ab ,", max_size=40))
def test_edits_lead_from_one_wording_to_the_other(old, new):
    result, end = "", 0
    for first, last, come in edits(old, new):
        result += old[end:first] + come
        end = last
    assert result + old[end:] == new
    parts = side_by_side(old, new, Budget())
    assert "".join(said for kind, said in parts if kind != "new") == old
    assert "".join(said for kind, said in parts if kind != "gone") == new


GOOD = {"path": [0, 0], "from": 0, "to": 3, "text": "een"}


def test_ranges_are_read_in_the_order_of_the_text_and_once():
    later = GOOD | {"path": [1, 0]}
    assert read_ranges(json.dumps([later, GOOD, GOOD])) == [at([0, 0], 0, "een"), at([1, 0], 0, "een")]
    assert read_ranges("") == []


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "[" * 50_000,
        "null",
        "{}",
        "[1]",
        "[[]]",
        "[{}]",
        *(
            json.dumps([GOOD | wrong])
            for wrong in (
                {"path": []},
                {"path": [-1]},
                {"path": [True]},
                {"path": ["0"]},
                {"path": [0.5]},
                {"path": [0] * 100},
                {"path": [10**30]},
                {"path": "00"},
                {"from": -1},
                {"from": 1},
                {"from": "0"},
                {"to": None},
                {"text": ""},
                {"text": "   ", "to": 3},
                {"text": 3},
                {"text": "een\ud800", "to": 4},
                {"text": "a" * 5001, "to": 5001},
                {"more": 1},
            )
        ),
        json.dumps([GOOD | {"path": [number, 0]} for number in range(201)]),
        '[{"path": [0], "from": 0, "to": NaN, "text": "een"}]',
        "x" * 200_000,
    ],
)
def test_a_selection_that_is_none_is_refused_with_a_sentence(sent):
    with pytest.raises(RangesRefused, match=r"[.]$"):
        read_ranges(sent)


def test_a_selection_of_two_ends_of_a_long_text_is_no_piece():
    root = fragment(("paragraph", "begin " + "woorden ertussen " * 2000 + "eind"))
    with pytest.raises(RangesRefused, match="te lang"):
        put(root, [at([0, 0], 0, "begin"), at([0, 0], 6 + 17 * 2000, "eind")], THREAD)


@pytest.mark.parametrize(("start", "found"), [(0, 0), (1, 0), (3, 4), (6, 4), (7, 8), (50, 8)])
def test_of_the_same_words_the_nearest_are_marked(start, found):
    root = fragment(("paragraph", "aap aap aap noot"))
    put(root, [at([0, 0], start, "aap")], THREAD)
    before = root.children[0].children[0].diff()[0]
    assert (len(before[0]) if before[1] is None else 0) == found


def test_where_very_much_differs_it_is_replaced_at_once_and_what_is_the_same_at_the_ends_stays(monkeypatch):
    root = fragment(("paragraph", "blijft een twee drie vier blijft ook"))
    put(root, [at([0, 0], 0, "blijft een twee drie vier blijft ook")], THREAD)
    put(root, [at([0, 0], 11, "twee")], OTHER)
    put(root, [at([0, 0], 26, "blijft")], str(uuid4()))
    monkeypatch.setattr(places, "_MOST_EDITED", 1)
    swap(root, "blijft 1 twee 3 vier blijft ook")
    assert shape(root) == (("paragraph", "blijft 1 twee 3 vier blijft ook"),)
    assert marked(root) == "blijft 1 twee 3 vier blijft ook"
