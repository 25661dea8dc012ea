"""What the report of a region on a quarter tells, on the three levels of the national agreements (domain: E2).

Proces: the opgaven and their milestones. Beweging: the goals and what was measured. Doelgroepen: the same by group of
people. All of it is data that can be kept, in words and in Dutch notation, as it was on one day.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.page.templatetags.page import long_date
from iza_portal.quarters import in_short, in_words, last_day, next_quarter
from plans.models import (
    Aandeel,
    Doel,
    Kwartaalbericht,
    Kwartaalrapportage,
    Mijlpaal,
    MijlpaalStand,
    Opgave,
)
from plans.voortgang.course import Gang, chart_of, course_of, measured
from plans.voortgang.followed import followed_in
from plans.voortgang.following import Voortgang, progress_of
from plans.voortgang.kwartalen import berichten_of
from plans.voortgang.measuring import metingen_of, opgaven_with_goals
from regions.agreements import Doelgroep
from regions.dossier import about_region
from regions.models import Region

#: Of each list of milestones so many are named; how many there are is told.
MOST_NAMED = 60
_LISTS = ("gereed", "te_laat", "uitgesteld", "vervallen", "straks")


@dataclass
class Told:
    """An opgave with what the report tells of it: its milestones by where they stand, its goals, its bericht."""

    opgave: Opgave
    number: int
    milestones: Counter
    goals: list[dict]
    bericht: Kwartaalbericht | None

    def as_data(self) -> dict:
        """Answer what the report keeps of it."""
        opgave, bericht = self.opgave, self.bericht
        return {
            "pk": opgave.pk,
            "key": str(opgave.key),
            "title": opgave.title,
            "number": self.number,
            "plan": opgave.plan.title,
            "trekkers": [
                str(partij.organisation) for partij in opgave.partijen.all() if partij.part == Aandeel.TREKKER
            ],
            "milestones": counts_as_data(self.milestones),
            "bericht": bericht
            and {
                "koers": bericht.koers,
                "koers_label": bericht.get_koers_display(),
                "moved": bericht.moved,
                "stuck": bericht.stuck,
                "needed": bericht.needed,
                "organisation": str(bericht.organisation),
            },
        }


def content_of(region: Region, quarter: date) -> dict:
    """Answer the report of the region on a quarter as it stands now; a fixed number of queries.

    What happened after the quarter is not in it, as far as the day of it was noted: a milestone that was done later is still
    open, a goal has the value that was measured last in the quarter or before. Nor is a plan that was agreed to later.
    """
    day = min(last_day(quarter), timezone.localdate())
    plans = followed_in(quarter, region=region)
    opgaven = opgaven_with_goals(plans)
    milestones = _milestones(opgaven)
    berichten = berichten_of(opgaven, quarter)
    goals = _goals(opgaven, day, _goals_before(region, quarter))
    numbers = Counter()
    told = []
    lists = defaultdict(list)
    ahead = next_quarter(quarter)
    for opgave in opgaven:
        numbers[opgave.plan_id] += 1
        counts = Counter()
        for mijlpaal in milestones[opgave.pk]:
            stand = progress_on(mijlpaal, day)
            counts[stand] += 1
            if name := _list_of(mijlpaal, stand, quarter, ahead):
                lists[name].append((mijlpaal, opgave))
        told.append(Told(opgave, numbers[opgave.plan_id], counts, goals[opgave.pk], berichten.get(opgave.pk)))
    total = sum((each.milestones for each in told), Counter())
    return {
        "region": about_region(region),
        "quarter": quarter.isoformat(),
        "short": in_short(quarter),
        "words": in_words(quarter),
        "next": in_words(ahead),
        "day": long_date(day),
        "is_demonstration": any(plan.is_demonstration for plan in plans),
        "plans": [{"title": plan.title, "kind": plan.kind, "edition": plan.edition} for plan in plans],
        "proces": {
            "milestones": counts_as_data(total),
            "koersen": _koersen(told),
            "opgaven": [each.as_data() for each in told],
            "lists": _named(lists),
        },
        "beweging": {"gangen": _gangen(told), "opgaven": [_with_goals(each) for each in told if each.goals]},
        "doelgroepen": [_of_group(group, told) for group in Doelgroep],
        "without_group": [each.opgave.title for each in told if not each.opgave.doelgroepen],
    }


def _milestones(opgaven: list[Opgave]) -> dict[int, list[Mijlpaal]]:
    rows = Mijlpaal.objects.filter(actie__opgave__in=opgaven).select_related("stand").defer("stand__by", "stand__at")
    rows = rows.annotate(opgave=F("actie__opgave"), answers=Coalesce("organisation", "actie__organisation"))
    found = defaultdict(list)
    for mijlpaal in rows.order_by("quarter", "pk"):
        found[mijlpaal.opgave].append(mijlpaal)
    return found


def progress_on(mijlpaal: Mijlpaal, day: date) -> Voortgang:
    """Answer where a milestone, that has its `stand` at hand, stood at the end of a day."""
    stand = getattr(mijlpaal, "stand", None)
    after = day + timedelta(days=1)
    if stand and stand.status == MijlpaalStand.GEREED and stand.done_on > day:
        return Voortgang.TE_LAAT if last_day(mijlpaal.quarter) < after else Voortgang.OP_TIJD
    return progress_of(mijlpaal, after)


def _list_of(mijlpaal: Mijlpaal, stand: Voortgang, quarter: date, ahead: date) -> str:
    """Answer in which list of the report a milestone is named, or nothing: what is done is told in its own quarter."""
    said = getattr(mijlpaal, "stand", None)
    if stand == Voortgang.GEREED:
        return "gereed" if quarter <= said.done_on <= last_day(quarter) else ""
    if stand in (Voortgang.TE_LAAT, Voortgang.UITGESTELD, Voortgang.VERVALLEN):
        return stand.value
    return "straks" if mijlpaal.quarter == ahead else ""


def _milestone(mijlpaal: Mijlpaal, opgave: Opgave, organisation: Organisation | None) -> dict:
    stand = getattr(mijlpaal, "stand", None)
    return {
        "pk": mijlpaal.pk,
        "activity": mijlpaal.activity,
        "result": mijlpaal.result,
        "opgave": opgave.title,
        "quarter": in_short(mijlpaal.quarter),
        "organisation": str(organisation or ""),
        "done_on": long_date(stand.done_on) if stand else "",
        "expected": in_short(stand.expected) if stand and stand.expected else "",
        "note": stand.note if stand else "",
        "evidence": bool(stand and (stand.evidence_url or stand.paper_id)),
    }


def _named(lists: dict[str, list[tuple[Mijlpaal, Opgave]]]) -> dict:
    """Answer how long each list is, with the first of it in words; one query."""
    named = {name: lists[name][:MOST_NAMED] for name in _LISTS}
    answers = {mijlpaal.answers for rows in named.values() for mijlpaal, _ in rows}
    organisations = Organisation.objects.in_bulk(answers - {None})
    return {
        name: {
            "count": len(lists[name]),
            "rows": [_milestone(each, opgave, organisations.get(each.answers)) for each, opgave in rows],
        }
        for name, rows in named.items()
    }


def counts_as_data(counts: Counter) -> dict:
    """Answer how many milestones stand where, with how many there are; what was dropped does not count in `total`."""
    data = {each.value: counts[each] for each in Voortgang}
    return data | {"total": sum(counts.values()) - counts[Voortgang.VERVALLEN]}


def _goals_before(region: Region, quarter: date) -> dict[str, str]:
    """Answer what the report before this one told of each goal, by its key: the value with its unit."""
    before = Kwartaalrapportage.objects.filter(region=region, quarter__lt=quarter).order_by("-quarter", "-number")
    content = before.values_list("content__beweging", flat=True).first() or {}
    return {goal["key"]: goal["value"] for opgave in content.get("opgaven", []) for goal in opgave["goals"]}


def _goals(opgaven: list[Opgave], day: date, before: dict[str, str]) -> dict[int, list[dict]]:
    measurements = metingen_of([doel for opgave in opgaven for doel in opgave.doelen.all()], until=day)
    return {
        opgave.pk: [_goal(doel, measurements[doel.pk], day, before) for doel in opgave.doelen.all()]
        for opgave in opgaven
    }


def _goal(doel: Doel, metingen, day: date, before: dict[str, str]) -> dict:
    course = course_of(doel, metingen, day)
    unit, last = doel.counted_in, course.last
    return {
        "key": str(doel.key),
        "title": doel.title,
        "measure": doel.measure or (doel.indicator.short_label if doel.indicator else ""),
        "gang": course.gang.value,
        "gang_label": course.gang.label,
        "percent": course.percent,
        "start": "" if doel.start_value is None else measured(doel.start_value, unit),
        "start_on": long_date(doel.start_on),
        "target": "" if doel.target_value is None else measured(doel.target_value, unit),
        "target_on": long_date(doel.target_on),
        "value": "" if last is None else measured(last.value, unit),
        "on": long_date(last.on) if last else "",
        "source": last.source if last else "",
        "note": last.note if last else "",
        "before": before.get(str(doel.key), ""),
        "chart": chart_of(doel, metingen),
    }


def _koersen(told: list[Told]) -> dict:
    counts = Counter(each.bericht.koers if each.bericht else "zonder" for each in told)
    return {name: counts[name] for name in ("op_koers", "aandacht", "vastgelopen", "zonder")}


def _gangen(told: list[Told]) -> list[dict]:
    counts = Counter(goal["gang"] for each in told for goal in each.goals)
    return [{"gang": gang.value, "label": gang.label, "count": counts[gang]} for gang in Gang if counts[gang]]


def _with_goals(each: Told) -> dict:
    return {"title": each.opgave.title, "number": each.number, "pk": each.opgave.pk, "goals": each.goals}


def _of_group(group: Doelgroep, told: list[Told]) -> dict:
    own = [each for each in told if group in each.opgave.doelgroepen]
    counts = sum((each.milestones for each in own), Counter())
    return {
        "label": group.label,
        "opgaven": [
            {
                "title": each.opgave.title,
                "koers": each.bericht.koers if each.bericht else "",
                "koers_label": each.bericht.get_koers_display() if each.bericht else "geen bericht",
                "milestones": counts_as_data(each.milestones),
            }
            for each in own
        ],
        "milestones": counts_as_data(counts),
        "goals": [
            {
                name: goal[name]
                for name in ("title", "value", "on", "start", "target", "target_on", "gang", "gang_label")
            }
            for each in own
            for goal in each.goals
        ],
        "gangen": _gangen(own),
    }
