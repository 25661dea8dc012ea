"""What regiobeelden give to a dossier: what the regiobeeld is, and its chapters in order.

Everything comes from the content of the regiobeeld, of an adopted one as it was adopted (`AdoptedEdition`). Only its state
and the days after its adoption are those of today.
"""

from datetime import date

from iza_portal.page.templatetags.page import long_date
from iza_portal.reference.models import Certainty
from iza_portal.texts.chapters import Chapter
from regions.models import ADOPTED, PointKind, Regiobeeld
from regions.regiobeelden.checking import checked
from regions.regiobeelden.reading import region_of, whole_of

STORIES = [PointKind.VERHAAL_INWONER, PointKind.VERHAAL_PROFESSIONAL]
PREVENTION = [
    PointKind.PREVENTIE_UNIVERSEEL,
    PointKind.PREVENTIE_SELECTIEF,
    PointKind.PREVENTIE_GEINDICEERD,
    PointKind.PREVENTIE_ZORGGERELATEERD,
]


def about(regiobeeld: Regiobeeld) -> dict:
    """Answer what the cover, the colophon and the running headers say of `regiobeeld`, as JSON-able data."""
    return {
        **region_of(regiobeeld),
        "title": regiobeeld.title,
        "edition": regiobeeld.edition,
        "status": regiobeeld.get_status_display(),
        "is_concept": regiobeeld.status not in ADOPTED,
        "is_demonstration": regiobeeld.is_demonstration,
        "adopted_on": long_date(regiobeeld.adopted_on),
        "published_on": long_date(regiobeeld.published_at),
    }


def chapters(regiobeeld: Regiobeeld) -> list[Chapter]:
    """Answer the chapters: about the regiobeeld, its themes, who made it and how, its check, and its sources."""
    content = whole_of(regiobeeld)
    head = content["about"]
    # What is only asked before publishing goes on after the adoption.
    check = checked(regiobeeld) if regiobeeld.status in ADOPTED else content["check"]
    result = [
        _chapter("beeld", "Over dit regiobeeld", "about", about=head, facts=_facts(regiobeeld, head)),
        *(
            _theme(number, theme, content["about"]["region_short"])
            for number, theme in enumerate(content["themes"], start=1)
        ),
        _chapter("betrokkenen", "Wie meededen en wie niet", "involvement", groups=content["involvement"]),
    ]
    if cycles := [_cycle(cycle) for cycle in content["cycles"]]:
        result.append(_chapter("cycli", "Verantwoording van de cycli", "cycles", cycles=cycles))
    return [
        *result,
        _chapter("toets", "Toets aan de landelijke criteria", "check", results=[_result(row) for row in check]),
        _chapter(
            "bronnen",
            "Bronnen en zekerheid",
            "sources",
            is_demonstration=head["is_demonstration"],
            sources=[*_figure_sources(content["themes"]), *content["region_sources"]],
        ),
    ]


def _chapter(key: str, title: str, template: str, *, number: str = "", **context) -> Chapter:
    return Chapter(key, number, title, f"regiobeelden/dossier/{template}.html", context)


def _theme(number: int, theme: dict, region: str) -> Chapter:
    """Answer the chapter of a theme, with what stands under it in the order in which it is read."""
    points = theme["points"]
    return _chapter(
        f"thema-{theme['key']}",
        theme["title"],
        "theme",
        number=str(number),
        body=theme["body"],
        # An edition that was adopted before texts had pictures and figures names none.
        pictures=theme.get("pictures", []),
        figures=theme.get("cited", []),
        prefix=f"thema-{theme['key']}-",
        is_empty=not theme["plain_text"].strip(),
        has_nothing=not (theme["plain_text"].strip() or theme["blocks"] or any(points.values())),
        knelpunten=points[PointKind.KNELPUNT],
        stories=[{**point, "kind_label": kind.label} for kind in STORIES for point in points[kind]],
        prevention=[{"label": kind.label, "points": points[kind]} for kind in PREVENTION],
        has_prevention=any(points[kind] for kind in PREVENTION),
        initiatives=points[PointKind.INITIATIEF],
        blocks=[
            {
                **block,
                "sources": [{**source, "peildatum": _in_words(source["peildatum"])} for source in block["sources"]],
            }
            for block in theme["blocks"]
            if not block["is_empty"]
        ],
        unknown=[block["label"] for block in theme["blocks"] if block["is_empty"]],
        region=region,
    )


