"""What a submission says other than the one of the same step before it, as data that is kept with it.

`changes` is a list, in the order of the page: `place` (the key of a part or table, as `content.places_of` has them), `title`
of that place, `state` (new, gone or changed), of a row its `key` and `name`, `facts` of what changed ([label, was, is], in
words), and of a text its `comparison` (`iza_portal.texts.comparing`) with its `pictures` and that in `words`.
"""

from collections.abc import Callable, Iterator

from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.compared_words import in_words
from iza_portal.texts.comparing import compare
from plans.models.transformatie import Indiening
from plans.transformatie.content import TABLES, places_of
from plans.transformatie.notation import in_euros, in_full, with_unit

NEW, GONE, CHANGED = "new", "gone", "changed"

# Of a table: how its rows are found again, how a row is called, and its fields.
Told = tuple[Callable[[dict], dict], Callable[[dict], str], dict[str, Callable[[dict], str]]]


def differences(before: Indiening, content: dict) -> dict:
    """Answer what `content` says other than what was submitted `before`, and since which submission that is."""
    return {
        "since": {"pk": before.pk, "number": before.number, "at": before.at.isoformat()},
        "changes": changes(before.content, content),
    }


def changes(old: dict, new: dict) -> list[dict]:
    """Answer what the content `new` says other than `old`, in the order of the page of the new one."""
    found = [*_of_facts(old, new), *_of_texts(old, new)]
    for place, told in _ROWS.items():
        found += _of_rows(place, told, old, new)
    order = {place: rank for rank, place in enumerate({**places_of(new), **places_of(old)})}
    return sorted(found, key=lambda change: order[change["place"]])


def _change(place: str, title: str, state: str, **more) -> dict:
    return {"place": place, "title": title, "state": state, "key": "", "name": "", "facts": []} | more


def _of_facts(old: dict, new: dict) -> list[dict]:
    facts = _changed(_FACTS, old, new)
    return [_change("looptijd", TABLES["looptijd"], CHANGED, facts=facts)] if facts else []


def _of_texts(old: dict, new: dict) -> Iterator[dict]:
    before = {part["code"]: part for part in old.get("parts", [])}
    for part in new.get("parts", []):
        was = before.pop(part["code"], None)
        if was is None:
            yield _change(part["code"], part["title"], NEW)
        elif was["body"] != part["body"] and (told := _told(was, part)):
            yield _change(part["code"], part["title"], CHANGED, **told)
    for part in before.values():
        yield _change(part["code"], part["title"], GONE)


def _told(old: dict, new: dict) -> dict:
    """Answer what differs between two texts, or nothing where people would see no difference."""
    try:
        comparison = compare(old["body"], new["body"])
    except TextUnreadable:
        return {"words": "de tekst is anders, en kan niet worden vergeleken"}
    if not comparison["is_changed"]:
        return {}
    pictures = {each["pk"]: each for each in [*old["pictures"], *new["pictures"]]}
    return {"comparison": comparison, "words": in_words(comparison), "pictures": list(pictures.values())}


def _of_rows(place: str, told: Told, old: dict, new: dict) -> Iterator[dict]:
    keyed, name_of, fields = told
    before, after = keyed(old), keyed(new)
    for key, row in after.items():
        if key not in before:
            yield _change(place, TABLES[place], NEW, key=mark_of(row), name=name_of(row))
        elif facts := _changed(fields, before[key], row):
            yield _change(place, TABLES[place], CHANGED, key=mark_of(row), name=name_of(row), facts=facts)
    for key, row in before.items():
        if key not in after:
            yield _change(place, TABLES[place], GONE, name=name_of(row))


def mark_of(row: dict) -> str:
    """Answer what tells a row from the others of its table on the page."""
    return str(row.get("key") or row.get("name") or row["kind"])


def _changed(fields: dict[str, Callable], old: dict, new: dict) -> list[list[str]]:
    """Answer the facts that changed: what each is called, what it was and what it is, in words."""
    told = [(label, said(old), said(new)) for label, said in fields.items()]
    return [[label, was, now] for label, was, now in told if was != now]


# How a field is said. A content that was kept by an earlier edition of this file may lack one.


def _words(name: str) -> Callable[[dict], str]:
    return lambda row: str(row.get(name) or "")


def _day(name: str) -> Callable[[dict], str]:
    return lambda row: in_full(row.get(name))


