"""What differs between two texts, said in a line: «3 alinea’s gewijzigd, 1 toegevoegd; tabel: 2 cellen gewijzigd»."""

from collections.abc import Iterator

_NOUNS = {
    "paragraph": ("alinea", "alinea’s"),
    "heading": ("kopje", "kopjes"),
    "list_item": ("punt", "punten"),
    "quote": ("citaat", "citaten"),
    "table": ("tabel", "tabellen"),
    "picture": ("afbeelding", "afbeeldingen"),
    "footnote": ("noot", "noten"),
    "figure": ("cijfer", "cijfers"),
    "link": ("link", "links"),
}
_IN_TABLES = {"column": ("kolom", "kolommen"), "row": ("rij", "rijen"), "cell": ("cel", "cellen")}
_HOW = {"changed": "gewijzigd", "added": "toegevoegd", "removed": "vervallen", "moved": "verplaatst"}


def in_words(comparison: dict) -> str:
    """Say what `iza_portal.texts.comparing.compare` found, in one line without a capital or a full stop."""
    counts = comparison["counts"]
    parts = [*_told(counts, _NOUNS)]
    if in_tables := ", ".join(_told(counts, _IN_TABLES)):
        parts.append(f"tabel: {in_tables}")
    if places := counts.get("style", {}).get("changed"):
        parts.append(f"opmaak gewijzigd op {counted(places, 'plaats', 'plaatsen')}")
    if parts:
        return "; ".join(parts)
    return "alleen in lege regels of in de indeling" if comparison["is_changed"] else "geen verschil"


def counted(number: int, one: str, more: str) -> str:
    """Say how many: «1 alinea», «3 alinea’s»."""
    return f"{number} {one if number == 1 else more}"


def same_in_words(counts: dict[str, int]) -> str:
    """Say of blocks, by their type, how many are the same: «12 alinea’s gelijk»."""
    if len(counts) == 1:
        ((kind, number),) = counts.items()
        if kind in _NOUNS:
            return f"{counted(number, *_NOUNS[kind])} gelijk"
    return f"{counted(sum(counts.values()), 'stuk', 'stukken')} tekst gelijk"


def _told(counts, nouns) -> Iterator[str]:
    for what, noun in nouns.items():
        if hows := [(how, counts[what][how]) for how in _HOW if counts.get(what, {}).get(how)]:
            (how, number), *others = hows
            yield ", ".join(
                [f"{counted(number, *noun)} {_HOW[how]}", *(f"{many} {_HOW[each]}" for each, many in others)]
            )
