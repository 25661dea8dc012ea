"""The whole course of a plan, as all readers of an escalation may know it: kept as it was on the day that it was escalated.

The readers are the parties, the two market leaders, and who looks after the national money. So it holds what was sent, and
never what one insurer keeps to itself: no judgment, note, assignment or proposal, and the questions of a market leader only
where both had judged by then. It names organisations and no people.
"""

from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from iza_portal.page.templatetags.page import clock, long_date
from iza_portal.trail.models import Event
from plans.models.transformatie import (
    Beoordelingstand,
    Besluitstand,
    Besluitstap,
    Escalatie,
    Indiening,
    Loketstand,
    Partijrol,
    Planbesluit,
    Transformatieplan,
    Vraag,
    Vraagfase,
)
from plans.transformatie.beoordeling.reading import LEADERS
from plans.transformatie.termijnen import desk_on, termijn
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand
from regions.dossier import about_region

#: Of which shape the content of a course is; a later one is read beside it.
LAYOUT = 1
#: States into which the plan goes without a submission or a letter that tells of it.
_TOLD_BY_MOVE = {Planstand.AFGEROND.label, Planstand.GESTOPT.label, Planstand.INGETROKKEN.label}


def course_of(plan: Transformatieplan, *, question: str, organisation: str, number: int) -> dict:
    """Answer the course of the plan as JSON, in words and in Dutch notation, with the question that it is escalated for."""
    now = timezone.now()
    indieningen = list(
        plan.indieningen.brief()
        .select_related("coordinator")
        .annotate(judged=Count("beoordelingen", filter=Q(beoordelingen__status=Beoordelingstand.INGEDIEND)))
    )
    besluiten = list(
        Planbesluit.objects.filter(indiening__in=indieningen, status=Besluitstand.VERZONDEN).order_by("sent_at")
    )
    vragen = _vragen(indieningen)
    escalaties = list(plan.escalaties.defer("content").select_related("organisation"))
    return {
        "layout": LAYOUT,
        "number": number,
        "day": long_date(now),
        "region": about_region(plan.region),
        "question": question,
        "organisation": organisation,
        "plan": _plan(plan),
        "waits_for": _waits_for(plan, indieningen),
        "timeline": _timeline(plan, indieningen, besluiten, vragen, escalaties),
        "terms": _terms(indieningen, besluiten, timezone.localdate(now)),
        "desk": _desk(plan),
        "questions": [_question(vraag) for vraag in vragen],
        "decisions": [besluit.content | {"hash": besluit.content_hash} for besluit in besluiten],
        "escalations": [_escalation(each) for each in escalaties],
        "is_demonstration": plan.is_demonstration,
    }


def _plan(plan: Transformatieplan) -> dict:
    parties = plan.partijen.select_related("organisation")
    return {
        "title": plan.title,
        "number": plan.number,
        "status": plan.get_status_display(),
        "regions": [region.name for region in plan.regions.order_by("name")],
        "leaders": [str(leader) for leader in (plan.marktleider_1, plan.marktleider_2) if leader],
        "coordinator": str(plan.insurer or ""),
        "submitters": [str(party) for party in parties if party.part == Partijrol.INDIENER],
        "involved": [str(party) for party in parties if party.part == Partijrol.BETROKKEN],
        "hit": [str(party) for party in parties if party.part == Partijrol.GERAAKT],
    }


def _waits_for(plan: Transformatieplan, indieningen: list[Indiening]) -> str:
    """Answer who has the plan on that day, and until when, as a sentence."""
    open_one = next((each for each in indieningen if each.closed_at is None), None)
    if open_one is not None:
        due = termijn(open_one.due_on, desk_on(open_one.step, timezone.localdate()))
        stopped = " De termijnen staan stil." if due.is_stopped else ""
        return f"De twee marktleiders besluiten, uiterlijk op {long_date(due.due_on)}.{stopped}"
    waits = {
        Planstand.CONCEPT: "De indieners schrijven aan de snelle toets.",
        Planstand.AANVULLEN: "De indieners vullen de snelle toets aan.",
        Planstand.UITWERKEN: "De indieners werken het plan uit.",
        Planstand.AANPASSEN: "De indieners passen het plan aan.",
        Planstand.WACHTRIJ: "Het plan wacht op geld.",
        Planstand.UITVOERING: "De partijen voeren het plan uit.",
    }
    return waits.get(Planstand(plan.status), "Het plan is geëindigd.")


def _vragen(indieningen: list[Indiening]) -> list[Vraag]:
    """Answer the questions that all readers know of, the oldest first."""
    judged = [each.pk for each in indieningen if each.judged == LEADERS]
    vragen = Vraag.objects.filter(indiening__in=indieningen, withdrawn_at=None)
    vragen = vragen.filter(Q(phase=Vraagfase.VRAGENRONDE) | Q(indiening__in=judged))
    by_pk = {each.pk: each for each in indieningen}
    found = list(vragen.select_related("organisation").order_by("at", "pk"))
    for vraag in found:
        vraag.indiening = by_pk[vraag.indiening_id]
    return found


