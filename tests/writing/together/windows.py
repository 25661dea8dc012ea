"""Windows of an editor, played by the server's library: random changes as people make them."""

from random import Random

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from iza_portal.writing.together.trees import insert
from iza_portal.writing.together.wire import comment_key
from tests.writing.together.documents import THREADS, node, text


class Window:
    """One open editor with its own copy of the document. What it changes is in `sent`, one update for each change."""

    def __init__(self, client: int, *updates: bytes):
        self.client = client
        self.doc = Doc(client_id=client)
        self.fragment = self.doc.get("text", type=XmlFragment)
        for update in updates:
            self.doc.apply_update(update)
        self.sent: list[bytes] = []
        self._own = False
        self.doc.observe(lambda event: self.sent.append(event.update) if self._own else None)

    def follow(self, update: bytes) -> None:
        """Get somebody else's update."""
        self.doc.apply_update(update)

    def change(self, act) -> None:
        """Make one change: a function of the document's fragment."""
        self._own = True
        try:
            with self.doc.transaction():
                act(self.fragment)
        finally:
            self._own = False


def runs(parent) -> list[XmlText]:
    """Answer all runs of text below an element."""
    found = []
    for child in parent.children:
        found += [child] if isinstance(child, XmlText) else runs(child)
    return found


def elements(parent, *names) -> list[XmlElement]:
    """Answer all elements below one that have one of these names."""
    found = []
    for child in parent.children:
        if isinstance(child, XmlElement):
            found += [child] if child.tag in names else []
            found += elements(child, *names)
    return found


def cut(words: XmlText, random: Random) -> list[int]:
    """Answer two places between characters, in bytes, in their order."""
    whole = "".join(part for part, _ in words.diff())
    at = sorted((random.randrange(len(whole) + 1), random.randrange(len(whole) + 1)))
    return [len(whole[:each].encode()) for each in at]


class Writer:
    """What somebody does in a window, at random: everything that the schema has, and much at the same places."""

    KINDS = ["paragraph", "paragraph", "heading", "bullet_list", "ordered_list", "table", "blockquote", "picture"]

    def __init__(self, random: Random, letters):
        self.random = random
        self.letters = letters

    def act(self, fragment) -> None:
        """Make one change in a document."""
        acts = [
            self.type,
            self.type,
            self.type,
            self.erase,
            self.mark,
            self.split,
            self.add_block,
            self.remove,
            self.grow,
        ]
        self.random.choice([*acts, self.turn, self.set_inline])(fragment)

    def words(self, most=3):
        return "".join(next(self.letters) for _ in range(self.random.randint(1, most)))

    def type(self, fragment):
        if found := runs(fragment):
            run = self.random.choice(found)
            at, _ = cut(run, self.random)
            run.insert(at, self.words(), self.random.choice([None, {}, {"strong": {}}]))
        else:
            self.add_block(fragment)

    def erase(self, fragment):
        if found := runs(fragment):
            run = self.random.choice(found)
            start, end = cut(run, self.random)
            del run[start:end]

    def mark(self, fragment):
        if found := runs(fragment):
            run = self.random.choice(found)
            start, end = cut(run, self.random)
            thread = self.random.choice(THREADS)
            marks = [
                ("strong", {}),
                ("em", {}),
                ("link", {"href": "https://x.nl"}),
                (comment_key(thread), {"thread": thread}),
            ]
            key, attrs = self.random.choice(marks)
            run.format(start, end, {key: self.random.choice([attrs, None])})

    def split(self, fragment):
        """Enter: what is behind the cursor becomes another paragraph."""
        places = [
            (parent, index)
            for parent in [fragment, *elements(fragment, "list_item", "table_cell", "blockquote")]
            for index, child in enumerate(parent.children)
            if child.tag == "paragraph" and runs(child)
        ]
        if not places:
            return
        parent, index = self.random.choice(places)
        run = self.random.choice(runs(parent.children[index]))
        at, _ = cut(run, self.random)
        parts, position = [], 0
        for words, formats in run.diff():
            size = len(words.encode())
            rest = words.encode()[max(0, at - position) :].decode()
            position += size
            if rest:
                parts.append((rest, {key: value for key, value in (formats or {}).items() if value is not None}))
        del run[at:position]
        paragraph = parent.children.insert(index + 1, XmlElement("paragraph"))
        if parts:
            behind = paragraph.children.append(XmlText())
            for words, formats in parts:
                behind.insert(len(behind), words, formats)

    def add_block(self, fragment):
        insert(fragment, self.random.randrange(len(fragment.children) + 1), self.block(self.random.choice(self.KINDS)))

    def remove(self, fragment):
        parents = [
            fragment,
            *elements(
                fragment, "bullet_list", "list_item", "table", "table_row", "table_cell", "blockquote", "paragraph"
            ),
        ]
        parents = [parent for parent in parents if len(parent.children)]
        # Blocks are many, so that something stays to write in.
        if parents and self.random.random() < 0.5:
            parent = self.random.choice(parents)
            del parent.children[self.random.randrange(len(parent.children))]

    def grow(self, fragment):
        parents = elements(fragment, "bullet_list", "ordered_list", "list_item", "table", "table_row", "blockquote")
        if not parents:
            return self.add_block(fragment)
        parent = self.random.choice(parents)
        content = {"table": self.row, "table_row": self.cell, "bullet_list": self.item, "ordered_list": self.item}
        made = content.get(parent.tag, lambda: self.block("paragraph"))()
        return insert(parent, self.random.randrange(len(parent.children) + 1), made)

    def turn(self, fragment):
        attributes = {"heading": "level", "ordered_list": "order", "table_cell": "rowspan"}
        if found := elements(fragment, *attributes):
            element = self.random.choice(found)
            element.attributes[attributes[element.tag]] = self.random.choice([3, 4, 5])

    def set_inline(self, fragment):
        if found := elements(fragment, "paragraph"):
            paragraph = self.random.choice(found)
            made = [node("hard_break"), node("footnote", text="Bron"), [text(self.words())]]
            insert(paragraph, self.random.randrange(len(paragraph.children) + 1), self.random.choice(made))

    def block(self, kind):
        match kind:
            case "paragraph":
                return node("paragraph", [text(self.words())])
            case "heading":
                return node("heading", [text(self.words())], level=self.random.choice([3, 4, 5]))
            case "bullet_list" | "ordered_list":
                return node(kind, [self.item() for _ in range(self.random.randint(1, 3))])
            case "table":
                return node("table", [self.row() for _ in range(self.random.randint(1, 2))])
            case "blockquote":
                return node("blockquote", [self.block("paragraph")])
            case "picture":
                return node("picture", picture=self.random.randint(1, 9), alt="kaart")
        raise ValueError(kind)

    def item(self):
        return node("list_item", [self.block("paragraph")])

    def row(self):
        return node("table_row", [self.cell() for _ in range(self.random.randint(1, 2))])

    def cell(self):
        return node("table_cell", [self.block("paragraph")])
