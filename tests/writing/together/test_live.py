"""A document in memory: what it takes, what it refuses and why, and what the portal itself writes in it."""

import pytest
from hypothesis import given, settings
from pycrdt import XmlElement, XmlText

from iza_portal.texts.check import TOO_DEEP, check
from iza_portal.texts.schema import LIMITS
from iza_portal.writing.together import live as live_documents
from iza_portal.writing.together.live import LiveDocument, Taken
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.trees import contents_of, document_bytes, tree_of
from iza_portal.writing.together.wire import (
    ANY,
    DELETED,
    FORMAT,
    GC,
    STRING,
    TYPE,
    Struct,
    comment_key,
    read,
    read_kept,
)
from tests.writing.together.crafting import nested, write
from tests.writing.together.documents import THREADS, doc, node, text, trees, without_comments
from tests.writing.together.windows import Window, runs

_TEXT = doc(
    node("heading", [text("Kop")], level=3),
    node("paragraph", [text("een twee 😀 drie"), node("hard_break")]),
    node("bullet_list", [node("list_item", [node("paragraph", [text("punt")])])]),
)
_START = document_bytes(_TEXT)
_CLIENT = read_kept(_START).sections[0].client


def _take(live, update, person=1, owners=None):
    return live.take(update, owners=owners or {}, person=person)


def _refused(live, update, **given):
    with pytest.raises(UpdateRefused) as refused:
        _take(live, update, **given)
    return refused.value


def _ids():
    """The numbers of what stands in the start: of the first node with a name, of characters, of the level of the heading."""
    ids, clock = {}, 0
    for struct in read_kept(_START).sections[0].structs:
        if struct.kind in (STRING, ANY) or (struct.kind == TYPE and (struct.value or "a run") not in ids):
            ids[struct.value or "a run"] = (_CLIENT, clock)
        clock += struct.length
    return ids


def _window(client=7, *updates):
    return Window(client, *(updates or (_START,)))


# --- Taking ---


def test_an_update_is_taken_once_and_a_repeat_does_no_harm():
    live, window = LiveDocument([_START]), _window()
    window.change(lambda fragment: runs(fragment)[0].insert(3, "pen"))
    assert _take(live, window.sent[0]) == Taken(True, frozenset({7}))
    assert live.tree()["content"][0]["content"] == [text("Koppen")]
    before = live.snapshot()
    assert _take(live, window.sent[0], owners={7: 1}) == Taken(False, frozenset())
    assert live.snapshot() == before


def test_the_same_with_more_behind_it_is_taken_for_what_is_new():
    live, window = LiveDocument([_START]), _window()
    window.change(lambda fragment: runs(fragment)[0].insert(3, "pen"))
    _take(live, window.sent[0])
    window.change(lambda fragment: runs(fragment)[0].insert(6, "!"))
    update = window.doc.get_update(LiveDocument([_START]).state())
    assert _take(live, update, owners={7: 1}) == Taken(True, frozenset())
    assert live.tree() == tree_of(window.fragment)


def test_deleting_alone_is_new_and_of_nobody_new():
    live, window = LiveDocument([_START]), _window()
    window.change(lambda fragment: runs(fragment)[0].clear())
    assert _take(live, window.sent[0]) == Taken(True, frozenset())
    assert _take(live, window.sent[0]) == Taken(False, frozenset())


def test_a_gap_is_refused_with_what_is_known_and_is_healed_with_it():
    live, window = LiveDocument([_START]), _window()
    for words in ("a", "b"):
        window.change(lambda fragment, words=words: runs(fragment)[0].insert(3, words))
    refused = _refused(live, window.sent[1])
    assert (refused.status, refused.code, refused.state) == (409, "gap", live.state())
    assert not live.is_spoilt
    _take(live, window.doc.get_update(refused.state))
    assert live.tree() == tree_of(window.fragment)


