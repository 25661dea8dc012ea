"""The order of the format: where a section or an aanpak belongs among those that are in the werkagenda."""

from django.db.models import F, Manager

from plans.models import Regioplan
from plans.werkagenda import template


def room_for_section(plan: Regioplan, code: str, count: int = 1) -> int:
    """Make room for `count` sections, of which the first has this code; answer its place. The caller holds the plan."""
    return _make_room(plan.sections, "code", code, count)


def room_for_aanpak(plan: Regioplan, code: str) -> int:
    """Make room for the aanpak with this code; answer its place. The caller holds the plan."""
    return _make_room(plan.opgaven, "aanpak", code, 1)


def _make_room(rows: Manager, name: str, code: str, count: int) -> int:
    """Move on what follows the last row that precedes `code` in the format; what has no code stays behind its neighbour."""
    placed = rows.filter(position__isnull=False).exclude(**{name: ""}).order_by().values_list(name, "position")
    after = max((position for own, position in placed if _order(own) < _order(code)), default=0)
    rows.filter(position__gt=after).update(position=F("position") + count)
    return after + 1


def _order(code: str) -> tuple:
    """Make the key by which codes are put in order: «1», «1.2», «2:doelen», «2a:ist», «3a.1:soll», «3b»."""
    head, _, part = code.partition(":")
    known = template.part_codes()
    place = known.index(part) if part in known else len(known) if part else -1
    return head, place, part
