from iza_portal.writing.together import memory
from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.memory import AtHand


def at_hand(size):
    return AtHand(LiveDocument([]), seq=0, size=size)


def test_what_is_taken_away_is_nobody_else_s_until_it_is_put_back():
    document = at_hand(10)
    memory.put_back(1, document)
    assert memory.take(1) is document
    assert memory.take(1) is None


def test_the_ones_not_used_longest_make_room(monkeypatch):
    monkeypatch.setattr(memory, "MOST_BYTES", 100)
    for pk in (1, 2, 3):
        memory.put_back(pk, at_hand(30))
    used = memory.take(1)
    used.size += 20
    memory.put_back(1, used)
    assert [bool(memory.take(pk)) for pk in (1, 2, 3)] == [True, False, True]


def test_one_document_is_kept_however_large(monkeypatch):
    monkeypatch.setattr(memory, "MOST_BYTES", 100)
    memory.put_back(1, at_hand(30))
    memory.put_back(2, at_hand(500))
    assert (memory.take(1), bool(memory.take(2))) == (None, True)