@pytest.mark.parametrize(
    "update",
    [
        pytest.param(write([(7, 3, [Struct(GC, 1)])]), id="a later number of an unknown client"),
        pytest.param(write([(7, 0, [Struct(STRING, 1, origin=(9, 4), value="x")])]), id="a neighbour that is unknown"),
        pytest.param(
            write([(7, 0, [Struct(STRING, 1, right=(_CLIENT, 900), value="x")])]), id="a neighbour further on"
        ),
        pytest.param(write([(7, 0, [Struct(STRING, 1, parent=(9, 4), value="x")])]), id="a parent that is unknown"),
        pytest.param(write([], [(_CLIENT, 900, 901)]), id="deleting further on"),
        pytest.param(write([], [(9, 0, 1)]), id="deleting what an unknown client wrote"),
    ],
)
def test_what_builds_on_something_unknown_is_a_gap(update):
    live = LiveDocument([_START])
    refused = _refused(live, update)
    assert (refused.status, refused.code, refused.state) == (409, "gap", live.state())
    assert not live.is_spoilt


def test_nobody_writes_under_another_persons_number():
    live, window = LiveDocument([_START]), _window(7)
    window.change(lambda fragment: runs(fragment)[0].insert(3, "pen"))
    refused = _refused(live, window.sent[0], person=2, owners={7: 1})
    assert (refused.status, refused.code) == (409, "client")
    refused = _refused(live, window.sent[0], person=2, owners={7: None})
    assert (refused.status, refused.code) == (409, "client")
    # What he wrote himself is also somebody else's to bring, once it is there.
    _take(live, window.sent[0], owners={7: 1})
    assert _take(live, window.sent[0], person=2, owners={7: 1}) == Taken(False, frozenset())


def test_sections_that_wait_for_each_other_are_taken_and_those_that_wait_for_themselves_are_not():
    def behind(name, *origins):
        return [Struct(TYPE, 1, origin=origin, value=name) for origin in origins]

    chain = [
        (9, 0, behind("paragraph", _ids()["bullet_list"], (8, 0))),
        (8, 0, behind("heading", (9, 0), (9, 1))),
    ]
    live = LiveDocument([_START])
    _take(live, write(chain))
    assert [block["type"] for block in live.tree()["content"][3:]] == ["paragraph", "heading", "paragraph", "heading"]
    circle = [(9, 0, behind("paragraph", (8, 0))), (8, 0, behind("paragraph", (9, 0)))]
    assert _refused(LiveDocument([_START]), write(circle)).code == "malformed"


# --- Refusing what is crafted ---


