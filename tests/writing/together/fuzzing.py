"""Tries changed updates on a document, in a process of its own, so that its end would be seen.

`python -m tests.writing.together.fuzzing SEED COUNT`: real updates come as JSON on its input, in base64; what became of
them goes to its output.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections import Counter
from itertools import count
from random import Random

from pycrdt import merge_updates

from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.trees import contents_of
from iza_portal.writing.together.wire import DELETED, GC, read_kept
from tests.writing.together.crafting import Mutator
from tests.writing.together.windows import Window, Writer

_CODES = {(409, "gap"), (409, "client"), (413, "too_large"), (422, "malformed"), (422, "invalid")}
#: After so many were taken, everything is looked at, and another document is begun with.
_TAKEN = 40
_STRANGER, _PERSON = 1, 2


class Specimen:
    """A document that people wrote in, and real updates that others sent meanwhile."""

    def __init__(self, random: Random, start: bytes, real: list[bytes]):
        writer = Writer(random, map(chr, count(0x4E00)))
        writer.letters = map("a😀é".__getitem__, (random.randrange(3) for _ in count()))
        window = Window(_STRANGER, start)
        for _ in range(random.randrange(40)):
            window.change(writer.act)
        self.kept = [start, *window.sent] if random.random() < 0.5 else [window.doc.get_update()]
        self.real = list(real) if len(self.kept) > 1 else []
        for client in range(100, 106):
            other = Window(client, *self.kept)
            for _ in range(random.randrange(1, 4)):
                other.change(writer.act)
            self.real += [merge_updates(*other.sent)] if other.sent else []
        self.ids = [
            (section.client, clock)
            for update in self.kept
            for section in read_kept(update).sections
            for clock in _clocks(section)
        ]


def _clocks(section):
    clock = section.clock
    for struct in section.structs:
        yield clock
        if struct.kind not in (GC, DELETED) and struct.length > 1:
            yield clock + struct.length - 1
        clock += struct.length


def fuzz(seed: int, number: int, start: bytes, real: list[bytes]) -> dict:
    """Answer how many updates came to which end, and the documents that came of those that were taken."""
    random = Random(seed)  # noqa: S311  (Repeatable is what it is to be.)
    ends, specimens = Counter(), []
    specimen, live, kept = None, None, []
    for index in range(number):
        if live is None or len(kept) - len(specimen.kept) >= _TAKEN:
            if live:
                _require_readable(live, kept)
                specimens.append([b64encode(update).decode() for update in kept])
            specimen = Specimen(random, start, real)
            kept = list(specimen.kept)
            live = LiveDocument(kept)
            mutator = Mutator(random, specimen.ids)
        if live.is_spoilt:
            live = LiveDocument(kept)
        update = random.choice(specimen.real)
        client = 1000 + index
        try:
            if random.random() < 0.4:
                changed = mutator.bytes_of(update, random.choice(specimen.real))
            else:
                changed = mutator.parts_of(update, client)
            taken = live.take(changed, owners={_STRANGER: _STRANGER}, person=_PERSON)
        except UpdateRefused as refused:
            if (refused.status, refused.code) not in _CODES:
                raise
            ends[f"{refused.code}, {'spoilt' if live.is_spoilt else 'sound'}"] += 1
        else:
            ends["taken" if taken.is_new else "repeated"] += 1
            if taken.is_new:
                kept.append(changed)
        if index % 500 == 0 and not live.is_spoilt:
            _require_readable(live, kept)
    _require_readable(LiveDocument(kept) if live.is_spoilt else live, kept)
    return {"ends": ends, "specimens": specimens[:: max(1, len(specimens) // 40)]}


def _require_readable(live, kept):
    fresh = LiveDocument(kept)
    assert live.tree() == fresh.tree() == LiveDocument([live.snapshot()]).tree(), kept
    assert contents_of(live.fragment) == contents_of(fresh.fragment), kept
    assert live._ledger.known == fresh._ledger.known, kept


if __name__ == "__main__":
    given = json.load(sys.stdin)
    real = [b64decode(update) for update in given["real"]]
    answer = fuzz(int(sys.argv[1]), int(sys.argv[2]), b64decode(given["start"]), real)
    json.dump(answer, sys.stdout)
