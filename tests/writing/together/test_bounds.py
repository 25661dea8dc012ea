"""What one crafted update may cost: what grows with the square of its size is refused before the library is given it."""

from uuid import UUID

import pytest

from iza_portal.texts.aligning import Budget
from iza_portal.texts.schema import LIMITS
from iza_portal.writing.together import live as live_module
from iza_portal.writing.together import replacing
from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.trees import document_bytes
from iza_portal.writing.together.wire import (
    FORMAT,
    MOST_STRUCTS,
    ROOT,
    STRING,
    TYPE,
    Struct,
    comment_key,
    read,
)
from tests.writing.together.crafting import write
from tests.writing.together.documents import doc, node, text

ME, OTHER = 7, 9
PARAGRAPH = [Struct(TYPE, 1, None, None, ROOT, None, "paragraph"), Struct(TYPE, 1, None, None, (ME, 0), None, "")]


def words(characters):
    """Answer an update of a paragraph with these characters, of which the first has the number 2."""
    return write([(ME, 0, [*PARAGRAPH, Struct(STRING, len(characters), None, None, (ME, 1), None, characters)])])


def typed(count):
    """Answer an update of a paragraph in which each character is a piece of its own, as typed without a connection."""
    pieces = [
        Struct(
            STRING,
            1,
            (ME, 1 + number) if number else None,
            None,
            None if number else (ME, 1),
            None,
            "a ab "[number % 5],
        )
        for number in range(count)
    ]
    return write([(ME, 0, [*PARAGRAPH, *pieces])])


def commented(count, first=0):
    """Answer an update in which as many comments begin, one at each character, and none ends."""
    structs = []
    for number in range(first, first + count):
        thread = str(UUID(int=number))
        mark = (comment_key(thread), f'{{"thread":"{thread}"}}')
        structs.append(Struct(FORMAT, 1, (ME, 2 + number), (ME, 3 + number), None, None, mark))
    return write([(OTHER, first, structs)])


def take(live, update):
    return live.take(update, owners={}, person=1)


def refusal(live, update):
    with pytest.raises(UpdateRefused) as refused:
        take(live, update)
    return refused.value.status, refused.value.code


def test_marks_of_comments_over_each_other_are_bounded_and_nothing_of_the_refused_is_left():
    live = LiveDocument([])
    take(live, words("ab " * 1000))
    assert refusal(live, commented(2000)) == (413, "too_large")
    assert not live.is_spoilt
    # Nor in parts.
    assert all(take(live, commented(50, first)).is_new for first in range(0, 300, 50))
    assert refusal(live, commented(300, 300)) == (413, "too_large")
    # What others do elsewhere goes on, there and in a fresh copy, and so does what a person would do here.
    for document in (live, LiveDocument([live.snapshot()])):
        more = [Struct(TYPE, 1, (ME, 0), None, None, None, "paragraph"), Struct(TYPE, 1, None, None, (11, 0), None, "")]
        bold = [
            Struct(FORMAT, 1, None, None, (11, 1), None, ("strong", "{}")),
            Struct(STRING, 2, (11, 2), None, None, None, "ja"),
        ]
        assert take(document, write([(11, 0, [*more, *bold])])).is_new
        assert document.tree()["content"][1]["content"] == [text("ja", "strong")]


def test_what_was_typed_for_hours_in_pieces_is_asked_for_again_as_one():
    live = LiveDocument([])
    update = typed(20_000)
    assert refusal(live, update) == (409, "gap")
    assert not live.is_spoilt
    # So a window sends it then; and what is typed in a shorter time is taken as it is.
    assert take(live, words("a ab " * 4000)).is_new
    assert take(LiveDocument([]), typed(5000)).is_new


def test_pieces_count_as_a_stretch_only_where_the_library_joins_them():
    assert read(typed(100)).joining == 100 * 100
    assert read(words("ab " * 100)).joining == 300
    apart = [Struct(STRING, 1, (ME, 2 + number), (ME, 3 + number), None, None, "x") for number in range(100)]
    assert read(write([(OTHER, 0, apart)])).joining == 100


def test_a_document_is_loaded_the_same_in_one_batch_and_in_many(monkeypatch):
    updates = [
        words("zorg "),
        *(
            write([(ME, 7 + number, [Struct(STRING, 1, (ME, 6 + number), None, None, None, "x")])])
            for number in range(30)
        ),
    ]
    whole = LiveDocument(updates)
    monkeypatch.setattr(live_module, "MOST_JOINING", 500)
    parted = LiveDocument(updates)
    assert parted.tree() == whole.tree() == doc(node("paragraph", [text("zorg " + "x" * 30)]))
    assert parted.state() == whole.state()


def test_deletions_are_counted_over_all_clients():
    live = LiveDocument([])
    take(live, words("ab " * 100))
    assert refusal(live, write([], [(client, 0, 1) for client in range(900) for _ in range(100)])) == (413, "too_large")


