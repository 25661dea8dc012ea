"""What became other in a plan since parties read it, in words: told in the account beside what they said."""

from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.compared_words import in_words
from iza_portal.texts.comparing import compare
from plans.content import content_of
from plans.models import About, Consultatie

#: The parts of an opgave as the account names them; its number and the state of its figures are nobody's change.
_PARTS = {
    "title": "titel",
    "summary": "waar het om gaat",
    "scale": "schaal",
    "subregion": "schaal",
    "municipalities": "schaal",
    "onderdelen": "indeling",
    "doelgroepen": "indeling",
    "ketenaanpakken": "indeling",
    "knelpunten": "knelpunten",
    "transformatieplannen": "transformatieplannen",
    "partijen": "partijen",
    "doelen": "doelen",
    "acties": "acties en mijlpalen",
    "dekkingen": "geld",
    "inzet": "aantallen en ingroeipad",
}


def changes_since(consultatie: Consultatie) -> list[dict]:
    """Answer what the plan says other now than the reading version, as JSON: `about`, `title`, `state` and `words`.

    `state` is nieuw, vervallen or gewijzigd; `words` says of a changed one what. In the order of the plan, what is gone
    last.
    """
    then, now = consultatie.content, content_of(consultatie.plan)
    return [
        *_told(About.ONDERDEEL, then["sections"], now["sections"], _of_section),
        *_told(About.OPGAVE, then["opgaven"], now["opgaven"], _of_opgave),
        *_left_out_otherwise(then.get("left_out", []), now.get("left_out", [])),
    ]


def _told(about: str, then: list[dict], now: list[dict], words_of) -> list[dict]:
    before, after = ({each["key"]: each for each in rows} for rows in (then, now))
    found = []
    for key, each in after.items():
        if key not in before:
            found.append((each, "nieuw", ""))
        elif words := words_of(before[key], each):
            found.append((each, "gewijzigd", words))
    found += [(each, "vervallen", "") for key, each in before.items() if key not in after]
    return [{"about": about, "title": each["title"], "state": state, "words": words} for each, state, words in found]


def _of_section(then: dict, now: dict) -> str:
    """Say what of a section is other, or nothing; its number is nobody's change."""
    words = [] if then["title"] == now["title"] else [f"heette eerst “{then['title']}”"]
    if then["body"] != now["body"]:
        try:
            comparison = compare(then["body"], now["body"])
        except TextUnreadable:
            words.append("de tekst")
        else:
            words += [in_words(comparison)] if comparison["is_changed"] else []
    return "; ".join(words)


def _of_opgave(then: dict, now: dict) -> str:
    changed = [label for name, label in _PARTS.items() if then.get(name) != now.get(name)]
    return ", ".join(dict.fromkeys(changed))


def _left_out_otherwise(then: list[dict], now: list[dict]) -> list[dict]:
    """Tell the aanpakken that stay left out for another reason; what comes or goes is told with the opgaven."""
    before = {each["code"]: each["motive"] for each in then}
    return [
        {
            "about": About.OPGAVE,
            "title": each["title"],
            "state": "gewijzigd",
            "words": "waarom zij er niet in staat",
        }
        for each in now
        if before.get(each["code"], each["motive"]) != each["motive"]
    ]
