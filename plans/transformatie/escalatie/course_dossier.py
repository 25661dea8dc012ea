"""What plans gives to the PDF of an escalation: what it is, and its chapters in order, made of what was kept."""

from iza_portal.page.templatetags.page import long_date
from iza_portal.texts.chapters import Chapter
from plans.letter import Table
from plans.models.transformatie import Escalatie
from plans.transformatie.besluiten.letters import as_letter


def about(escalatie: Escalatie) -> dict:
    """Answer what the cover, the colophon and the running headers say of the dossier, as JSON-able data."""
    content = escalatie.content
    return {
        **content["region"],
        "title": content["plan"]["title"],
        "subtitle": "Dossier voor het bestuurlijk overleg",
        "edition": None,
        "status": f"vastgelegd op {long_date(escalatie.at)}",
        "is_concept": False,
        "is_demonstration": content["is_demonstration"],
        "adopted_on": "",
        "published_on": "",
    }


def chapters_of(content: dict) -> list[Chapter]:
    """Answer the chapters of a course, as `course.course_of` answers one; the page shows the same in the same order."""
    told = {"course": content, "printed": True}
    below = "plans/transformatie/escalatie"
    letters = {"decisions": [_told(decision) for decision in content["decisions"]], "printed": True}
    chapters = [
        ("vraag", "De vraag", "_question.html", told),
        ("plan", "Het plan en waar het nu is", "_plan.html", told),
        ("verloop", "Het verloop", "_timeline.html", told),
        ("termijnen", "De termijnen", "_terms.html", told),
        ("vragen", "Vragen en antwoorden", "_questions.html", told),
        ("besluiten", "De besluiten", "_decisions.html", letters),
    ]
    return [
        Chapter(key, str(number), title, f"{below}/{template}", context)
        for number, (key, title, template, context) in enumerate(chapters, start=1)
    ]


def _told(decision: dict) -> dict:
    """Answer a decision as plain data: chapters are rendered by a worker, from JSON."""
    letter = as_letter(decision, decision["hash"])
    return {
        "title": letter.title,
        "outcome": decision["outcome_label"],
        "facts": [list(fact) for fact in letter.facts],
        "hash": decision["hash"],
        "parts": [
            {"title": part.title, "blocks": [_piece(block) for block in part.blocks]} for part in letter.parts[:3]
        ],
    }


def _piece(block) -> dict:
    labelled = block.labelled if isinstance(block, Table) else None
    return vars(block) | {"kind": block.kind, "labelled": labelled}
