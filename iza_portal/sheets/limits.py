"""What an uploaded sheet may be at most, and how one is refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The most that a file may hold. What is within these is read in bounded memory, whatever the file says of itself."""

    bytes: int = 20_000_000
    unpacked_bytes: int = 150_000_000
    parts: int = 1_000  # files within a workbook
    texts: int = 1_000_000  # different texts within a workbook, which stay in memory while it is read
    texts_characters: int = 20_000_000  # of all of them together
    rows: int = 300_000  # the number of the last row with something in it
    columns: int = 1_000
    characters: int = 32_767  # in one cell: as many as Excel allows


LIMITS = Limits()


class SheetRefused(ValueError):
    """A file that is not read: `message` is a Dutch sentence for who uploaded it, with the place where there is one.

    `row` is the row as people count it in their program, `column` the column's name in the header, or its letter.
    """

    def __init__(self, message: str, row: int | None = None, column: str | None = None):
        super().__init__(message)
        self.message = message
        self.row = row
        self.column = column

    def __str__(self):
        row = [] if self.row is None else [f"rij {self.row}"]
        column = [] if self.column is None else [f"kolom {self.column}"]
        return ": ".join([", ".join(row + column), self.message]) if row or column else self.message


def with_points(number: int) -> str:
    """Answer a whole number as Dutch text: 300.000."""
    return f"{number:,}".replace(",", ".")
