"""How far the parts of a plan or a regiobeeld are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from regions.work import Part


@dataclass(frozen=True)
class Progress:
    """Of `total` parts `ready` are ready and `written` have a text.

    Of those that are not ready, by their titles: `overdue` are past their date, `unowned` have no owner who takes part.
    """

    ready: int = 0
    total: int = 0
    written: int = 0
    overdue: tuple[str, ...] = ()
    unowned: tuple[str, ...] = ()


def progress_in(parts: Iterable) -> Progress:
    """Answer the progress of these parts: sections or themes with their owner, or rows of them (`Part`)."""
    parts = list(parts)
    today = timezone.localdate()
    still_open = [part for part in parts if not part.is_ready]
    return Progress(
        ready=len(parts) - len(still_open),
        total=len(parts),
        written=sum(not part.is_empty for part in parts),
        overdue=tuple(part.title for part in still_open if part.due_on and part.due_on < today),
        unowned=tuple(part.title for part in still_open if not part.owner_takes_part),
    )


def progress_of_each(wholes: Iterable, parts: Iterable[Part]) -> None:
    """Give each of these plans or regiobeelden its `progress`, of all their parts."""
    of_whole = {whole.pk: [] for whole in wholes}
    for part in parts:
        of_whole[part.whole_id].append(part)
    for whole in wholes:
        whole.progress = progress_in(of_whole[whole.pk])
