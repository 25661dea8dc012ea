"""Random edits from several windows, over a network that delays, repeats and loses, and a server that starts anew between
any two requests: all end with the same text, and every character that nobody deleted is there.

A character whose block somebody else deleted is gone with it: that is what deleting a block means to a Yjs document. So what
is expected follows from what the windows sent alone: all characters, without those of which the number, or the number of
anything that they stand in, is among what some window deleted.
"""

from collections import Counter
from itertools import count
from random import Random

import pytest
from pycrdt import merge_updates

from iza_portal.texts.check import check
from iza_portal.writing.together.ledger import Ledger
from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.trees import contents_of, document_bytes, tree_of
from iza_portal.writing.together.wire import STRING, read_kept
from tests.writing.together.documents import doc, node, text
from tests.writing.together.windows import Window, Writer, runs

_ROUNDS = 600
_START = doc(
    node("paragraph", [text("aan het begin")]),
    node("table", [node("table_row", [node("table_cell", [node("paragraph", [text("cel")])])])]),
)


class _Server:
    """What the portal keeps, and the document in the memory of its process."""

    def __init__(self, random):
        self.random = random
        self.kept = [document_bytes(_START)]
        self.owners = {}
        self.start()

    def start(self):
        """The process is killed and starts again; sometimes what is kept was compacted meanwhile."""
        updates = self.kept
        if self.random.random() < 0.3 and len(updates) > 2:
            at = self.random.randrange(1, len(updates))
            updates = [LiveDocument(updates[:at]).snapshot(), *updates[at:]]
        self.live = LiveDocument(updates, seq=len(self.kept))

    def post(self, update, person):
        if self.random.random() < 0.1:
            self.start()
        taken = self.live.take(update, owners=self.owners, person=person)
        self.owners |= dict.fromkeys(taken.new_clients, person)
        if taken.is_new:
            self.kept.append(update)


class _Tab(Window):
    """A window with its side of the network: what is not yet confirmed, and how far it has followed."""

    def __init__(self, client, server):
        super().__init__(client, *server.kept)
        self.server = server
        self.seen = len(server.kept)

    def post(self, random):
        fate = random.random()
        if not self.sent or fate < 0.2:
            return  # The request is lost.
        count = random.randint(1, len(self.sent))
        pending = self.sent[:count]
        if fate < 0.3 and len(self.sent) > 1:
            pending = self.sent[1:]  # Something went wrong in the window, and a change is left out.
        try:
            self.server.post(merge_updates(*pending), self.client)
        except UpdateRefused as refused:
            if refused.code != "gap" or self.server.live.is_spoilt:
                raise
            pending = self.sent
            self.server.post(self.doc.get_update(refused.state), self.client)
        if fate < 0.8:  # Else the answer is lost, and the same is sent again.
            self.sent = self.sent[len(pending) :] if pending == self.sent[: len(pending)] else self.sent

    def poll(self, random):
        kept = self.server.kept
        until = random.randint(self.seen, len(kept))
        for update in kept[self.seen : until]:
            self.follow(update)
        self.seen = until


@pytest.mark.parametrize("chunk", range(4))
def test_all_windows_end_with_the_same_text_and_nothing_is_lost(chunk, browser):
    for number in range(_ROUNDS):
        _play(chunk * _ROUNDS + number, browser if number % 50 == 0 else None)


def _play(seed, browser):
    random = Random(seed)  # noqa: S311  (Repeatable is what it is to be.)
    server = _Server(random)
    letters = map(chr, count(0x4E00))
    writer = Writer(random, letters)
    tabs = [_Tab(client, server) for client in range(1, random.randint(2, 5) + 1)]
    for _ in range(random.randint(10, 80)):
        tab = random.choice(tabs)
        random.choice(
            [lambda tab: tab.change(writer.act)] * 3
            + [lambda tab: tab.post(random)] * 2
            + [lambda tab: tab.poll(random)]
        )(tab)
    for tab in tabs:
        if tab.sent:
            server.post(merge_updates(*tab.sent), tab.client)
    for tab in tabs:
        for update in server.kept[tab.seen :]:
            tab.follow(update)
    wanted = contents_of(server.live.fragment)
    fresh = LiveDocument(server.kept)
    assert [contents_of(tab.fragment) for tab in tabs] + [contents_of(fresh.fragment)] == [wanted] * (len(tabs) + 1)
    assert server.live.tree() == fresh.tree() == tree_of(tabs[0].fragment)
    check(server.live.tree())
    if browser:
        assert browser.raw(*server.kept) == wanted
    there = Counter("".join(words for run in runs(server.live.fragment) for words, _ in run.diff()))
    assert there == _undeleted(server.kept)


def _undeleted(updates):
    """The characters of which nobody deleted the number, nor that of anything that they stand in."""
    ledger, characters, deletions = Ledger(), [], []
    for update in map(read_kept, updates):
        known = dict(ledger.known)
        ledger.take(update, is_kept=True)
        deletions += update.deletions
        for client, clock, _, structs in update.sections:
            for struct in structs:
                if struct.kind == STRING:
                    for index, character in enumerate(struct.value):
                        if clock + index >= known.get(client, 0):
                            characters.append((client, clock + index, character))
                clock += struct.length

    def is_deleted(id_):
        return any(client == id_[0] and start <= id_[1] < end for client, start, end in deletions)

    ids = {place: id_ for id_, place in ledger._place_of.items()}
    gone = {0: False}

    def is_gone(place):
        if place not in gone:
            gone[place] = is_deleted(ids[place]) or is_gone(ledger.owner_of(ids[place]))
        return gone[place]

    return Counter(
        character
        for client, number, character in characters
        if not is_deleted((client, number)) and not is_gone(ledger.owner_of((client, number)))
    )