def _euros(name: str) -> Callable[[dict], str]:
    return lambda row: in_euros(row.get(name))


def _value(name: str) -> Callable[[dict], str]:
    return lambda row: with_unit(row.get(name), row.get("unit", ""))


def _yes(name: str) -> Callable[[dict], str]:
    return lambda row: "ja" if row.get(name) else "nee"


def _labels(name: str) -> Callable[[dict], str]:
    return lambda row: ", ".join(each["label"] for each in row.get(name, []))


_FACTS = {
    "titel": _words("title"),
    "schaal": _words("scale"),
    "thema": _words("theme"),
    "regio’s": lambda content: ", ".join(each["name"] for each in content.get("regions", [])),
    "marktleiders": lambda content: ", ".join(content.get("insurers", {}).get("leaders", [])),
    "coördinerend verzekeraar": lambda content: content.get("insurers", {}).get("coordinator", ""),
    "begint op": _day("starts_on"),
    "eindigt op": _day("ends_on"),
    "gevraagde transformatiemiddelen": _euros("requested"),
    "impact op": _labels("impacts"),
    "in lijn met": _labels("relations"),
    "regioplan": _words("regioplan"),
    "inhoudelijk contact met de coördinerend verzekeraar": _yes("has_contacted_insurer"),
}


def _by_key(table: str) -> Callable[[dict], dict]:
    return lambda content: {row["key"]: row for row in content.get(table, [])}


def _parties(content: dict) -> dict:
    """Answer the parties by name: one that was taken out and put back is the same party."""
    found = {}
    for party in content.get("parties", []):
        name = party["name"].casefold()
        found[(name, sum(key[0] == name for key in found))] = party
    return found


def _milestones_and_amounts(content: dict) -> dict:
    found = {}
    for mijlpaal in content.get("mijlpalen", []):
        found[mijlpaal["key"]] = mijlpaal
        found |= {each["key"]: each | {"mijlpaal": mijlpaal["title"]} for each in mijlpaal["bedragen"]}
    return found


def _named_milestone(row: dict) -> str:
    if "mijlpaal" in row:
        return f"bedrag voor {row['partij']} ({row['costs_label']}) bij “{row['mijlpaal']}”"
    return row["title"]


_ROWS: dict[str, Told] = {
    "partijen": (
        _parties,
        _words("name"),
        {
            "rol": _words("part_label"),
            "sector": _words("sector_label"),
            "trekker": _yes("is_lead"),
            "deelt de urgentie": _yes("carries_urgency"),
            "hoe": _words("how"),
            "commitment": _words("commitment_label"),
            "waartoe": _words("commitment_text"),
            "met een MSB": _yes("has_msb"),
            "commitment van het MSB": _words("msb_commitment_label"),
        },
    ),
    "afspraken": (
        _by_key("afspraken"),
        _words("title"),
        {
            "afspraak": _words("title"),
            "hoe": _words("how"),
            "indicator": _words("indicator"),
            "wat wordt gemeten": _words("measure"),
            "startwaarde": _value("start_value"),
            "gemeten op": _day("start_on"),
            "streefwaarde": _value("target_value"),
            "te halen op": _day("target_on"),
            "verantwoordelijke": _words("partij"),
        },
    ),
    "businesscaseregels": (
        _by_key("businesscase"),
        lambda row: f"{row['kind_label']} {row['year']}: {row['title']}",
        {
            "soort": _words("kind_label"),
            "jaar": _words("year"),
            "omschrijving": _words("title"),
            "bedrag": _euros("amount"),
            "wie": _words("who"),
            "komt elk jaar terug": _yes("is_structural"),
        },
    ),
    "mijlpalen": (
        _milestones_and_amounts,
        _named_milestone,
        {
            "mijlpaal": _words("title"),
            "soort": _words("kind_label"),
            "te halen op": _day("due_on"),
            "bewijs": _words("evidence"),
            "wie levert het bewijs": _words("partij"),
            "bij de afspraak": _words("afspraak"),
            "sector": _words("sector_label"),
            "soort kosten": _words("costs_label"),
            "bedrag": _euros("amount"),
        },
    ),
    "verklaringen": (
        lambda content: {row["kind"]: row for row in content.get("verklaringen", [])},
        _words("label"),
        {"toelichting": _words("note"), "namens": _words("organisation")},
    ),
}
