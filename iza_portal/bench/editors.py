"""Many open editors at once, as browsers would have them: `python -m iza_portal.bench.editors < plan.json > answer.json`.

A process of its own, so that what it costs is not counted with the server. Each editor polls as
`iza_portal/assets/editor/session.js` does; some have somebody at the keyboard, who types at human speed.
"""

import asyncio
import gzip
import json
import random
import re
import sys
import time
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import urlencode

from pycrdt import Doc, XmlElement, XmlFragment, XmlText, merge_updates

# Chance only spreads people over time here; the same each run.
_chance = random.Random(4)  # noqa: S311

# In seconds, as in session.js.
FIRST = 0.12
BETWEEN = 0.25
# How often an editor asks, by how long ago somebody wrote.
PACES = [(10.0, 0.5), (60.0, 1.0), (300.0, 2.0), (float("inf"), 4.0)]
LIVELY, CALM = PACES[0][1], PACES[-1][1]
# How much less often an editor asks and sends where its requests wait a tenth of a second; it grows by the square.
SLOWED_POLL, SLOWED_SEND = 0.4, 0.1
MOST_SLOWED = 4.0
# A fast typist: five characters a second, a breath after each sentence.
KEYSTROKE = 0.2
SENTENCE = 60
BREATH = (1.0, 4.0)
LETTERS = "enatirodslgvhkmubpwjzcf   "


@dataclass
class Keys:
    """When each keystroke of a client was made; its clock in the document is where it stands in the list."""

    client: int
    first: int = -1
    at: list[float] = field(default_factory=list)


class Server:
    """The portal at a port of this machine; each request on a connection of its own, as behind a proxy."""

    def __init__(self, port: int):
        self.port = port
        self.requests = 0
        self.failures: dict[str, int] = {}

    async def ask(
        self, method: str, path: str, cookies: str, body: bytes = b"", headers: str = ""
    ) -> tuple[int, bytes, bytes]:
        """Send one request; answer the status, the head and the body. 0 where the connection failed."""
        self.requests += 1
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n"
        )
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(head.encode() + body)
                answer = await reader.read()
            finally:
                writer.close()
        except OSError as error:
            self._fail(type(error).__name__)
            return 0, b"", b""
        top, _, content = answer.partition(b"\r\n\r\n")
        status = int(top[9:12] or 0)
        if status != 200:
            self._fail(str(status))
        return status, top, content

    def _fail(self, what: str) -> None:
        self.failures[what] = self.failures.get(what, 0) + 1


