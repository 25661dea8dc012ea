"""How things that people put in order by hand are moved among one another."""


def shifted(order: list, old: int, steps: int) -> int:
    """Move what stands at `old` by `steps` (up where negative), as far as there are places; answer where it stands then.

    `order` is changed, and the `position` of each in it is numbered anew, from 1; the caller saves them.
    """
    new = max(0, min(len(order) - 1, old + steps))
    order.insert(new, order.pop(old))
    for position, each in enumerate(order, start=1):
        each.position = position
    return new
