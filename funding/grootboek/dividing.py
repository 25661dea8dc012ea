"""Dividing an amount so that the parts always add up to the whole."""

from collections.abc import Sequence


def shares(cents: int, weights: Sequence[int]) -> list[int]:
    """Divide eurocents by these weights, by largest remainder: the parts add up to `cents` exactly.

    What is left after rounding down goes, a cent each, to the largest remainders; where those are equal, to who comes first.
    Raises `ValueError` for a negative amount or weight, and where there is something to divide and no weight at all.
    """
    if cents < 0 or any(weight < 0 for weight in weights):
        raise ValueError("nothing negative can be divided, and by nothing negative")
    total = sum(weights)
    if not total:
        if cents:
            raise ValueError("there is nobody to divide it over")
        return [0] * len(weights)
    parts = [cents * weight // total for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda place: (-(cents * weights[place] % total), place))
    for place in remainders[: cents - sum(parts)]:
        parts[place] += 1
    return parts
