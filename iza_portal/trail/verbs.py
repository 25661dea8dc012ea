"""The phrases of the trail. Each app registers its verbs, a `TextChoices` of code and Dutch phrase, when it starts."""

_phrases: dict[str, str] = {}


def register(verbs) -> None:
    """Add the choices of `verbs`; a code that another app has is a mistake of the programmer."""
    for code, phrase in verbs.choices:
        if _phrases.get(code, phrase) != phrase:
            raise ValueError(f"verb {code} is registered twice")
        _phrases[code] = phrase


def phrase(code: str) -> str:
    """Answer the Dutch phrase that follows a person's name: «Anna *hernoemde het onderdeel*»."""
    return _phrases[code]
