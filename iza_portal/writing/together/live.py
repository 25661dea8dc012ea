"""A document in the memory of one process: what an update is tried on before it is kept, and what its text is now."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pycrdt import Doc, XmlFragment, XmlText

from iza_portal.texts.aligning import Budget
from iza_portal.texts.check import (
    FOREIGN,
    TOO_LONG,
    TOO_MANY_FIGURES,
    TOO_MANY_NODES,
    Size,
    TextRefused,
    measured_block,
)
from iza_portal.texts.schema import LIMITS
from iza_portal.writing.together import replacing
from iza_portal.writing.together.ledger import Ledger
from iza_portal.writing.together.refusals import gap, invalid, malformed, other_writer, too_large
from iza_portal.writing.together.trees import block_of, contents_of, tree_from, tree_of
from iza_portal.writing.together.wire import MOST_JOINING, ROOT, Update, read, read_kept

#: What a document may hold at most with all that was ever deleted from it, in bytes of its snapshot. From the first
#: number on it may only become shorter, from the second on only by deleting.
FULL_BYTES = 6_000_000
OVERFULL_BYTES = 8_000_000
_TOO_OLD = "In deze tekst is zoveel gewijzigd dat hij niet meer kan groeien. Ga verder in een nieuw onderdeel."


# The library tells of each place that changed where it is, for which it goes through all that stands before it: so many
# steps a quarter of a second takes. Where there are more, all blocks are read anew instead.
_MOST_STEPS = 1_000_000
# Where there is more to go through than this, another text is put there whole.
_MOST_STEPS_TO_REPLACE = 10_000_000
# So many blocks at once are found faster one by one than all together.
_FEW = 8
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Taken:
    """What became of an update: `is_new` unless it was taken before, `new_clients` those that wrote for the first time."""

    is_new: bool
    new_clients: frozenset[int]


@dataclass(frozen=True)
class _Block:
    """A block of the document: its node as the tree shows it, how much it holds, and why it cannot be kept, if it cannot."""

    node: dict | None
    size: Size
    weight: int
    refusal: TextRefused | None = None


@dataclass
class _Totals:
    """What all blocks hold: characters, nodes, figures, characters of JSON; and how many of them cannot be kept."""

    characters: int = 0
    nodes: int = 1
    figures: int = 0
    weight: int = 0
    refused: int = 0

    def add(self, block: _Block, times: int = 1) -> None:
        self.characters += times * block.size.characters
        self.nodes += times * block.size.nodes
        self.figures += times * block.size.figures
        self.weight += times * block.weight
        self.refused += times * (block.refusal is not None)


class LiveDocument:
    """A Yjs document with the tree of its text, kept up to date block by block. For one thread.

    `updates` are those that were taken, in their order, of which the first may be a snapshot; `seq` is the number of the
    last. After a refusal `is_spoilt` says whether a part of the refused update is in it: then it is to be thrown away, and
    loaded anew. Each one writes under a client number of its own, so that nothing that was rolled back is ever contradicted.
    """

    def __init__(self, updates: list[bytes], seq: int = 0):
        self.seq = seq
        self.is_spoilt = False
        # 32 bits, as browsers have: every item of the document names its client.
        self.client_id = secrets.randbelow(2**32 - 1) + 1
        self._ledger = Ledger()
        kept = [update for update in updates if update]
        counts = []
        for update in kept:
            parsed = read_kept(update)
            counts.append(sum(len(section.structs) for section in parsed.sections))
            self._ledger.take(parsed, is_kept=True)
        self._emitted: list[bytes] = []
        self._changes: list[tuple] = []
        self._hold(_loaded(kept, counts, self.client_id))
        self.fragment.observe_deep(self._note)
        self._bytes = sum(map(len, updates))
        self._is_editing = self._is_all_new = False
        with self._document.transaction():
            self._blocks = [_measured(child) for child in self.fragment.children]
        self._totals = _Totals()
        for block in self._blocks:
            self._totals.add(block)

    # --- What it says ---

    def tree(self, *, with_comments: bool = False) -> dict:
        """Answer the mended tree of the text, which the caller leaves as it is; with marks of comments when asked for."""
        if with_comments or self._is_editing:
            return tree_of(self.fragment, with_comments=with_comments)
        return tree_from([block.node for block in self._blocks])

    def state(self) -> bytes:
        """Answer the state vector: how far the document knows each of its clients."""
        return self._document.get_state()

    def snapshot(self) -> bytes:
        """Answer all of the document as one update."""
        return self._document.get_update()

    # --- What changes it ---

    def apply(self, update: bytes) -> None:
        """Follow an update that was taken before, elsewhere. It is not judged again."""
        parsed = read_kept(update)
        with self._trial():
            clients = self._ledger.take(parsed, is_kept=True)
            with self._noting(_touched(parsed)):
                self._document.apply_update(update)
            self._follow(clients)
        self._bytes += len(update)

    def take(self, update: bytes, *, owners: Mapping[int, int | None], person: int | None) -> Taken:
        """Try an update of this person's, and answer what became of it.

        `owners` says whose the clients are that wrote in the document before. Raises UpdateRefused: then nothing of the
        update counts, and `is_spoilt` says whether this document is still good for use.
        """
        self._require_sound()
        parsed = read(update)
        known = self._ledger.known
        writing = {section.client for section in parsed.sections if section.end > known.get(section.client, 0)}
        if any(owners.get(client, person) != person for client in writing):
            raise other_writer()
        if parsed.characters > LIMITS.characters:
            raise too_large(TOO_LONG)
        if parsed.joining > MOST_JOINING:
            # Typed for hours without a connection. Told what is known here, the browser sends it again in one piece.
            raise gap(self.state())
        clients = self._ledger.take(parsed)
        with self._trial():
            try:
                with self._noting(_touched(parsed)):
                    self._document.apply_update(update)
            except BaseException as error:
                # A panic in the library is no Exception, and has no public name.
                if isinstance(error, Exception) or type(error).__name__ == "PanicException":
                    raise malformed() from error
                raise
            is_new = self._follow(clients, judged=(parsed, len(update)))
        return Taken(is_new, frozenset(client for client in clients if client not in owners))

    def edit(self, change: Callable[["LiveDocument"], None]) -> bytes:
        """Let the portal itself change the document, and answer the update that this is: empty when nothing changed.

        `change` gets this document, and works on `fragment` or calls `replace`. The change is judged as a person's is:
        raises UpdateRefused. Whatever is raised, this document is spoilt then; so it is when the caller's transaction fails.
        """
        with self._trial():
            self._is_editing = True
            try:
                with self._noting(len(self._blocks)), self._document.transaction():
                    change(self)
            finally:
                self._is_editing = False
            if not self._emitted:
                return b""
            (update,) = self._emitted
            parsed = read(update, most_bytes=LIMITS.bytes)
            self._follow(self._ledger.take(parsed), judged=(parsed, len(update)))
        return update

    def replace(self, tree: dict) -> None:
        """Give the document another text, which `texts.check` accepted, inside `edit`: what is the same stays itself."""
        if not self._is_editing:
            raise RuntimeError("A document is replaced inside an edit.")
        if len(self._blocks) * self._ledger.widest > _MOST_STEPS_TO_REPLACE:
            del self.fragment.children[:]
        replacing.replace(self.fragment, "doc", tree, Budget())

    # --- How ---

    def _require_sound(self) -> None:
        if self.is_spoilt:
            raise RuntimeError("A spoilt document is used.")

    @contextmanager
    def _trial(self):
        """While the document changes; it is spoilt when anything is raised."""
        self._require_sound()
        self._emitted.clear()
        self._changes.clear()
        self.is_spoilt = True
        yield
        self.is_spoilt = False

    @contextmanager
    def _noting(self, places: int):
        """While the document changes at so many places at most: note which blocks, or that all are to be read anew."""
        self._is_all_new = min(places, self._ledger.places) * self._ledger.widest > _MOST_STEPS
        if not self._is_all_new:
            yield
            return
        # In a copy that nobody watches: once somebody did, the library goes on telling.
        self._hold(_loaded([self.snapshot()], [0], self.client_id))
        yield
        self.fragment.observe_deep(self._note)

    def _hold(self, document: Doc) -> None:
        self._document = document
        self.fragment: XmlFragment = document.get(ROOT, type=XmlFragment)
        document.observe(lambda event: self._emitted.append(event.update))

    def _note(self, events) -> None:
        """Note what an event says of the blocks: called by the library, when the change is there."""
        for event in events:
            if path := event.path:
                # A run of text has no attributes: nobody sees them, and nothing of ours writes them.
                self._changes.append(None if isinstance(event.target, XmlText) and event.keys else path[0])
            else:
                self._changes.append(event.delta)

    def _follow(self, clients: set[int], judged: tuple[Update, int] | None = None) -> bool:
        """Bring the blocks up to what the document became, of which these clients' part is new; answer whether it changed.

        `judged` is the update, with its bytes, that brought it about: raises UpdateRefused when it cannot be kept.
        """
        if not self._emitted:
            if clients:
                raise malformed()
            return False
        (emitted,) = self._emitted
        # What the library lets wait for something else is not in what it says that changed.
        ends = {section.client: section.end for section in read_kept(emitted).sections}
        if any(ends.get(client) != self._ledger.known[client] for client in clients):
            raise malformed()
        before, blocks = replace(self._totals), len(self._blocks)
        is_doubtful = judged and self._ledger.is_doubtful
        pairs = self._renew_blocks()
        if is_doubtful:
            self._require_repeatable()
        if judged:
            update, length = judged
            if len(self._blocks) > max(LIMITS.children, blocks):
                raise too_large(TOO_MANY_NODES)
            self._judge(before, pairs)
            self._judge_state(before, update, length)
        return True

    def _renew_blocks(self) -> list[tuple[_Block | None, _Block]]:
        """Read the blocks that changed, and answer each as it was before, if it was, and as it is."""
        if self._is_all_new:
            return self._renew_all()
        changed = set()
        blocks: list[_Block | None] = list(self._blocks)
        for change in self._changes:
            if change is None:
                raise invalid(FOREIGN)
            if isinstance(change, int):
                changed.add(change)
            else:
                for gone in _move(blocks, change):
                    self._totals.add(gone, -1)
        children = self.fragment.children
        if len(children) != len(blocks) or any(index >= len(blocks) for index in changed):
            raise malformed()
        renewed = [index for index, old in enumerate(blocks) if old is None or index in changed]
        pairs = []
        # One transaction around all that is read: each is a cost of its own.
        with self._document.transaction():
            # To find one, the library goes through all that stand before it.
            found = list(children) if len(renewed) > _FEW else children
            for index in renewed:
                old, new = blocks[index], _measured(found[index])
                if old is not None:
                    self._totals.add(old, -1)
                self._totals.add(new)
                blocks[index] = new
                pairs.append((old, new))
        self._blocks = blocks
        return pairs

    def _renew_all(self) -> list[tuple[_Block | None, _Block]]:
        """Read all blocks, and answer those that cannot be kept, each with what it was before where it is as it was."""
        refused = [block for block in self._blocks if block.refusal]
        with self._document.transaction():
            self._blocks = [_measured(child) for child in self.fragment.children]
        self._totals = _Totals()
        for block in self._blocks:
            self._totals.add(block)
        return [
            (next((old for old in refused if old.node == new.node), None), new) for new in self._blocks if new.refusal
        ]

    def _require_repeatable(self) -> None:
        """Refuse what would be another text when the document is loaded from its snapshot."""
        document = Doc(client_id=self.client_id)
        document.apply_update(self.snapshot())
        if contents_of(document.get(ROOT, type=XmlFragment)) != contents_of(self.fragment):
            raise malformed()

    def _judge(self, before: _Totals, pairs: list[tuple[_Block | None, _Block]]) -> None:
        """Refuse what goes over a limit or against a rule. What is already over it may always become less."""
        now = self._totals
        for is_over, message in (
            (now.characters > max(LIMITS.characters, before.characters), TOO_LONG),
            (now.weight > max(LIMITS.bytes, before.weight), TOO_LONG),
            (now.nodes > max(LIMITS.nodes, before.nodes), TOO_MANY_NODES),
            (now.figures > max(LIMITS.figures, before.figures), TOO_MANY_FIGURES),
        ):
            if is_over:
                raise too_large(message)
        is_less = now.characters <= before.characters and now.refused <= before.refused
        for old, new in pairs:
            if new.refusal is None or is_less:
                continue
            if old is None or old.refusal is None or new.size.characters > old.size.characters:
                message = new.refusal.message
                raise (too_large if message in (TOO_LONG, TOO_MANY_NODES, TOO_MANY_FIGURES) else invalid)(message)

    def _judge_state(self, before: _Totals, update: Update, length: int) -> None:
        """Refuse to grow out of sight: by what was deleted, and by marks and attributes that others took the place of."""
        self._bytes += length
        if self._bytes <= FULL_BYTES:
            return
        self._bytes = len(self.snapshot())
        is_less = self._totals.characters + self._totals.nodes < before.characters + before.nodes
        if self._bytes > FULL_BYTES and not (is_less and (self._bytes <= OVERFULL_BYTES or not update.sections)):
            raise too_large(_TOO_OLD)


def _loaded(updates: list[bytes], counts: list[int], client_id: int) -> Doc:
    """Make a document of updates, of which the counts say how many structs each holds."""
    document = Doc(client_id=client_id)
    try:
        # Many at once is many times faster than one by one.
        for together in _batches(updates, counts):
            with document.transaction():
                for update in together:
                    document.apply_update(update)
    except RuntimeError:
        # An update can build on something deleted that was swept away when it was taken: one by one, it is so again.
        document = Doc(client_id=client_id)
        for update in updates:
            document.apply_update(update)
    return document


def _touched(update: Update) -> int:
    """Answer at how many places an update changes a document at most."""
    deleted = sum(deletion.end - deletion.start for deletion in update.deletions)
    return deleted + sum(len(section.structs) for section in update.sections)


def _batches(updates: list[bytes], counts: list[int]) -> Iterator[list[bytes]]:
    """Answer the updates in stretches of which all can be joined at a bounded cost; see `Update.joining`."""
    together, structs, size = [], 0, 0
    for update, count in zip(updates, counts, strict=True):
        if together and (structs + count) * (size + len(update)) > MOST_JOINING:
            yield together
            together, structs, size = [], 0, 0
        together.append(update)
        structs += count
        size += len(update)
    if together:
        yield together


def _move(blocks: list[_Block | None], delta: list[dict]) -> list[_Block]:
    """Do to a list what was done to the children of the document, with None for what is new; answer what is gone."""
    gone, index = [], 0
    for step in delta:
        if "retain" in step:
            index += step["retain"]
        elif "delete" in step:
            gone += blocks[index : index + step["delete"]]
            del blocks[index : index + step["delete"]]
        else:
            blocks[index:index] = [None] * len(step["insert"])
            index += len(step["insert"])
    return gone


def _measured(child) -> _Block:
    node = block_of(child)
    if node is None:
        return _Block(None, Size(0, 0, 0), 0)
    weight = len(_as_json(node))
    try:
        return _Block(node, measured_block(node), weight)
    except TextRefused as refused:
        return _Block(node, _rough_size(node), weight, refused)


def _rough_size(node: dict) -> Size:
    """How much a block holds that cannot be kept."""
    characters = nodes = figures = 0
    waiting = [node]
    while waiting:
        each = waiting.pop()
        nodes += 1
        figures += each["type"] == "figure"
        characters += len(each.get("text", ""))
        waiting += each.get("content", [])
    return Size(characters, nodes, figures)
