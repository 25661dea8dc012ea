"""What was read of a file, kept until it is booked, so that booking does not read all of it a second time.

It is what the preview tells and what the second person approves. What changed since is for the ledger to refuse (a key
that was booked, a line that is gone, a ceiling): then the file is read anew, which says what is wrong and on which line. Of
a file with corrections nothing is kept, for what is left to correct is known by reading alone.
"""

import json
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from funding.inlezen.booking import ReadRow, as_text


class Kept(NamedTuple):
    """The rows of a file as COPY takes them, without what they have from their boekstuk; see `funding.inlezen.booking`."""

    count: int
    cents: int
    book_year: int
    years: list[int]
    text: str


def packed(rows: Sequence[ReadRow]) -> bytes | None:
    """Answer the rows as they are kept, or nothing for rows of which some are corrections."""
    told = {row.about for row in rows}
    if any(about.corrects_id for about in told):
        return None
    book_years, years = {about.on.year for about in told}, sorted({about.year for about in told})
    head = json.dumps([len(rows), sum(row.cents for row in rows), book_years.pop(), years])
    return zlib.compress(f"{head}\n{as_text(rows)}".encode(), 1)


def unpacked(kept: bytes) -> Kept:
    head, _, text = zlib.decompress(kept).decode().partition("\n")
    return Kept(*json.loads(head), text)