def _crafted(ids):
    def one(kind, value=None, length=1, **place):
        return write([(7, 0, [Struct(kind, length, value=value, **place)])])

    item, paragraph, words = ids["list_item"], ids["paragraph"], ids["een twee 😀 drie"]
    inside = (words[0], words[1] + 2)
    smile = (words[0], words[1] + 9)  # The first half of it; the second is the next number.
    yield "characters in the document itself", one(STRING, "x", parent="text")
    yield "characters in an element", one(STRING, "x", parent=item)
    yield "a mark in an element", one(FORMAT, ("strong", "{}"), parent=paragraph)
    yield "a value in an element", one(ANY, 3, parent=item)
    yield "a run of text in a run of text", one(TYPE, "", parent=ids["a run"])
    yield "an element between characters", one(TYPE, "hard_break", origin=inside)
    yield "a run of text in the document itself", one(TYPE, "", parent="text")
    yield "a run of text in a list", one(TYPE, "", parent=ids["bullet_list"])
    yield "an item in the document itself", one(TYPE, "list_item", parent="text")
    yield "a document in the document", one(TYPE, "doc", parent="text")
    yield "the node of text as an element", one(TYPE, "text", parent=paragraph)
    yield "a break in a heading", one(TYPE, "hard_break", parent=ids["heading"])
    yield "an attribute of another node", one(ANY, 3, parent=paragraph, key="level")
    yield "a value that the attribute cannot have", one(ANY, 9, parent=ids["heading"], key="level")
    yield "a value of another type", one(ANY, "3", parent=ids["heading"], key="level")
    yield "a value behind the value", one(ANY, -1, origin=ids[3])
    yield "an element as a value", one(TYPE, "paragraph", origin=ids[3])
    yield "characters as a value", one(STRING, "3", origin=ids[3])
    yield "an attribute of a run of text", one(ANY, 3, parent=ids["a run"], key="level")
    yield "characters as a parent", one(STRING, "x", parent=inside)
    yield "itself as a parent", one(STRING, "x", parent=(7, 0))
    yield "a later item as a parent", one(STRING, "x", parent=(7, 5))
    yield "itself as a neighbour", one(STRING, "x", origin=(7, 0))
    yield "neighbours in two parents", one(STRING, "x", origin=inside, right=ids["punt"])
    yield "neighbours the wrong way round", one(STRING, "x", origin=(inside[0], inside[1] + 1), right=inside)
    yield "neighbours that are one", one(STRING, "x", origin=inside, right=inside)
    yield "neighbours that were never side by side", one(STRING, "x", origin=words, right=(words[0], words[1] + 3))
    yield "the middle of a character on the left", one(STRING, "x", origin=smile, right=(smile[0], smile[1] + 1))
    yield "the middle of a character on the right", one(STRING, "x", right=(smile[0], smile[1] + 1))
    yield "half a character deleted", write([], [(smile[0], smile[1] + 1, smile[1] + 2)])
    yield "deleted until half a character", write([], [(*inside, smile[1] + 1)])
    yield "an attribute in lists in lists", one(ANY, nested(30_000), parent=ids["heading"], key="level")


@pytest.mark.parametrize("name", [name for name, _ in _crafted(_ids())])
def test_an_update_that_no_editor_sends_is_refused_and_leaves_everything_as_it_was(name):
    live = LiveDocument([_START])
    update = dict(_crafted(_ids()))[name]
    state, snapshot = live.state(), live.snapshot()
    assert _refused(live, update).status == 422
    # Nothing of it came near the document, which is still good for use.
    assert not live.is_spoilt
    assert (live.state(), live.snapshot(), live.tree()) == (state, snapshot, _TEXT)
    window = _window()
    window.change(lambda fragment: runs(fragment)[1].insert(1, "x"))
    assert _take(live, window.sent[0]).is_new
    assert live.tree() == tree_of(window.fragment)


def test_elements_go_no_deeper_than_a_text_can_in_one_update_or_in_many():
    ids = _ids()
    structs, parent = [], ids["list_item"]
    for level in range(400):
        structs.append(Struct(TYPE, 1, parent=parent, value="list_item" if level % 2 else "bullet_list"))
        parent = (7, level)
    assert _refused(LiveDocument([_START]), write([(7, 0, structs)])).code == "invalid"
    live, number = LiveDocument([_START]), 0
    while not live.is_spoilt:
        check(live.tree())
        try:
            _take(live, write([(7, number, structs[number : number + 1])]))
        except UpdateRefused as refused:
            assert refused.message == TOO_DEEP  # noqa: PT017
            break
        number += 1
    assert LIMITS.depth / 2 < number < LIMITS.depth


@pytest.mark.parametrize(
    "place",
    [
        pytest.param({"origin": (_CLIENT, 0)}, id="behind the same"),
        pytest.param({"parent": "text"}, id="at the beginning"),
    ],
)
def test_one_place_is_not_looked_for_again_and_again(place):
    # Each of them stands where all before it stand too: the library would go through them for minutes.
    structs = [Struct(TYPE, 1, **place, value="paragraph")] * 60_000
    assert _refused(LiveDocument([_START]), write([(7, 0, structs)])).code == "malformed"
    sections = [(client, 0, structs[:1]) for client in range(900, 0, -1)]
    live, refusals = LiveDocument([_START]), []
    for _ in range(20):
        try:
            _take(live, write(sections))
        except UpdateRefused as refused:
            refusals.append(refused.code)
        sections = [(client + 1000, clock, structs) for client, clock, structs in sections]
    assert refusals
    assert set(refusals) == {"too_large"}


