"""Real windows, with the libraries of the browser: what they write, undo and redo together, the server takes and shows."""

import pytest

from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.trees import contents_of, document_bytes
from tests.writing.together.documents import doc, node, text

_START = document_bytes(doc(node("paragraph", [text("aan het begin")])))


@pytest.mark.parametrize("windows", [2, 3, 5])
def test_all_that_windows_send_is_taken_and_is_the_same_everywhere(windows, browser):
    for seed in range(60):
        log, shown = browser.play(seed, _START, windows=windows, steps=60)
        live = LiveDocument([_START])
        for update in log[1:]:
            live.take(update, owners={}, person=1)
        contents = contents_of(live.fragment)
        assert shown == [contents] * windows, seed
        assert contents_of(LiveDocument([live.snapshot()]).fragment) == contents, seed
        assert live.tree() == LiveDocument(log).tree(), seed
