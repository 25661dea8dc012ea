"""What stands before what in a Yjs document, and in which element: the numbers of all clients as linked lists.

This is the way in which Yjs itself puts items in order (YATA), with the one question that it doesn't ask: whether
whoever put an item between two others can have seen them side by side. Where not, copies of the document that got the same
updates on different ways can end with the words in another order.
"""

from bisect import bisect_right
from collections import Counter

from iza_portal.writing.together.wire import Id

#: Where an item belongs that lies in something deleted: nowhere.
GONE = -1


class Piece:
    """A stretch of a client's numbers that stand one after the other in `owner`, each put behind the one before it.

    The first was put between `origin` and `right`, each of the others before `right` too.
    """

    __slots__ = ("client", "end", "is_deleted", "next", "origin", "owner", "previous", "right", "start")

    def __init__(
        self, client: int, start: int, end: int, origin: Id | None, right: Id | None, owner: int, is_deleted: bool
    ):
        self.client = client
        self.start = start
        self.end = end
        self.origin = origin
        self.right = right
        self.owner = owner
        self.is_deleted = is_deleted
        self.previous: Piece | None = None
        self.next: Piece | None = None


class Impossible(Exception):
    """An item that nobody can have put where it says it was put."""


class Order:
    """The order of all items. `known` says how far each client is known.

    `steps` counts how often was looked whether a place is the right one, `doubts` the items whose neighbours nobody can
    have seen side by side. `pieces` counts what stands in each owner, with what was deleted there, and `widest` is the most
    that ever stood in one: so far the library goes to find something there.
    """

    def __init__(self):
        self.known: dict[int, int] = {}
        self.steps = 0
        self.doubts = 0
        self.pieces: Counter[int] = Counter()
        self.widest = 0
        self._starts: dict[int, list[int]] = {}
        self._pieces: dict[int, list[Piece]] = {}
        self._heads: dict[int, Piece] = {}

    def piece(self, id_: Id) -> Piece:
        """Answer the piece that a known number is in."""
        client, number = id_
        return self._pieces[client][bisect_right(self._starts[client], number) - 1]

    def add(
        self,
        client: int,
        length: int,
        origin: Id | None,
        right: Id | None,
        owner: int,
        *,
        is_deleted: bool = False,
        is_kept: bool = False,
    ) -> None:
        """Put the next numbers of a client in their place. Raises Impossible, unless they were taken before (`is_kept`)."""
        start = self.known.get(client, 0)
        end = start + length
        if owner == GONE:
            self._append(Piece(client, start, end, None, None, GONE, True))
            return
        # In this order: cutting for the first leaves a piece that still ends where it did.
        before = self._cut(right, behind=0) if right is not None else None
        left = self._cut(origin, behind=1) if origin is not None else None
        following = left.next if left is not None else self._heads.get(owner)
        if following is before:
            if (
                left is not None
                and left.client == client
                and left.end == start
                and left.right == right
                and left.is_deleted == is_deleted
            ):
                left.end = self.known[client] = end
                return
        else:
            if not self._is_possible(client, left, following, before) and not is_kept:
                # Undoing can cross neighbours in what it put back as a whole: there only the client itself wrote.
                if not self._is_alone(client, owner):
                    raise Impossible
                self.doubts += 1
            left = self._place(client, origin, right, left, following, before)
        piece = Piece(client, start, end, origin, right, owner, is_deleted)
        self._link(piece, left)
        self._append(piece)

    def forget(self, client: int, known: int) -> None:
        """Take back all that was added of a client from a number on, when nothing else builds on it any more."""
        starts, pieces = self._starts.get(client, []), self._pieces.get(client, [])
        while pieces and pieces[-1].start >= known:
            self._unlink(pieces.pop())
            starts.pop()
        if pieces:
            pieces[-1].end = known
            self.known[client] = known
        else:
            for table in (self._starts, self._pieces, self.known):
                table.pop(client, None)

    def _cut(self, id_: Id, *, behind: int) -> Piece:
        """Answer the piece that ends with a number (`behind` is 1) or that begins with it (0), cut out where needed."""
        client, number = id_
        starts, pieces = self._starts[client], self._pieces[client]
        index = bisect_right(starts, number) - 1
        piece = pieces[index]
        at = number + behind
        if piece.start < at < piece.end:
            rest = Piece(client, at, piece.end, (client, at - 1), piece.right, piece.owner, piece.is_deleted)
            piece.end = at
            if piece.owner != GONE:
                self._link(rest, piece)
            starts.insert(index + 1, at)
            pieces.insert(index + 1, rest)
            return piece if behind else rest
        return piece

    def _is_possible(self, client: int, left: Piece | None, following: Piece | None, before: Piece | None) -> bool:
        """Tell whether the one neighbour stands before the other, and somebody can have seen them side by side."""
        between, piece = set(), following
        while piece is not before:
            # Its own items everybody knows; and all that stood beside an item when that was put there.
            if piece is None or piece.client == client:
                return False
            between.add(piece)
            self.steps += 1
            piece = piece.next
        seen = []
        if left is not None and left.right is not None:
            seen.append(left.right)
        if before is not None and before.origin is not None:
            seen.append(before.origin)
        return not any(self.piece(id_) in between for id_ in seen)

    def _is_alone(self, client: int, owner: int) -> bool:
        """Tell whether all that was ever put into an owner is a client's own."""
        piece = self._heads.get(owner)
        while piece is not None and piece.client == client:
            self.steps += 1
            piece = piece.next
        return piece is None

    def _place(self, client, origin, right, left, following, before) -> Piece | None:
        """Answer behind which piece an item comes, of all that others put in the same place."""
        passed: set[Piece] = set()
        conflicting: set[Piece] = set()
        piece = following
        while piece is not None and piece is not before:
            passed.add(piece)
            conflicting.add(piece)
            if piece.origin == origin:
                if piece.client < client:
                    left = piece
                    conflicting.clear()
                elif piece.right == right:
                    break
            elif piece.origin is not None and (source := self.piece(piece.origin)) in passed:
                if source not in conflicting:
                    left = piece
                    conflicting.clear()
            else:
                break
            piece = piece.next
        return left

    def _append(self, piece: Piece) -> None:
        self._starts.setdefault(piece.client, []).append(piece.start)
        self._pieces.setdefault(piece.client, []).append(piece)
        self.known[piece.client] = piece.end

    def _link(self, piece: Piece, left: Piece | None) -> None:
        self.pieces[piece.owner] = count = self.pieces[piece.owner] + 1
        self.widest = max(self.widest, count)
        if left is None:
            following = self._heads.get(piece.owner)
            self._heads[piece.owner] = piece
        else:
            following = left.next
            left.next = piece
        piece.previous, piece.next = left, following
        if following is not None:
            following.previous = piece

    def _unlink(self, piece: Piece) -> None:
        if piece.owner == GONE:
            return
        self.pieces[piece.owner] -= 1
        if piece.next is not None:
            piece.next.previous = piece.previous
        if piece.previous is not None:
            piece.previous.next = piece.next
        elif piece.next is not None:
            self._heads[piece.owner] = piece.next
        else:
            del self._heads[piece.owner]