def test_what_lies_in_something_deleted_may_come_late():
    writer, deleter = _window(7), _window(8)
    writer.change(lambda fragment: runs(fragment)[2].insert(2, "xyz"))
    writer.change(lambda fragment: fragment.children[2].children.insert(1, XmlElement("list_item")))
    deleter.change(lambda fragment: fragment.children.__delitem__(2))
    live = LiveDocument([_START])
    _take(live, deleter.sent[0])
    # Loaded from its snapshot, what was deleted is gone altogether; in memory it is not yet.
    for document in (live, LiveDocument([live.snapshot()])):
        for update in writer.sent:
            assert _take(document, update).is_new
        assert document.tree()["content"] == _TEXT["content"][:2]


def test_what_was_taken_when_something_was_gone_is_also_read_with_all_that_was_before():
    window = _window(8)
    window.change(lambda fragment: runs(fragment)[0].clear())
    live = LiveDocument([LiveDocument([_START, *window.sent]).snapshot()])
    # Nobody can tell any more that the parent was a character.
    update = write([(7, 0, [Struct(TYPE, 1, parent=_ids()["Kop"], value="paragraph")])])
    _take(live, update)
    whole = LiveDocument([_START, *window.sent, update])
    assert whole.tree() == live.tree() == LiveDocument([live.snapshot()]).tree()


# --- Limits ---


def _typing(words, client=7):
    window = Window(client, _START)
    window.change(lambda fragment: runs(fragment)[1].insert(0, words))
    return window.sent[0]


