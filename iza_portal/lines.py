"""Text of people on one line, for where a line break or a mark that is not seen would mean something: mail, feeds."""

from unicodedata import category


def on_one_line(words: str) -> str:
    """Answer the words on one line: a line break or control character is a space, a mark that is not seen is left out.

    Such marks turn the reading direction around, or hide where a word may break.
    """
    return " ".join("".join(map(_seen, words)).split())


def _seen(letter: str) -> str:
    if letter.isprintable():
        return letter
    return "" if category(letter) == "Cf" else " "
