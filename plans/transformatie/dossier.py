"""What transformatieplannen give to the dossier of a plan: what it shows to whom, what it is, and its chapters in order.

What stands in the dossier of a submission, all may read who may read that submission: what was submitted, the decisions that
were sent on it, and how the plan is carried out.
"""

from dataclasses import dataclass

from iza_portal.page.templatetags.page import euros, long_date
from iza_portal.texts.chapters import Chapter
from plans.models.transformatie import Besluitstand, Indiening, Planbesluit, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.content import content_of, places_of
from plans.transformatie.escalatie.course_dossier import told_of
from plans.transformatie.uitvoering.reading import Milestone, milestones_of
from plans.transformatie.uitvoering.totals import totals_of
from plans.transformatie.workflow import APPROVED, CARRIED_OUT, WRITABLE
from regions.dossier import about_region

_FOLDER = "plans/transformatie/dossier"
#: Where in a content the pieces are that are no text, by the key of their place.
_ROWS = {"partijen": "parties", "businesscaseregels": "businesscase"}


@dataclass(frozen=True)
class Taken:
    """A plan as a dossier shows it: what was submitted with `indiening`, or without one as its parties write it now."""

    plan: Transformatieplan
    indiening: Indiening | None

    def __str__(self):
        return self.plan.title

    def get_absolute_url(self):
        return self.plan.get_absolute_url()


def taken_by(user, plan: Transformatieplan) -> Taken | None:
    """Answer what a dossier for this person shows, under the hat that is on; None where there is nothing to show yet.

    For a party while the plan is written, the plan as it is; else the last submission that the person may read and that was
    not taken back. Two queries at most.
    """
    if plan.status in WRITABLE and rules.takes_part_for(user, plan):
        return Taken(plan, None)
    submitted = plan.indieningen.filter(taken_back_at=None).order_by("-at", "-pk")
    readable = (each for each in submitted.brief() if rules.may_read_indiening(user, plan, each))
    last = next(readable, None)
    return Taken(plan, submitted.get(pk=last.pk)) if last else None


def about(taken: Taken) -> dict:
    """Answer what the cover, the colophon and the running headers say of the dossier, as JSON-able data."""
    plan, indiening = taken.plan, taken.indiening
    shown = (
        f"{indiening}, ingediend op {long_date(indiening.at)}" if indiening else "Zoals de partijen het nu schrijven"
    )
    return {
        **about_region(plan.region),
        "title": plan.title,
        "subtitle": f"Transformatieplan. {shown}",
        "edition": None,
        "status": plan.get_status_display(),
        "is_concept": plan.status not in APPROVED,
        "is_demonstration": plan.is_demonstration,
        "adopted_on": "",
        "published_on": "",
    }


def chapters(taken: Taken) -> list[Chapter]:
    """Answer the chapters: the texts and rows of the plan, the decisions that were sent on it, and the execution."""
    return [*chapters_as_decided(taken), *_execution(taken.plan)]


def chapters_as_decided(taken: Taken) -> list[Chapter]:
    """Answer the chapters without the execution, which goes on: what was decided on stays as it is."""
    content = taken.indiening.content if taken.indiening else content_of(taken.plan)
    return [*chapters_of(content), *_decisions(taken)]


def chapters_of(content: dict) -> list[Chapter]:
    """Answer the chapters of a content, as `plans.transformatie.content.content_of` answers one."""
    parts = {part["code"]: part for part in content.get("parts", [])}
    return [
        _text(str(number), title, parts[key])
        if key in parts
        else Chapter(f"deel-{key}", str(number), title, f"{_FOLDER}/{key}.html", _rows(key, content))
        for number, (key, title) in enumerate(places_of(content).items(), start=1)
    ]


def _text(number: str, title: str, part: dict) -> Chapter:
    key = f"deel-{part['code']}"
    context = {
        "body": part["body"],
        "is_empty": part["is_empty"],
        "pictures": part["pictures"],
        "figures": part["cited"],
        "prefix": f"{key}-",
    }
    return Chapter(key, number, title, "plans/dossier/section.html", context)


def _rows(key: str, content: dict) -> dict:
    if key == "looptijd":
        named = ("number", "scale", "theme", "starts_on", "ends_on", "requested", "impacts", "relations", "regioplan")
        return {name: content.get(name) for name in (*named, "regions", "insurers")}
    return {"rows": content.get(_ROWS.get(key, key), [])}


def _decisions(taken: Taken) -> list[Chapter]:
    """The letters on the submission; on other ones a reader of this one may have no right."""
    if taken.indiening is None:
        return []
    sent = Planbesluit.objects.filter(indiening=taken.indiening, status=Besluitstand.VERZONDEN).order_by("sent_at")
    letters = [told_of(besluit.content | {"hash": besluit.content_hash}) for besluit in sent]
    context = {"decisions": letters, "printed": True}
    return [Chapter("besluiten", "", "Besluiten", "plans/transformatie/escalatie/_decisions.html", context)]


def _execution(plan: Transformatieplan) -> list[Chapter]:
    if plan.status not in CARRIED_OUT:
        return []
    milestones, totals = milestones_of(plan), totals_of(plan)
    has_money = any(each.amounts for each in milestones)
    context = {
        "milestones": [_milestone(each) for each in milestones],
        "totals": {name: euros(value) for name, value in vars(totals).items()} if has_money else None,
        "has_lapsed": bool(totals.lapsed),
    }
    return [Chapter("uitvoering", "", "Uitvoering", f"{_FOLDER}/uitvoering.html", context)]


def _milestone(each: Milestone) -> dict:
    return {
        "title": each.now.title,
        "due_on": long_date(each.now.due_on),
        # That a day went by is no change of the plan: on another day the same dossier says the same.
        "stand": str(each.stand.label) if not each.is_late else "nog te leveren",
        "decided_on": long_date(each.reached.decided_at) if each.reached else "",
        "amount": euros(each.total),
        "paid": euros(each.paid),
    }