class Editor:
    """One window: the document as it knows it, and when its person's colleagues' keystrokes came in."""

    def __init__(self, server: Server, seat: dict, keys: dict[int, Keys], delays: list[float]):
        self.server, self.keys, self.delays = server, keys, delays
        self.url, self.cookies, self.person = seat["url"], seat["cookies"], seat["person"]
        self.headers = (
            f"Content-Type: application/octet-stream\r\nX-CSRFToken: {seat['token']}\r\n"
            f"X-Person: {self.person}\r\nX-Schema: {seat['schema']}\r\n"
        )
        self.doc = Doc(client_id=_chance.getrandbits(31))
        self.fragment = self.doc.get("text", type=XmlFragment)
        self.seq = 0
        self.active_at = float("-inf")
        self.seen: dict[int, int] = {}
        self.unsent: list[bytes] = []
        self.is_sending = self.hears = False
        self.heard_at = 0.0
        self.timer = None
        self.under_way = set()
        self.sent_at = self.ends = 0.0
        self.cursor = 0
        self.quickest, self.waited = float("inf"), 0.0

    async def open(self) -> None:
        status, head, content = await self.server.ask("GET", f"{self.url}begin/", self.cookies)
        if status != 200:
            raise RuntimeError(f"{self.url} answers {status}")
        if content:
            self.doc.apply_update(gzip.decompress(content))
        self.seq = int(re.search(rb"X-Sequence: (\d+)", head)[1])
        await self._ask()

    async def _ask(self) -> None:
        status, content = await self._request("GET")
        if status == 200:
            self._hear(content)

    async def _request(self, method: str, update: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        began = time.perf_counter()
        url = f"{self.url}wijzigingen/?{self._query()}"
        status, _, content = await self.server.ask(method, url, self.cookies, update, headers)
        took = time.perf_counter() - began
        self.quickest = min(took, self.quickest * 1.01)
        self.waited += (took - self.quickest - self.waited) / 4
        return status, content

    def _slowed(self, by: float) -> float:
        return min(by * (self.waited / 0.1) ** 2, MOST_SLOWED)

    def _query(self) -> str:
        place = {
            "type": None,
            "tname": "text",
            "item": {"client": self.doc.client_id, "clock": self.cursor},
            "assoc": 0,
        }
        cursor = json.dumps({"anchor": place, "head": place})
        return urlencode({"na": self.seq, "tab": self.doc.client_id, "cursor": cursor})

    def _hear(self, content: bytes) -> None:
        answer = json.loads(content)
        self.heard_at = time.perf_counter()
        if updates := answer["updates"]:
            self.hears = True
            with self.doc.transaction():
                for update in updates:
                    self.doc.apply_update(b64decode(update))
            self.hears = False
            now = time.perf_counter()
            self.active_at = now
            self._note_keystrokes(now)
        self.seq = max(self.seq, answer["seq"])

    def _note_keystrokes(self, now: float) -> None:
        """Note how long ago the keystrokes were made that are new here."""
        for client, clock in state_vector(self.doc.get_state()).items():
            keys = self.keys.get(client)
            if keys is None or client == self.doc.client_id or keys.first < 0:
                continue
            start = max(self.seen.get(client, 0), keys.first)
            made = keys.at[start - keys.first : clock - keys.first]
            self.delays += [now - at for at in made]
            self.seen[client] = max(clock, start)

    async def poll(self) -> None:
        """Ask what is new until the end, often where somebody typed lately."""
        await asyncio.sleep(_chance.uniform(0, CALM))
        while time.perf_counter() < self.ends:
            if self.is_sending:
                await asyncio.sleep(FIRST)
            else:
                await self._ask()
            # In small steps: the answer to what is sent brings news as well, and makes it lively at once.
            while (left := self.heard_at + self._pace() - time.perf_counter()) > 0:
                await asyncio.sleep(min(LIVELY, left))

    def _pace(self) -> float:
        since = time.perf_counter() - self.active_at
        return next((every for until, every in PACES if since < until), CALM) + self._slowed(SLOWED_POLL)

    async def type(self) -> None:
        """Type sentences into a paragraph of one's own until the end, and send them as they come."""
        self.subscription = self.doc.observe(lambda event: self.unsent.append(event.update) if not self.hears else None)
        text = XmlText("")
        with self.doc.transaction():
            paragraph = self.fragment.children.append(XmlElement("paragraph"))
            paragraph.children.append(text)
        keys = self.keys[self.doc.client_id]
        keys.first = state_vector(self.doc.get_state())[self.doc.client_id]
        await self._flush()
        count = 0
        while time.perf_counter() < self.ends - 3:
            self.cursor += 1
            keys.at.append(time.perf_counter())
            text.insert(len(text), _chance.choice(LETTERS))
            self.active_at = time.perf_counter()
            self._soon()
            count += 1
            await asyncio.sleep(
                _chance.uniform(*BREATH) if count % SENTENCE == 0 else _chance.uniform(0.6, 1.4) * KEYSTROKE
            )
        while self.timer or self.is_sending or self.unsent:
            await asyncio.sleep(BETWEEN)

    def _soon(self) -> None:
        """Send a moment after the first unsent keystroke, and not too soon after the last time."""
        if self.timer is None and not self.is_sending:
            pause = max(FIRST, self.sent_at + BETWEEN + self._slowed(SLOWED_SEND) - time.perf_counter())
            self.timer = asyncio.create_task(self._flush(pause))
            # The loop itself holds a task by a thread only.
            self.under_way.add(self.timer)
            self.timer.add_done_callback(self.under_way.discard)

    async def _flush(self, pause: float = 0) -> None:
        await asyncio.sleep(pause)
        self.timer = None
        if self.is_sending or not self.unsent:
            return
        self.is_sending, self.sent_at = True, time.perf_counter()
        update = merge_updates(*self.unsent)
        self.unsent.clear()
        status, content = await self._request("POST", update, self.headers)
        self.is_sending = False
        if status == 200:
            self._hear(content)
        else:
            # As a browser does: what was not taken goes again, together with what was typed meanwhile.
            self.unsent.insert(0, update)
        if self.unsent:
            self._soon()


def state_vector(encoded: bytes) -> dict[int, int]:
    """Answer how far each client's clock is, of a state vector as Yjs writes it."""
    numbers, number, shift = [], 0, 0
    for byte in encoded:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))


async def work(plan: dict) -> dict:
    """Open the editors of `plan`, let them be for `seconds`, and answer what was seen."""
    server = Server(plan["port"])
    keys: dict[int, Keys] = {}
    delays: list[float] = []
    editors = []
    for seat in plan["seats"]:
        editor = Editor(server, seat, keys, delays)
        if seat["types"]:
            keys[editor.doc.client_id] = Keys(editor.doc.client_id)
        await editor.open()
        editors.append((editor, seat["types"]))
    print("open", flush=True)
    server.requests = 0
    start = time.perf_counter()
    for editor, _ in editors:
        editor.ends = start + plan["seconds"]
    await asyncio.gather(
        *(editor.poll() for editor, _ in editors), *(editor.type() for editor, types in editors if types)
    )
    took = time.perf_counter() - start
    return {
        "delays": sorted(delays),
        "keystrokes": sum(len(each.at) for each in keys.values()),
        "requests": server.requests,
        "seconds": took,
        "failures": server.failures,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(work(json.load(sys.stdin)))), flush=True)
