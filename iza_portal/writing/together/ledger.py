"""Which part of a document belongs where: what must be known to judge an update before the document itself takes it.

The library that keeps the document trusts that an item's neighbours share its parent, that text stands in text and
elements in elements; a crafted update that lies about it leaves half a change behind, or ends the process. The ledger
keeps for each number of each client what it stands in, and refuses the lie, with everything that the schema does not
let stand there.
"""

from collections import Counter

from iza_portal.texts.check import FOREIGN, TOO_DEEP, TextRefused, check_value
from iza_portal.texts.schema import LIMITS, NODES
from iza_portal.writing.together.order import GONE, Impossible, Order
from iza_portal.writing.together.refusals import UpdateRefused, gap, invalid, malformed, too_large
from iza_portal.writing.together.wire import (
    ANY,
    DELETED,
    FORMAT,
    GC,
    ROOT,
    STRING,
    TYPE,
    Deletion,
    Id,
    Section,
    Struct,
    Update,
    mark_name,
    state_vector,
)

# An owner is a place, of which 0 is the document itself, or GONE; those of attributes count down from -2.
_DOCUMENT = 0
# Where people put something in the same spot, a place for it is looked for among all that was put there meanwhile, and again
# each time that the document is loaded. An update may look a long time; but when all of them together have looked for as
# long as a second, each new one may look no longer than writing at the same time takes.
_MOST_STEPS, _ALWAYS_STEPS, _MANY_STEPS = 200_000, 500, 2_000_000
# What stands in one element or run of text at most, with what was deleted there: to find something in it, the library goes
# through all of that, for every letter that somebody types.
_MOST_PIECES = 50_000
_TOO_OLD = "Hier is zoveel gewijzigd dat er niets meer bij past. Ga verder in een nieuwe alinea of een nieuw onderdeel."
# Each stretch of a text is read with all marks that lie over it, and those of comments lie over each other. This bounds
# what there is to read: for each text the places where a mark begins or ends, times the comments.
_MOST_OVERLAP = 200_000
_TOO_MANY_COMMENTS = "Op deze plek staan te veel opmerkingen. Ga verder in een nieuwe alinea."
_TOO_BUSY = "Op deze plek is te veel tegelijk gewijzigd. Doe het in kleinere stukken."

# Which nodes may stand directly in which. A run of text is "", and nothing stands in one but characters and formats.
_CHILDREN = {
    parent.name: frozenset(
        "" if child.name == "text" else child.name for child in NODES.values() if parent.may_hold(child)
    )
    for parent in NODES.values()
} | {"": frozenset()}


class _Missing(Exception):
    """An update builds on a number of a client that is not known."""


class Ledger:
    """What a document's numbers stand in, and in which order."""

    def __init__(self):
        self._order = Order()
        self._place_of: dict[Id, int] = {}
        self._names = ["doc"]
        self._depths = [0]
        self._attributes: list[tuple[int, str]] = []
        self._attribute_of: dict[tuple[int, str], int] = {}
        # Of each text how often a mark begins or ends in it, and which comments; together they make `_overlap`.
        self._formats: Counter[int] = Counter()
        self._comments: dict[int, set[str]] = {}
        self._overlap = 0
        # The numbers that are the second half of a character outside the first 65,536.
        self._halves: dict[int, set[int]] = {}

    @property
    def known(self) -> dict[int, int]:
        """How far each client is known."""
        return self._order.known

    def take(self, update: Update, *, is_kept: bool = False) -> set[int]:
        """Enter what is new in an update, and answer which clients it is of.

        Raises UpdateRefused, and then nothing was entered. `is_kept`: the update was taken before, so that it is not judged.
        """
        entry = _Entry(self, is_kept=is_kept)
        try:
            entry.enter(update.sections)
            for deletion in update.deletions:
                self._require_whole(deletion, is_kept=is_kept)
        except _Missing:
            entry.undo()
            raise gap(self.state()) from None
        except Impossible:
            entry.undo()
            raise malformed() from None
        except UpdateRefused:
            entry.undo()
            raise
        return set(entry.before)

    @property
    def is_doubtful(self) -> bool:
        """Whether the update that was entered last put something where it depends on the order of all updates.

        Undoing in Yjs can do that, and nearly always all is well.
        """
        return self._order.doubts > 0

    @property
    def places(self) -> int:
        """How many elements and runs of text there ever were."""
        return len(self._names)

    @property
    def widest(self) -> int:
        """How many pieces stand in the element or run of text in which most do, those that were deleted included."""
        return self._order.widest

    def state(self) -> bytes:
        """Answer the state vector of all that was entered."""
        return state_vector(self.known)

    def owner_of(self, id_: Id) -> int:
        """Answer what a known number stands in."""
        return self._order.piece(id_).owner

    def _require_whole(self, deletion: Deletion, *, is_kept: bool) -> None:
        client, start, end = deletion
        if end > self.known.get(client, 0):
            raise _Missing
        halves = self._halves.get(client)
        if halves and (start in halves or end in halves) and not is_kept:
            raise malformed()