def _facts(regiobeeld: Regiobeeld, head: dict) -> list[list[str]]:
    """Answer what the table about the regiobeeld says, as names and values."""
    facts = [
        ("Regio", head["region"]),
        ("Editie", str(head["edition"])),
        ("Status", regiobeeld.get_status_display()),
        *((initiator["role"].capitalize(), initiator["name"]) for initiator in head["initiators"]),
        ("Besproken aan de tafel", _in_words(head["discussed_on"])),
        ("Vastgesteld", long_date(regiobeeld.adopted_on)),
        ("Gepubliceerd", long_date(regiobeeld.published_at)),
        ("Op de landelijke site", regiobeeld.published_url),
    ]
    return [[name, value] for name, value in facts if value]


def _result(row: dict) -> dict:
    """Answer what the check says of a criterion, as `checking.check` tells it; who answered is not for print."""
    told = {key: row[key] for key in ("code", "title", "is_mandatory", "verdict_label", "why")}
    return told | {"answer": row["answer"]["reason"] if row["answer"] else ""}


def _cycle(cycle: dict) -> dict:
    """Answer a cycle as `accounting.account_of` tells it, with who kept silent, and in words what changed."""
    return {
        **{key: cycle[key] for key in ("number", "question", "opened_on", "due_on", "closed_on", "account")},
        "reacted": [party["name"] for party in cycle["parties"] if party["reacted"]],
        "silent": [party["name"] for party in cycle["parties"] if not party["reacted"]],
        "themes": [theme for theme in cycle["themes"] if theme["reactions"]],
        "changes": [_change(theme) for theme in (cycle["changes"] or {}).get("themes", [])],
    }


def _change(theme: dict) -> dict:
    """Answer what `content.differences` found of a theme, in a few words."""
    if theme["state"] != "gewijzigd":
        return {"title": theme["title"], "what": {"nieuw": "nieuw thema", "weg": "weggehaald"}[theme["state"]]}
    what = [
        *([f"heette “{theme['was_titled']}”"] if theme["was_titled"] else []),
        *([_text_change(theme)] if theme["is_text_changed"] else []),
        *(f"{point['kind_label']} “{point['title']}” {point['state']}" for point in theme["points"]),
        *(f"cijfer “{label}” erbij" for label in theme["indicators_added"]),
        *(f"cijfer “{label}” eraf" for label in theme["indicators_removed"]),
        *(f"{figure['label']}: {figure['before']} werd {figure['after']}" for figure in theme["figures"]),
        *(["andere plaats"] if theme["is_moved"] else []),
    ]
    return {"title": theme["title"], "what": "; ".join(what)}


def _text_change(theme: dict) -> str:
    """Answer what changed in the text; of what was kept before texts were compared, that it did."""
    return f"tekst: {theme['text']['words']}" if theme.get("text") else "andere tekst"


def _in_words(day: str | None) -> str:
    """Answer an ISO day in words; empty for none."""
    return long_date(date.fromisoformat(day)) if day else ""


def _figure_sources(themes: list[dict]) -> list[dict]:
    """Answer the sources of the figures, each once with the indicators that rest on it."""
    found = {}
    for block in (block for theme in themes for block in theme["blocks"]):
        for source in block["sources"]:
            key = (source["source"], source["peildatum"], source["certainty"], source["certainty_note"])
            labels = found.setdefault(key, [])
            if block["label"] not in labels:
                labels.append(block["label"])
    return [
        {
            "what": what,
            "source": source,
            "peildatum": _in_words(peildatum),
            "certainty": Certainty(certainty).label,
            "note": note,
        }
        for (source, peildatum, certainty, note), what in found.items()
    ]
