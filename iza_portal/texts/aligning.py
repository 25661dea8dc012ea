"""Putting two sequences beside each other at a bounded cost: what of the one is what of the other, and what is like it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

# Beyond so many pairs of places a stretch is first divided at what occurs once in both.
_EXACT = 40_000
_DIVISIONS = 12
# Up to so many pairs everything is held against everything; beyond that only what shares rare words.
_ALL_PAIRS = 400
_RARE = 20
_CANDIDATES = 4


@dataclass
class Budget:
    """How many steps may still be taken. Without any left, what is not matched yet counts as replaced."""

    left: int = 3_000_000

    def take(self, steps: int) -> bool:
        """Answer whether there are so many steps left, and take them."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


def matching(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]]:
    """Answer the places that are the same in both, in their order: pairs of indexes that go up on both sides.

    As people would do it: what begins and ends the same, then what occurs once in both, then the longest stretches.
    """
    found: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        start, end, start_new, end_new, depth = waiting.pop()
        while start < end and start_new < end_new and old[start] == new[start_new]:
            found.append((start, start_new))
            start, start_new = start + 1, start_new + 1
        while start < end and start_new < end_new and old[end - 1] == new[end_new - 1]:
            end, end_new = end - 1, end_new - 1
            found.append((end, end_new))
        if start == end or start_new == end_new:
            continue
        anchors: list[tuple[int, int]] = []
        if (end - start) * (end_new - start_new) > _EXACT and depth < _DIVISIONS:
            anchors = _occurring_once(old, start, end, new, start_new, end_new)
        if not anchors:
            anchors = _longest(old, start, end, new, start_new, end_new, budget)
        if anchors:
            found.extend(anchors)
            before, before_new = start, start_new
            for place, place_new in [*anchors, (end, end_new)]:
                if before < place and before_new < place_new:
                    waiting.append((before, place, before_new, place_new, depth + 1))
                before, before_new = place + 1, place_new + 1
    found.sort()
    return found


def _occurring_once(old, start, end, new, start_new, end_new) -> list[tuple[int, int]]:
    """Answer the places of what occurs once on both sides, as many as stand in one order."""
    times, times_new = Counter(old[start:end]), Counter(new[start_new:end_new])
    places_new = {new[place]: place for place in range(start_new, end_new) if times_new[new[place]] == 1}
    common = [
        (place, places_new[old[place]])
        for place in range(start, end)
        if times[old[place]] == 1 and old[place] in places_new
    ]
    return _longest_rising(common)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Answer as many of the pairs, which go up on the left, as go up on the right too."""
    ends: list[int] = []
    last_of: list[int] = []
    before: list[int] = []
    for number, (_, right) in enumerate(pairs):
        length = bisect_left(ends, right)
        before.append(last_of[length - 1] if length else -1)
        ends[length : length + 1] = [right]
        last_of[length : length + 1] = [number]
    result, number = [], last_of[-1] if last_of else -1
    while number >= 0:
        result.append(pairs[number])
        number = before[number]
    return result[::-1]


def _longest(old, start, end, new, start_new, end_new, budget: Budget) -> list[tuple[int, int]]:
    """Answer the first of the longest stretches that are the same on both sides."""
    places: dict[Hashable, list[int]] = {}
    for place in range(start_new, end_new):
        places.setdefault(new[place], []).append(place)
    steps = (end - start) + (end_new - start_new)
    steps += sum(len(places.get(old[place], ())) for place in range(start, end))
    if not budget.take(steps):
        return []
    best, best_end, best_end_new = 0, 0, 0
    lengths: dict[int, int] = {}
    for place in range(start, end):
        following: dict[int, int] = {}
        for place_new in places.get(old[place], ()):
            length = following[place_new] = lengths.get(place_new - 1, 0) + 1
            if length > best:
                best, best_end, best_end_new = length, place + 1, place_new + 1
        lengths = following
    return [(best_end - back, best_end_new - back) for back in range(best, 0, -1)]


class Bag:
    """The words of something, each weighing as much as it is long, to be held against those of something else."""

    __slots__ = ("weight", "words")

    def __init__(self, words: Counter):
        self.words = words
        self.weight = sum(len(word) * count for word, count in words.items())

    def likeness(self, other: "Bag") -> float:
        """Answer from 0, nothing in common, to 1, the same words."""
        whole = self.weight + other.weight
        if not whole:
            return 1.0
        few, many = sorted((self.words, other.words), key=len)
        return 2 * sum(len(word) * min(count, many[word]) for word, count in few.items() if word in many) / whole


def candidates(old: Sequence[Bag], new: Sequence[Bag]) -> list[tuple[int, int]]:
    """Answer the pairs that are worth a look: all, or where those are many the ones that share rare words."""
    if len(old) * len(new) <= _ALL_PAIRS:
        return [(place, place_new) for place in range(len(old)) for place_new in range(len(new))]
    having: dict[str, list[int]] = {}
    for place_new, bag in enumerate(new):
        for word in bag.words:
            having.setdefault(word, []).append(place_new)
    result = []
    for place, bag in enumerate(old):
        shared: Counter = Counter()
        for word in bag.words:
            places_new = having.get(word, ())
            if len(places_new) <= _RARE:
                for place_new in places_new:
                    shared[place_new] += len(word)
        result += sorted((place, place_new) for place_new, _ in shared.most_common(_CANDIDATES))
    return result


def heaviest_rising(pairs: list[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """Answer those of the pairs, which go up on the left, that go up on both sides and weigh most together."""
    # A tree of best sums over places on the right, of Fenwick: (sum, number of the pair that reaches it).
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    before: list[int] = []
    reached: list[tuple[int, float]] = []

    def settle() -> None:
        for number, total in reached:
            spot = pairs[number][1] + 1
            while spot <= width:
                if total > tree[spot][0]:
                    tree[spot] = (total, number)
                spot += spot & -spot
        reached.clear()

    left = -1
    for number, (place, place_new, worth) in enumerate(pairs):
        if place != left:
            settle()
            left = place
        total, last, spot = 0.0, -1, place_new
        while spot > 0:
            if tree[spot][0] > total:
                total, last = tree[spot]
            spot -= spot & -spot
        before.append(last)
        reached.append((number, total + worth))
    settle()
    total, number, spot = 0.0, -1, width
    while spot > 0:
        if tree[spot][0] > total:
            total, number = tree[spot]
        spot -= spot & -spot
    result = []
    while number >= 0:
        result.append(pairs[number][:2])
        number = before[number]
    return result[::-1]