def paragraphs(count, first=0, after=None):
    return [
        Struct(
            TYPE,
            1,
            (ME, first + number - 1) if first + number else None,
            None,
            None if first + number else ROOT,
            None,
            "paragraph",
        )
        for number in range(count)
    ]


def test_no_more_nodes_stand_in_one_than_can_be_read_at_once():
    live = LiveDocument([])
    assert take(live, write([(ME, 0, paragraphs(LIMITS.children))])).is_new
    assert refusal(live, write([(ME, LIMITS.children, paragraphs(1, LIMITS.children))])) == (413, "too_large")
    live = LiveDocument([])
    items = [
        Struct(TYPE, 1, (ME, number) if number else None, None, None if number else (ME, 0), None, "list_item")
        for number in range(LIMITS.children + 1)
    ]
    bullets = Struct(TYPE, 1, None, None, ROOT, None, "bullet_list")
    assert refusal(live, write([(ME, 0, [bullets, *items])])) == (413, "too_large")


def test_what_is_too_many_parts_is_not_taken():
    apart = [
        Struct(STRING, 1, (ME, 2 + number), (ME, 3 + number), None, None, "x") for number in range(MOST_STRUCTS + 1)
    ]
    assert refusal(LiveDocument([]), write([(OTHER, 0, apart)])) == (413, "too_large")


@pytest.mark.parametrize("steps", [0, 40, 3_000_000])
def test_a_text_is_replaced_as_well_when_there_is_no_time_to_put_it_beside_the_other(steps):
    old = doc(
        *(node("paragraph", [text(f"Regel {number} van de oude tekst.")]) for number in range(30)),
        node("heading", [text("Kop")], level=3),
    )
    new = doc(
        node("heading", [text("Andere kop", "strong")], level=4),
        *(node("paragraph", [text(f"Regel {number} van wat nu geldt.")]) for number in range(5, 40)),
    )
    live = LiveDocument([document_bytes(old)])
    live.edit(lambda live: replacing.replace(live.fragment, "doc", new, Budget(steps)))
    assert live.tree() == new


def test_what_stands_in_one_element_is_bounded_with_what_was_deleted_there():
    live = LiveDocument([])
    last, half = None, MOST_STRUCTS // 4
    for first in (0, half):
        pair = ([], [])
        for number in range(half):
            for client, structs in zip((ME, OTHER), pair, strict=True):
                structs.append(Struct(TYPE, 1, last, None, None if last else ROOT, None, "paragraph"))
                last = (client, first + number)
        sections = [(client, first, structs) for client, structs in zip((ME, OTHER), pair, strict=True)]
        update = write(sections, [(client, first, first + half) for client in (ME, OTHER)])
        if first:
            assert refusal(live, update) == (413, "too_large")
        else:
            assert take(live, update).is_new
    assert not live.is_spoilt


@pytest.mark.parametrize("steps", [0, 10**9])
def test_a_change_at_many_places_comes_to_the_same_as_at_few(monkeypatch, steps):
    monkeypatch.setattr(live_module, "_MOST_STEPS", steps)
    live = LiveDocument([])
    updates = [write([(ME, 0, paragraphs(40))])]
    texts = [Struct(TYPE, 1, None, None, (ME, number), None, "") for number in range(40)]
    updates.append(write([(ME, 40, texts)]))
    letters = [Struct(STRING, 1, None, None, (ME, 40 + number), None, "a") for number in range(40)]
    updates.append(write([(ME, 80, letters)], [(ME, 3, 6), (ME, 90, 95)]))
    for update in updates:
        assert take(live, update).is_new
    assert not take(live, updates[-1]).is_new
    assert live.tree() == LiveDocument(updates).tree() == LiveDocument([live.snapshot()]).tree()
    assert len(live.tree()["content"]) == 37
    update = live.edit(lambda live: live.replace(doc(node("paragraph", [text("nu")]))))
    assert live.tree() == LiveDocument([*updates, update]).tree() == doc(node("paragraph", [text("nu")]))
    # Who follows elsewhere comes to the same.
    other = LiveDocument(updates)
    other.apply(update)
    assert other.tree() == live.tree()
    # One letter too many is refused in either way, and what was over a limit before may become less.
    live = LiveDocument([words("a" * (LIMITS.word + 1))])
    assert refusal(live, write([(OTHER, 0, [Struct(STRING, 1, (ME, 5), (ME, 6), None, None, "b")])])) == (
        422,
        "invalid",
    )
    live = LiveDocument([words("a" * (LIMITS.word + 1))])
    assert take(live, write([], [(ME, 5, 6)])).is_new
    live = LiveDocument([words("a" * (LIMITS.word + 2))])
    more = Struct(TYPE, 1, (ME, 0), None, None, None, "paragraph")
    assert take(live, write([(OTHER, 0, [more])])).is_new