class _Entry:
    """One update on its way into the ledger, with what is needed to take it back."""

    def __init__(self, ledger: Ledger, *, is_kept: bool):
        self.ledger = ledger
        self.order = ledger._order
        self.order.doubts = 0
        self.steps = self.order.steps
        self.is_kept = is_kept
        self.before: dict[int, int] = {}
        self.places = len(ledger._names)
        self.attributes = len(ledger._attributes)
        self.new_places: list[Id] = []
        self.overlap = ledger._overlap
        self.new_formats: list[int] = []
        self.new_comments: list[tuple[int, str]] = []
        self.new_halves: list[Id] = []

    def enter(self, sections: list[Section]) -> None:
        """Enter all structs, each after those it builds on, which may be in another client's section."""
        all_sections = {section.client: section for section in sections}
        at = {section.client: (0, section.clock) for section in sections}
        waits_for: dict[int, Id] = {}
        for section in sections:
            path = [section.client]
            while path:
                blocker = self._enter_section(all_sections[path[-1]], at)
                if blocker is None:
                    path.pop()
                    continue
                client, clock = waits_for[path[-1]] = blocker
                if client not in all_sections or not all_sections[client].clock <= clock < all_sections[client].end:
                    raise _Missing
                if client not in path:
                    path.append(client)
                    continue
                # It waits in its turn, for something that was entered meanwhile; or else for itself, and that is a lie.
                of, number = waits_for[client]
                if number >= self.order.known.get(of, 0):
                    raise malformed()
                del path[path.index(client) + 1 :]

    def _enter_section(self, section: Section, at: dict[int, tuple[int, int]]) -> Id | None:
        """Enter a section as far as it goes; answer the number that it waits for, if any."""
        client, _, _, structs = section
        index, clock = at[client]
        known = self.order.known.get(client, 0)
        if clock > known:
            raise _Missing
        for number in range(index, len(structs)):
            struct = structs[number]
            end = clock + struct.length
            if end > known:
                self.before.setdefault(client, known)
                blocker = self._enter_struct(client, clock, known, struct)
                if blocker is not None:
                    at[client] = (number, clock)
                    return blocker
                known = end
            clock = end
        at[client] = (len(structs), clock)
        return None

    def _enter_struct(self, client: int, clock: int, known: int, struct: Struct) -> Id | None:
        kind, length, origin, right, parent, key, value = struct
        length -= known - clock
        if kind == GC:
            self.order.add(client, length, None, None, GONE)
            return None
        for neighbour in (origin, right, parent):
            if neighbour is None or neighbour == ROOT:
                continue
            of, number = neighbour
            if number >= self.order.known.get(of, 0):
                if of == client:
                    # Nobody builds on what he writes later.
                    raise malformed()
                return neighbour
        owner = self._owner(origin, right, parent, key)
        if kind == TYPE and owner < GONE:
            raise malformed()
        if clock < known:
            # Of what was known in part, the rest comes behind that.
            origin = (client, known - 1)
            if self.ledger.owner_of(origin) != owner:
                if not self.is_kept:
                    raise malformed()
                owner = GONE
        if kind == STRING and not value.isascii():
            self._enter_halves(client, clock, known, value)
        if owner != GONE and not self.is_kept:
            self._require_fitting(owner, struct)
        if kind == FORMAT and owner > GONE:
            self._count_format(owner, value[0])
        self.order.add(client, length, origin, right, owner, is_deleted=kind == DELETED, is_kept=self.is_kept)
        if self.order.pieces[owner] > _MOST_PIECES and owner != GONE and not self.is_kept:
            raise too_large(_TOO_OLD)
        steps = self.order.steps - self.steps
        if steps > _ALWAYS_STEPS and not self.is_kept and (steps > _MOST_STEPS or self.order.steps > _MANY_STEPS):
            raise too_large(_TOO_BUSY)
        if kind == TYPE and owner != GONE:
            self._add_place((client, clock), owner, value)
        return None

    def _owner(self, origin: Id | None, right: Id | None, parent: Id | str | None, key: str | None) -> int:
        if parent == ROOT:
            return _DOCUMENT
        ledger = self.ledger
        if parent is not None:
            place = ledger._place_of.get(parent)
            if place is not None:
                return place if key is None else self._attribute(place, key)
            # What was deleted may have been an element; what is there is none.
            if self.order.piece(parent).is_deleted or self.is_kept:
                return GONE
            raise malformed()
        if origin is None or right is None:
            owner = ledger.owner_of(origin or right)
        else:
            owner = ledger.owner_of(origin)
            if owner != ledger.owner_of(right):
                # What a text was taken for when its neighbours were gone is still so when they are read with all the rest.
                if self.is_kept:
                    return GONE
                raise malformed()
        if not self.is_kept and (self._is_half(origin, 1) or self._is_half(right, 0)):
            raise malformed()
        return owner

    def _is_half(self, id_: Id | None, further: int) -> bool:
        return id_ is not None and id_[1] + further in self.ledger._halves.get(id_[0], ())

    def _require_fitting(self, owner: int, struct: Struct) -> None:
        kind, value = struct.kind, struct.value
        if kind == DELETED:
            return
        ledger = self.ledger
        if owner < GONE:
            place, key = ledger._attributes[-2 - owner]
            if kind != ANY:
                raise malformed()
            try:
                check_value(NODES[ledger._names[place]], key, value)
            except TextRefused as refused:
                raise invalid(refused.message) from None
            return
        name = ledger._names[owner]
        if kind == TYPE:
            if value not in _CHILDREN[name]:
                raise invalid(FOREIGN)
            if ledger._depths[owner] >= LIMITS.depth:
                raise invalid(TOO_DEEP)
        elif name or kind == ANY:
            # Characters and formats stand in a run of text, and nowhere else.
            raise malformed()

    def _count_format(self, owner: int, key: str) -> None:
        ledger = self.ledger
        formats, comments = ledger._formats[owner], ledger._comments.setdefault(owner, set())
        before = formats * len(comments)
        if mark_name(key) != key and key not in comments:
            comments.add(key)
            self.new_comments.append((owner, key))
        ledger._formats[owner] = formats + 1
        self.new_formats.append(owner)
        more = (formats + 1) * len(comments) - before
        ledger._overlap += more
        if more and ledger._overlap > _MOST_OVERLAP and not self.is_kept:
            raise too_large(_TOO_MANY_COMMENTS)

    def _attribute(self, place: int, key: str) -> int:
        ledger = self.ledger
        if not self.is_kept and key not in NODES[ledger._names[place] or "text"].attrs:
            raise invalid(FOREIGN)
        owner = ledger._attribute_of.get((place, key))
        if owner is None:
            ledger._attributes.append((place, key))
            owner = ledger._attribute_of[place, key] = -1 - len(ledger._attributes)
        return owner

    def _add_place(self, id_: Id, owner: int, name: str) -> None:
        ledger = self.ledger
        ledger._place_of[id_] = len(ledger._names)
        ledger._names.append(name)
        ledger._depths.append(ledger._depths[owner] + 1)
        self.new_places.append(id_)

    def _enter_halves(self, client: int, clock: int, known: int, text: str) -> None:
        if max(text) < "\U00010000":
            return
        number = clock
        halves = self.ledger._halves.setdefault(client, set())
        for character in text:
            number += 1
            if character > "\uffff":
                if number == known:
                    raise malformed()
                if number > known:
                    halves.add(number)
                    self.new_halves.append((client, number))
                number += 1

    def undo(self) -> None:
        """Take back all that was entered."""
        ledger = self.ledger
        for client, known in self.before.items():
            self.order.forget(client, known)
        self.order.steps = self.steps
        for id_ in self.new_places:
            del ledger._place_of[id_]
        del ledger._names[self.places :]
        del ledger._depths[self.places :]
        for attribute in ledger._attributes[self.attributes :]:
            del ledger._attribute_of[attribute]
        del ledger._attributes[self.attributes :]
        ledger._overlap = self.overlap
        for owner in self.new_formats:
            ledger._formats[owner] -= 1
        for owner, key in self.new_comments:
            ledger._comments[owner].discard(key)
        for client, number in self.new_halves:
            ledger._halves[client].discard(number)
