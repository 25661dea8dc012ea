"""Several processes lay out the parts of one dossier: this one, and helpers that it starts where there is work enough.

Each takes the next part from a pipe that holds the numbers of all of them, and keeps on disk what it made. A helper that
fails or is killed leaves its part undone; this process makes what is missing, so that a part that cannot be made fails
here, with its reason. A helper ends when this process is gone, because its standard input ends.
"""

import json
import os
import select
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from iza_portal.dossiers import keeping

PROJECT = Path(__file__).parents[2]
# Starting a helper takes as long as laying out some thirty pages.
CHARACTERS_A_HELPER = 100_000
MOST_HELPERS = 3
NUMBER = 4
PAGE = b"."

# Hears how many pages were laid out since it last heard; now and then that is none.
Hear = Callable[[int], None]


@dataclass(frozen=True)
class Order:
    """A part to be made: the name under which it is kept, and what it is made of.

    `pictures` are those that the HTML names by the SHA-256 of their content, each as base64.
    """

    name: str
    html: str
    css: str
    base: str
    pictures: dict[str, str] = field(default_factory=dict)


def make(orders: list[Order], folder: Path, hear: Hear) -> dict[str, bytes]:
    """Make the parts, keep them in `folder`, and answer them packed, by name.

    Whatever `hear` raises ends the work, also that of the helpers.
    """
    # The largest first, so that all are ready at about the same time.
    orders = sorted(orders, key=lambda order: len(order.html), reverse=True)
    with ExitStack() as stack:
        queue = _queue(len(orders))
        stack.callback(os.close, queue)
        helpers = [stack.enter_context(_Helper(orders, folder, queue)) for _ in range(_helpers_for(orders))]

        def on_page(_number):
            hear(1 + sum(helper.new_pages() for helper in helpers))

        for number in _taken(queue):
            _make(orders[number], folder, on_page)
        for helper in helpers:
            while helper.is_at_work():
                hear(helper.new_pages(wait=0.2))
        return {order.name: keeping.take(folder, order.name) or _make(order, folder, on_page) for order in orders}


def _helpers_for(orders) -> int:
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    worth = sum(len(order.html) for order in orders) // CHARACTERS_A_HELPER
    return min(processors - 1, MOST_HELPERS, worth, max(len(orders) - 1, 0))


def _queue(length: int) -> int:
    """Answer a pipe that holds the numbers below `length` and then ends."""
    queue, end = os.pipe()
    os.write(end, b"".join(number.to_bytes(NUMBER, "big") for number in range(length)))
    os.close(end)
    return queue


def _taken(queue: int) -> Iterator[int]:
    """Take numbers until there are none; no other process gets the same."""
    while number := os.read(queue, NUMBER):
        yield int.from_bytes(number, "big")


def _make(order: Order, folder: Path, on_page) -> bytes:
    # Whoever finds all parts kept never pays for WeasyPrint here.
    from iza_portal.dossiers import parts

    pictures = {name: b64decode(content) for name, content in order.pictures.items()}
    packed = parts.make(order.html, order.css, base=order.base, pictures=pictures, on_page=on_page)
    keeping.keep(folder, order.name, packed)
    return packed


class _Helper:
    """Another process that takes orders from the queue."""

    def __init__(self, orders, folder, queue):
        work = {"orders": [asdict(order) for order in orders], "folder": str(folder), "queue": queue}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "iza_portal.dossiers.sharing"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A complaint would quote the text of a plan; what went wrong is seen where the part is made again.
            stderr=subprocess.DEVNULL,
            pass_fds=[queue],
        )
        self._feeder = threading.Thread(target=self._feed, args=[json.dumps(work).encode("ascii")], daemon=True)
        self._feeder.start()

    def _feed(self, work: bytes) -> None:
        try:
            self.process.stdin.write(work + b"\n")
            self.process.stdin.flush()
        except OSError:
            # It is gone already.
            return

    def __enter__(self) -> "_Helper":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        self._feeder.join()
        self.process.stdout.close()
        self.process.stdin.close()

    def is_at_work(self) -> bool:
        return self.process.poll() is None

    def new_pages(self, *, wait: float = 0) -> int:
        """Answer how many pages it laid out since this was last asked; wait so many seconds for the first."""
        pages = self.process.stdout
        return len(os.read(pages.fileno(), 65536)) if select.select([pages], [], [], wait)[0] else 0


def main() -> None:
    """Be a helper: read the work from standard input, and write a sign to standard output for each page."""
    work = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_master, daemon=True).start()
    orders = [Order(**order) for order in work["orders"]]
    for number in _taken(work["queue"]):
        _make(orders[number], Path(work["folder"]), lambda _number: os.write(1, PAGE))


def _end_with_master() -> None:
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main()
    # Everything is on disk; taking the pages in memory apart would take a second.
    os._exit(0)
