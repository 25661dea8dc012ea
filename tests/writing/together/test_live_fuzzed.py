"""A hundred thousand real updates with something changed in them: each is refused with a code or taken whole, no process
ends, and what was taken reads the same at the server, from a snapshot, and in the browser."""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import Counter

from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.trees import contents_of, document_bytes
from tests.writing.together.documents import doc, node, text

_UPDATES, _PROCESSES = 100_000, 2
_START = doc(
    node("heading", [text("Kop 😀")], level=3),
    node("paragraph", [text("aan het begin"), node("hard_break"), text("vet", "strong")]),
    node("bullet_list", [node("list_item", [node("paragraph", [text("een")])])]),
    node("table", [node("table_row", [node("table_cell", [node("paragraph", [text("cel")])], colspan=1, rowspan=1)])]),
    node("picture", picture=3, alt="kaart"),
)


def test_changed_updates_are_refused_or_taken_whole(browser):
    start = document_bytes(_START)
    real = []
    # What Yjs itself writes, beside what the server's library does.
    for seed in range(5):
        log, _ = browser.play(seed, start, windows=1, steps=12)
        real += log[1:2]
    given = json.dumps({"start": b64encode(start).decode(), "real": [b64encode(update).decode() for update in real]})
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.writing.together.fuzzing", str(seed), str(_UPDATES // _PROCESSES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(_PROCESSES)
    ]
    for process in processes:
        process.stdin.write(given)
        process.stdin.close()
    answers = []
    for process in processes:
        with process:
            answers.append(json.loads(process.stdout.read() or "{}"))
    assert [process.returncode for process in processes] == [0] * _PROCESSES
    ends = sum((Counter(answer["ends"]) for answer in answers), Counter())
    assert ends.total() == _UPDATES
    # A tenth at least gets into the document, and of what is refused nearly nothing: the ledger stops it before.
    assert ends["taken"] > _UPDATES / 10
    assert sum(number for end, number in ends.items() if end.endswith("spoilt")) < _UPDATES / 100
    for answer in answers:
        for coded in answer["specimens"]:
            updates = [b64decode(update) for update in coded]
            live = LiveDocument(updates)
            assert browser.raw(live.snapshot()) == contents_of(live.fragment)
            # A window takes away marks that are too much, and sends that; here there is no one to send it to.
            assert _without_marks(browser.raw(*updates)) == _without_marks(contents_of(live.fragment))


def _without_marks(contents):
    return [
        [part[0], part[1], _without_marks(part[2])]
        if part and isinstance(part[0], str)
        else "".join(run[0] for run in part)
        for part in contents
    ]