def _question(vraag: Vraag) -> dict:
    return {
        "insurer": vraag.organisation.name,
        "about": str(vraag.indiening),
        "on": long_date(vraag.at),
        "text": vraag.text,
        "answer": vraag.answer,
        "answered_on": long_date(vraag.answered_at),
    }


def _escalation(escalatie: Escalatie) -> dict:
    return {
        "number": escalatie.number,
        "on": long_date(escalatie.at),
        "organisation": escalatie.organisation.name,
        "question": escalatie.question,
        "outcome": escalatie.outcome,
        "closed_on": long_date(escalatie.closed_at),
    }


def _timeline(plan, indieningen, besluiten, vragen, escalaties) -> list[dict]:
    """Answer what happened, in the order in which it did."""
    found: list[tuple[datetime, str]] = []
    for each in indieningen:
        found.append((each.at, f"De indieners dienden in: {each}."))
        if each.taken_back_at:
            found.append((each.taken_back_at, f"De indieners namen terug: {each}."))
    for besluit in besluiten:
        title, outcome = besluit.content["title"], besluit.content["outcome_label"]
        found.append((besluit.sent_at, f"De marktleiders verzonden een brief: {title}, “{outcome}”."))
    for vraag in vragen:
        found.append((vraag.at, f"{vraag.organisation.name} stelde een vraag."))
        if vraag.answered_at:
            found.append((vraag.answered_at, f"De indieners beantwoordden een vraag van {vraag.organisation.name}."))
    for each in escalaties:
        found.append((each.at, f"{each.organisation.name} legde het plan voor aan het bestuurlijk overleg."))
        if each.closed_at:
            found.append((each.closed_at, "De uitkomst van het bestuurlijk overleg is vastgelegd."))
    moves = Event.objects.filter(subject_type=plan._meta.label_lower, subject_id=plan.pk, verb=TransformatieVerb.MOVED)
    for move in moves:
        before, after = move.before["status"], move.after["status"]
        was_awarded = (before, after) == (Planstand.WACHTRIJ.label, Planstand.UITVOERING.label)
        if was_awarded or after in _TOLD_BY_MOVE:
            found.append((move.at, f"Het plan kreeg de stand “{after}”."))
    found.sort(key=lambda row: row[0])
    return [{"on": long_date(at), "time": clock(at), "what": what} for at, what in found]


def _terms(indieningen: list[Indiening], besluiten: list[Planbesluit], today: date) -> list[dict]:
    """Answer for each decision that was asked: until when, when it was sent, and how many days late that was."""
    sent = {(besluit.indiening_id, besluit.step): besluit for besluit in besluiten}
    rows = []
    for each in indieningen:
        first = Besluitstap.SNELLE_TOETS if each.step == "snelle_toets" else Besluitstap.VOORGENOMEN
        steps = [first]
        if (each.pk, Besluitstap.VOORGENOMEN) in sent:
            steps.append(Besluitstap.DEFINITIEF)
        rows += [_term(each, step, sent.get((each.pk, step)), today) for step in steps]
    return rows


def _term(indiening: Indiening, step: Besluitstap, besluit: Planbesluit | None, today: date) -> dict:
    if besluit is not None:
        due_on = date.fromisoformat(besluit.content["due_on"])
        ended, how = timezone.localdate(besluit.sent_at), "verzonden"
        late = max(0, (ended - due_on).days)
    elif indiening.taken_back_at:
        due_on, ended, how = indiening.due_on, timezone.localdate(indiening.taken_back_at), "teruggenomen"
        late = max(0, (ended - due_on).days)
    else:
        due_on, ended, how = indiening.due_on, None, "nog niet"
        due = termijn(due_on, desk_on(indiening.step, today))
        late = -due.days_left if due.is_overdue else 0
        how = "nog niet; de termijnen staan stil" if due.is_stopped else how
    return {
        "what": f"{step.label} ({indiening})",
        "due_on": long_date(due_on),
        "how": how,
        "ended_on": long_date(ended),
        "late": late,
    }


def _desk(plan: Transformatieplan) -> list[dict]:
    """Answer how the desk stood from the day of the first submission on, for either step."""
    begin = timezone.localdate(plan.first_submitted_at)
    rows = list(Loketstand.objects.filter(from_on__lte=timezone.localdate()))
    before = {row.step: row for row in rows if row.from_on <= begin}
    told = [row for row in rows if row.from_on > begin or before.get(row.step) is row]
    return [
        {
            "step": row.get_step_display(),
            "from_on": long_date(row.from_on),
            "stand": "open" if row.is_open else "dicht, de termijnen staan stil" if row.stops_clock else "dicht",
            "reason": row.reason,
        }
        for row in sorted(told, key=lambda row: (row.from_on, row.step))
    ]
