"""What plans gives to the PDF of a kwartaalrapportage: what it is, and its chapters in order, made of what was kept."""

from iza_portal.page.templatetags.page import long_date
from iza_portal.texts.chapters import Chapter
from plans.models import Kwartaalrapportage


def about(report: Kwartaalrapportage) -> dict:
    """Answer what the cover, the colophon and the running headers say of the report, as JSON-able data."""
    content = report.content
    return {
        **content["region"],
        "title": f"Kwartaalrapportage {content['short']}",
        "subtitle": f"Over het {content['words']}" + (", rechtgezet" if report.number > 1 else ""),
        "edition": report.quarter.year,
        "status": f"vastgelegd op {long_date(report.at)}",
        "is_concept": False,
        "is_demonstration": content["is_demonstration"],
        "adopted_on": "",
        "published_on": "",
    }


def chapters_of(content: dict) -> list[Chapter]:
    """Answer the chapters of a report's content, as `plans.voortgang.rapportage.content_of` answers one."""
    told = {"report": content, "printed": True, "heading": 3, "below": 4}
    return [
        Chapter("kern", "", "Kern", "plans/voortgang/_report_kern.html", told),
        Chapter("proces", "1", "Proces", "plans/voortgang/_report_proces.html", told),
        Chapter("beweging", "2", "Beweging", "plans/voortgang/_report_beweging.html", told),
        Chapter("doelgroepen", "3", "Doelgroepen", "plans/voortgang/_report_doelgroepen.html", told),
        Chapter("bronnen", "", "Bronnen en zekerheid", "plans/voortgang/_report_bronnen.html", told),
    ]