def test_a_text_has_no_more_characters_than_fit():
    long = doc(node("paragraph", [text("abc " * (LIMITS.characters // 4 - 1))]))
    live = LiveDocument([start := document_bytes(long)])
    window = Window(7, start)
    window.change(lambda fragment: runs(fragment)[0].insert(0, "xxxx"))
    assert _take(live, window.sent[0]).is_new
    window.change(lambda fragment: runs(fragment)[0].insert(0, "x"))
    refused = _refused(live, window.sent[1])
    assert (refused.status, refused.code) == (413, "too_large")
    assert live.is_spoilt
    with pytest.raises(RuntimeError):
        _take(live, window.sent[1])


def test_a_text_that_is_over_a_limit_can_become_shorter_and_not_longer(monkeypatch):
    window = _window()
    monkeypatch.setattr(LIMITS, "characters", 10)
    live = LiveDocument([_START])
    window.change(lambda fragment: runs(fragment)[1].__delitem__(slice(0, 2)))
    window.change(lambda fragment: runs(fragment)[1].insert(0, "y"))
    assert _take(live, window.sent[0]).is_new
    assert _refused(live, window.sent[1]).status == 413


def test_a_text_has_no_more_nodes_and_no_more_json_than_fit(monkeypatch):
    window = _window()
    window.change(lambda fragment: fragment.children.append(XmlElement("paragraph")))
    with monkeypatch.context() as patch:
        patch.setattr(LIMITS, "nodes", 9)
        assert _refused(LiveDocument([_START]), window.sent[0]).status == 413
    with monkeypatch.context() as patch:
        patch.setattr(LIMITS, "bytes", LiveDocument([_START])._totals.weight + 3)
        assert _refused(LiveDocument([_START]), window.sent[0]).status == 413
    assert _take(LiveDocument([_START]), window.sent[0]).is_new


def test_a_document_does_not_grow_out_of_sight(monkeypatch):
    live, window = LiveDocument([_START]), _window()
    monkeypatch.setattr(live_documents, "FULL_BYTES", len(live.snapshot()) + 300)
    monkeypatch.setattr(live_documents, "OVERFULL_BYTES", len(live.snapshot()) + 900)
    ends = []
    for _ in range(100):
        # What nobody sees: each mark takes the place of the one before it.
        window.change(lambda fragment: runs(fragment)[1].format(0, 3, {"strong": {}}))
        window.change(lambda fragment: runs(fragment)[1].format(0, 3, {"strong": None}))
        for update in window.sent:
            try:
                _take(live, update)
            except UpdateRefused as refused:
                ends.append(refused.status)
                break
        window.sent.clear()
        if ends:
            break
    assert ends == [413]
    # Shorter is always possible: with something new while it is only full, and only by deleting when it is more than that.
    other = Window(8, live.snapshot())
    full = LiveDocument([live.snapshot()])
    other.change(lambda fragment: (runs(fragment)[1].clear(), runs(fragment)[0].insert(0, "x")))
    assert _take(full, other.sent[0]).is_new
    monkeypatch.setattr(live_documents, "OVERFULL_BYTES", 10)
    other.change(lambda fragment: (runs(fragment)[2].clear(), runs(fragment)[0].insert(0, "x")))
    assert _refused(LiveDocument([full.snapshot()]), other.sent[1]).status == 413
    third = Window(9, full.snapshot())
    third.change(lambda fragment: runs(fragment)[2].clear())
    assert _take(LiveDocument([full.snapshot()]), third.sent[0]).is_new


def test_a_rule_of_texts_holds_for_what_is_written_together():
    refused = _refused(live := LiveDocument([_START]), _typing("x" * (LIMITS.word + 1)))
    assert (refused.status, refused.code) == (422, "invalid")
    assert "een woord van meer dan" in refused.message
    assert live.is_spoilt
    window = _window()
    wide = [node("table_cell", [node("paragraph")], colspan=30, rowspan=1) for _ in range(2)]
    window.change(
        lambda fragment: live_documents.replacing.insert(fragment, 0, node("table", [node("table_row", wide)]))
    )
    assert "kolommen" in _refused(LiveDocument([_START]), window.sent[0]).message


def test_a_block_that_breaks_a_rule_already_can_become_shorter(monkeypatch):
    window = _window()
    monkeypatch.setattr(LIMITS, "word", 3)
    live = LiveDocument([_START])
    window.change(lambda fragment: runs(fragment)[1].__delitem__(slice(0, 1)))
    assert _take(live, window.sent[0]).is_new
    window.change(lambda fragment: runs(fragment)[0].insert(0, "a "))
    assert _take(live, window.sent[1]).is_new
    window.change(lambda fragment: runs(fragment)[1].insert(5, "eeee"))
    assert _refused(live, window.sent[2]).status == 422


# --- Following, and what the portal writes ---


def test_a_document_follows_what_was_taken_elsewhere():
    here, there, window = LiveDocument([_START]), LiveDocument([_START], seq=4), _window()
    assert there.seq == 4
    window.change(lambda fragment: runs(fragment)[1].insert(3, " en"))
    window.change(lambda fragment: fragment.children.__delitem__(0))
    window.change(lambda fragment: fragment.children.append(XmlElement("paragraph", {}, [XmlText("slot")])))
    for update in window.sent:
        _take(here, update)
        there.apply(update)
    assert here.tree() == there.tree() == tree_of(window.fragment)
    assert contents_of(here.fragment) == contents_of(there.fragment)


def test_an_empty_document_is_one_empty_paragraph():
    live = LiveDocument([b""])
    assert live.tree() == doc(node("paragraph"))
    assert live.edit(lambda live: None) == b""
    assert not live.is_spoilt


@settings(max_examples=150, deadline=None)
@given(trees, trees)
def test_one_text_becomes_another(before, after):
    live, after = LiveDocument([start := document_bytes(before)]), without_comments(after)
    update = live.edit(lambda live: live.replace(after))
    assert live.tree() == after
    follower = LiveDocument([start])
    if update:
        assert _take(follower, update).is_new
    assert follower.tree() == after
    assert live.edit(lambda live: live.replace(after)) == b""


def test_what_stays_the_same_stays_itself():
    marked = doc(
        node("paragraph", [text("eerst")]),
        node("paragraph", [text("een "), text("woord", ("comment", {"thread": THREADS[0]})), text(" erbij")]),
        node("bullet_list", [node("list_item", [node("paragraph", [text(word)])]) for word in ("een", "twee", "drie")]),
    )
    live = LiveDocument([start := document_bytes(marked)])
    window = Window(7, start)
    wanted = doc(
        node("heading", [text("Nieuw")], level=3),
        node("paragraph", [text("nog een woord of meer erbij")]),
        node("bullet_list", [node("list_item", [node("paragraph", [text(word)])]) for word in ("een", "vier", "drie")]),
    )
    update = live.edit(lambda live: live.replace(wanted))
    # Meanwhile somebody types in what stays.
    window.change(lambda fragment: runs(fragment)[-1].insert(4, "!"))
    comment = {comment_key(THREADS[0]): {"thread": THREADS[0]}}
    window.change(lambda fragment: runs(fragment)[1].insert(6, "_", comment))
    for sent in window.sent:
        _take(live, sent)
    window.follow(update)
    shown = live.tree(with_comments=True)
    assert shown == tree_of(window.fragment, with_comments=True)
    assert shown["content"][1]["content"] == [
        text("nog een "),
        text("wo_ord", ("comment", {"thread": THREADS[0]})),
        text(" of meer erbij"),
    ]
    assert [item["content"] for item in shown["content"][2]["content"]] == [
        [node("paragraph", [text(word)])] for word in ("een", "vier", "drie!")
    ]
    assert read(update).characters < 40


def test_replacing_asks_for_an_edit():
    with pytest.raises(RuntimeError):
        LiveDocument([_START]).replace(_TEXT)


def test_the_portal_marks_a_comment_as_the_browser_does(browser):
    thread = THREADS[1]
    live = LiveDocument([_START])
    update = live.edit(lambda live: runs(live.fragment)[1].format(0, 3, {comment_key(thread): {"thread": thread}}))
    browser.open(_START, client=7)
    shown = browser.follow(update)
    assert shown == live.tree(with_comments=True)
    assert shown["content"][1]["content"][0] == text("een", ("comment", {"thread": thread}))
    assert live.tree() == _TEXT
    # The browser takes off what the portal put on.
    (sent,) = browser.become(_TEXT)
    _take(live, sent)
    assert live.tree(with_comments=True) == _TEXT


def test_what_the_portal_itself_writes_is_judged_too():
    live = LiveDocument([_START])
    with pytest.raises(UpdateRefused):
        live.edit(lambda live: live.fragment.children.append(XmlElement("script")))
    assert live.is_spoilt
    live = LiveDocument([_START])
    with pytest.raises(ZeroDivisionError):
        live.edit(lambda live: 1 / 0)
    assert live.is_spoilt


def test_each_one_writes_under_a_number_of_its_own():
    numbers = {LiveDocument([_START]).client_id for _ in range(50)}
    assert len(numbers) == 50
    assert all(0 < number < 2**32 for number in numbers)


def test_inside_an_edit_the_text_is_what_it_became():
    seen = []
    live = LiveDocument([_START])
    live.edit(lambda live: (live.replace(doc(node("paragraph", [text("nu")]))), seen.append(live.tree())))
    assert seen == [doc(node("paragraph", [text("nu")]))]


def test_deleted_numbers_and_collected_ones_are_taken_from_a_window_that_was_away():
    window = _window()
    window.change(lambda fragment: fragment.children.insert(0, XmlElement("paragraph", {}, [XmlText("even")])))
    window.change(lambda fragment: fragment.children.__delitem__(0))
    update = window.doc.get_update(LiveDocument([_START]).state())
    kinds = {struct.kind for section in read(update).sections for struct in section.structs}
    assert kinds == {GC, DELETED}
    live = LiveDocument([_START])
    assert _take(live, update).is_new
    assert live.tree() == _TEXT
