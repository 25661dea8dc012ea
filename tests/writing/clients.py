"""A window of somebody's browser, as far as the exchange of a shared document goes: pycrdt over Django's test client."""

import base64
import gzip
import json

from django.test import Client
from pycrdt import Doc, XmlElement, XmlFragment, XmlText, merge_updates

from iza_portal.texts.schema import VERSION


class Window:
    """A window in which `person` has the document open. `answer` is the last one that it had; it keeps what it cannot send.

    `write`, `delete` and `add` change the own document; `send` sends what the portal lacks; `poll` asks what is new.
    """

    def __init__(self, document, person, *, client=None, client_id=None):
        self.url = document.get_absolute_url()
        self.person = person
        self.client = client or Client()
        if client is None and person is not None:
            self.client.force_login(person)
        self.doc = Doc(client_id=client_id) if client_id else Doc()
        self.fragment = self.doc.get("text", type=XmlFragment)
        self.seq = 0
        self.outbox = []
        self._is_receiving = False
        self._heard = self.doc.observe(self._hear)
        self.cursor = ""
        self.answer = None

    @property
    def tab(self):
        return self.doc.client_id

    def _hear(self, event):
        if not self._is_receiving:
            self.outbox.append(event.update)

    def receive(self, update: bytes):
        """Take over what others wrote."""
        self._is_receiving = True
        self.doc.apply_update(update)
        self._is_receiving = False

    def open(self):
        """Fetch the snapshot and what came after it; answer this window."""
        answer = self.client.get(f"{self.url}begin/")
        assert answer.status_code == 200, answer.content
        if answer.content:
            self.receive(gzip.decompress(answer.content))
        self.seq = int(answer["X-Sequence"])
        self.poll()
        return self

    def asking(self):
        return f"?na={self.seq}&tab={self.tab}&cursor={self.cursor}"

    def poll(self):
        """Ask what is new, until that is all; answer the last answer."""
        while True:
            response = self.client.get(f"{self.url}wijzigingen/{self.asking()}")
            assert response.status_code == 200, response.content
            self._take_over(response)
            if not self.answer["more"]:
                return self.answer

    def unsent(self) -> bytes:
        """Answer what this window has written and the portal did not take yet."""
        return merge_updates(*self.outbox)

    def post(self, update: bytes, **headers):
        """Post these bytes, and answer the response as it is."""
        headers = {"X-Person": str(self.person and self.person.pk), "X-Schema": str(VERSION), **headers}
        return self.client.post(
            f"{self.url}wijzigingen/{self.asking()}", update, content_type="application/octet-stream", headers=headers
        )

    def send(self):
        """Send what was written, and answer the response; what is not taken stays unsent."""
        response = self.post(self.unsent())
        if response.status_code == 200:
            self.outbox.clear()
            self._take_over(response)
        elif response.status_code == 409 and response.json()["code"] == "gap":
            # The portal lacks more than what was not sent yet.
            self.outbox = [self.doc.get_update(base64.b64decode(response.json()["state"]))]
        return response

    def _take_over(self, response):
        self.answer = json.loads(response.content)
        for update in self.answer["updates"]:
            self.receive(base64.b64decode(update))
        self.seq = self.answer["seq"]

    def paragraph(self, number=0) -> XmlText:
        """Answer the words of the block with this number; they are made where there are none."""
        block = self.fragment.children[number]
        if not len(block.children):
            block.children.append(XmlText())
        return block.children[0]

    def write(self, words, *, number=0, at=None):
        """Write words in a paragraph, at this place or at its end."""
        text = self.paragraph(number)
        text.insert(len(text) if at is None else at, words)

    def delete(self, start, end, *, number=0):
        """Delete the characters from `start` to `end` of a paragraph."""
        del self.paragraph(number)[start:end]

    def add(self, words, kind="paragraph", **attrs):
        """Add a block at the end."""
        block = XmlElement(kind)
        self.fragment.children.append(block)
        for name, value in attrs.items():
            block.attributes[name] = value
        block.children.append(XmlText())
        block.children[0].insert(0, words)

    def words(self) -> list[str]:
        """Answer the words of each block."""
        return ["".join(str(words) for words in block.children) for block in self.fragment.children]
