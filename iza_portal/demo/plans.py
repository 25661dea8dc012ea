"""The plans of the demonstration, made by its people through the portal's own operations, so that their history is true."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone

from iza_portal.accounts.models import User
from iza_portal.demo.accounts import person
from iza_portal.demo.consultaties import FLEVOLAND, Consultation, consult
from iza_portal.demo.opgaven import write_opgaven
from iza_portal.demo.pictures import with_pictures
from iza_portal.demo.reading import read_sections
from iza_portal.demo.voortgang import note_progress
from iza_portal.writing.together.rewriting import rewrite
from plans import rules
from plans.adoption import move
from plans.arranging import change_section, remove_section
from plans.models import BesluitStatus, PlanKind, Regioplan, Section, Status
from plans.readiness import mark_ready
from plans.starting import start_regioplan
from plans.toetsing.checking import answer_criterion, check
from plans.vaststelling.recording import record_besluit
from plans.vaststelling.rows import besluiten_of
from regions.checking import Verdict
from regions.models import Region


@dataclass(frozen=True)
class Work:
    """Who writes a section (the first one wrote what is there), in how many days it is due, and whether it is ready.

    What is still to be done is of the first writer, unless it `is_nobodys`. A date that is past is of a negative `due_in`.
    """

    writers: tuple[str, ...]
    due_in: int | None = None
    is_ready: bool = False
    is_nobodys: bool = False

    @property
    def owner(self) -> str | None:
        return None if self.is_ready or self.is_nobodys else self.writers[0]


@dataclass(frozen=True)
class Plan:
    """A plan: its text is in `content`, by the titles of the sections; `way` is the states that it went through.

    Sections that `work` doesn't name are written by `writer` and ready; those in `without` are taken out of the plan.
    `adopted_by` notes for their own college that it adopted the plan on `adopted_on`. Of one that is ter consultatie
    `consulted` says what parties were asked.
    """

    region: str
    edition: int
    title: str
    coordinator: str
    writer: str
    due_in: int | None = None
    work: dict[str, Work] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    way: tuple[Status, ...] = (Status.CONCEPT,)
    adopted_on: date | None = None
    adopted_by: tuple[str, ...] = ()
    consulted: Consultation | None = None

    @property
    def content(self) -> str:
        return f"{self.region}-{self.edition}.md"

    def work_on(self, title: str) -> Work:
        return self.work.get(title) or Work((self.writer,), is_ready=True)


IN_CONSULTATION = (Status.CONCEPT, Status.TER_CONSULTATIE)
PUBLISHED = (*IN_CONSULTATION, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD)

PLANS = [
    Plan(
        "zhe-bar",
        2026,
        "Regioplan ZHE-BAR 2026",
        coordinator="regiocoordinator.zhe-bar",
        writer="regiocoordinator.zhe-bar",
        due_in=20,
        work={
            "Inleiding": Work(("ambtenaar.nissewaard",), is_ready=True),
            "Regio en opgaven in beeld": Work(("ambtenaar.ridderkerk", "adviseur.ggd"), is_ready=True),
            "Ambitie en opgaven": Work(("ambtenaar.ridderkerk", "ambtenaar.bar"), due_in=6),
            "Aanpak per opgave": Work(("ambtenaar.bar", "beoordelaar.cz"), due_in=9),
            "Preventie": Work(("adviseur.ggd", "ambtenaar.ridderkerk"), due_in=-2),
            "Fundamenten": Work(("beoordelaar.cz", "ambtenaar.nissewaard"), due_in=1),
            "Geld": Work(("kassier.nissewaard",), due_in=8),
            "Aan de slag": Work(("regiocoordinator.zhe-bar",), due_in=14),
            "Monitoring": Work(("adviseur.ggd", "ambtenaar.ridderkerk"), due_in=14),
            "Woordenlijst": Work(("ambtenaar.bar",), is_ready=True),
            "Colofon": Work(("regiocoordinator.zhe-bar",), due_in=18, is_nobodys=True),
        },
    ),
    Plan(
        "flevoland",
        2023,
        "Zorgzaam Flevoland 2023",
        coordinator="regiocoordinator.flevoland",
        writer="ambtenaar.almere",
        way=PUBLISHED,
        # The plan itself says that the colleges and boards had not all decided when it came out.
        adopted_on=date(2024, 2, 6),
        adopted_by=("ambtenaar.almere", "regiocoordinator.flevoland"),
    ),
    Plan(
        "zeeland",
        2023,
        "De Zeeuwse Zorg 2030",
        coordinator="regiocoordinator.zeeland",
        writer="ambtenaar.goes",
        way=PUBLISHED,
        adopted_on=date(2023, 9, 5),
        adopted_by=("ambtenaar.goes",),
    ),
    Plan(
        "flevoland",
        2026,
        "Aanvulling op Zorgzaam Flevoland",
        coordinator="regiocoordinator.flevoland",
        writer="ambtenaar.almere",
        due_in=23,
        without=(
            "Voorwoord",
            "Regio en opgaven in beeld",
            "Aanpak per opgave",
            "Preventie",
            "Fundamenten",
            "Aan de slag",
            "Woordenlijst",
        ),
        way=IN_CONSULTATION,
        consulted=FLEVOLAND,
    ),
]


def add_plans() -> int:
    """Make the plans of which region and edition have none, where the coordinator still may; answer how many are new."""
    return sum(map(_add_plan, PLANS))


def _add_plan(wanted: Plan) -> bool:
    region = Region.objects.get(slug=wanted.region)
    coordinator = person(wanted.coordinator)
    there = region.regioplannen.filter(kind=PlanKind.REGIOPLAN, edition=wanted.edition)
    if there.exists() or not rules.may_start(coordinator, region):
        return False
    plan = start_regioplan(
        region, by=coordinator, edition=wanted.edition, title=wanted.title, due_on=_day(wanted.due_in)
    )
    # Nobody but this module makes a plan for show, so the operation has no parameter for it.
    plan.is_demonstration = True
    plan.save(update_fields=["is_demonstration"])
    for section in plan.sections.order_by("pk"):
        if section.title in wanted.without:
            remove_section(section, by=coordinator)
        else:
            _assign(section, wanted.work_on(section.title), by=coordinator)
    _write(plan, wanted)
    write_opgaven(plan, by=coordinator)
    if wanted.way[-1] == Status.GEPUBLICEERD:
        _answer_criteria(plan, by=coordinator)
    for source, target in pairwise(wanted.way):
        move(plan, by=coordinator, source=source, target=target)
    if wanted.consulted:
        consult(plan, wanted.consulted, by=coordinator)
    for besluit in besluiten_of(Regioplan.objects.get(pk=plan.pk)):
        for by in map(person, wanted.adopted_by):
            if by.hat == besluit.organisation:
                target = BesluitStatus.VASTGESTELD
                record_besluit(besluit, by=by, version=besluit.version, target=target, on=wanted.adopted_on)
    note_progress(Regioplan.objects.select_related("region").get(pk=plan.pk), by=coordinator)
    return True


def _answer_criteria(plan: Regioplan, *, by: User) -> None:
    """Say of what the portal cannot know itself that it is in the plan."""
    for result in check(plan):
        if result.verdict != Verdict.VOLDOET and result.takes_answer:
            reason = "Voor de demonstratie bedacht: dit antwoord. Het gepubliceerde plan gaat hierop in."
            answer_criterion(plan, result.criterion, by=by, is_met=True, reason=reason)


def _assign(section: Section, work: Work, *, by: User) -> None:
    change_section(
        section,
        by=by,
        title=section.title,
        is_numbered=section.is_numbered,
        due_on=_day(work.due_in),
        assignees=map(person, work.writers),
        owner=person(work.owner) if work.owner else None,
    )


def _write(plan: Regioplan, wanted: Plan) -> None:
    sections = {section.title: section for section in plan.sections.present()}
    for title, body in read_sections(wanted.content).items():
        work = wanted.work_on(title)
        writer = person(work.writers[0])
        section = sections[title]
        section = rewrite(section, by=writer, body=with_pictures(section, body, by=writer))
        if work.is_ready:
            mark_ready(section, by=writer, is_ready=True)


def _day(days: int | None):
    return None if days is None else timezone.localdate() + timedelta(days=days)
