"""Text of people on one line, for where a line break or a mark that is not seen would mean something: mail, feeds."""


def on_one_line(words: str) -> str:
    """Answer the words on one line: line breaks, control characters and marks that turn the line around become a space."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
