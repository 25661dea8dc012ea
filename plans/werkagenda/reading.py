"""A werkagenda as its page shows it: per leefgebied the aanpakken and how far each is, and whether it is complete."""

from dataclasses import dataclass, field

from django.db.models import Count, F

from iza_portal.accounts.models import Kind
from plans.models import FROZEN_STATES, Opgave, Orgaan, Regioplan, Section
from plans.outline import Entry, outline
from plans.vaststelling.standing import Standing, standing_of
from plans.werkagenda import template
from plans.werkagenda.inzet import Line, lines_of_each
from regions.models import Participation


@dataclass(frozen=True)
class Text:
    """A text of the format on the page: its line of the outline, and its name among the texts beside it."""

    entry: Entry

    @property
    def name(self) -> str:
        """Such as «IST», where the title says of what."""
        if ":" not in self.entry.section.code:
            return self.entry.title
        return self.entry.section.title.rpartition(": ")[2]


@dataclass(frozen=True)
class Row:
    """An aanpak on the page: in the plan with its texts and lines, left out, or not chosen (`opgave` is None)."""

    code: str
    title: str
    is_mandatory: bool
    asked: template.Aanpak | None
    opgave: Opgave | None = None
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_present(self) -> bool:
        return bool(self.opgave and self.opgave.position is not None)

    @property
    def open_lines(self) -> list[Line]:
        """The streefwaarden for which nothing is agreed on, or from which it deviates without a reason."""
        return [line for line in self.lines if line.goal is None or line.lacks_motive]


@dataclass(frozen=True)
class Chapter:
    """A leefgebied with its own texts and its aanpakken."""

    number: str
    title: str
    texts: list[Text]
    rows: list[Row]


@dataclass(frozen=True)
class Werkagenda:
    """All that the page shows; `own` are aanpakken that the region added itself."""

    rpi: list[Text]
    chapters: list[Chapter]
    own: list[Opgave]

    @property
    def mandatory(self) -> list[Row]:
        return [row for chapter in self.chapters for row in chapter.rows if row.is_mandatory]

    @property
    def present_mandatory(self) -> int:
        return sum(row.is_present for row in self.mandatory)


def werkagenda_of(plan: Regioplan) -> Werkagenda:
    """Answer the werkagenda as its page shows it, in a fixed number of queries."""
    opgaven = list(
        plan.opgaven.annotate(
            doelen_count=Count("doelen", distinct=True),
            acties_count=Count("acties", distinct=True),
            mijlpalen_count=Count("acties__mijlpalen", distinct=True),
        ).order_by(F("position").asc(nulls_last=True))
    )
    for opgave in opgaven:
        opgave.plan = plan
    by_code = {opgave.aanpak: opgave for opgave in opgaven if opgave.aanpak}
    entries = outline(plan, with_bodies=False)
    lines = lines_of_each([opgave for opgave in by_code.values() if opgave.position is not None])
    known = template.aanpakken()
    # Of a plan that is decided on nothing is asked any more: it shows what it has.
    asked = {} if plan.status in FROZEN_STATES else known
    codes = sorted({*by_code, *asked})
    names = {opgave.aanpak[0]: "Overige aanpakken" for opgave in by_code.values()} | template.leefgebieden()
    chapters = [
        Chapter(
            number,
            names[number],
            [Text(entry) for entry in entries if entry.section.code.startswith(f"{number}:")],
            [
                Row(
                    code,
                    by_code[code].title if code in by_code else known[code].title,
                    by_code[code].is_mandatory if code in by_code else known[code].is_mandatory,
                    known.get(code),
                    by_code.get(code),
                    [Text(entry) for entry in entries if entry.section.aanpak == code],
                    lines.get(by_code[code].pk, []) if code in by_code else [],
                )
                for code in codes
                if code[0] == number
            ],
        )
        for number in sorted(names)
    ]
    return Werkagenda(
        rpi=[Text(entry) for entry in entries if entry.section.code.partition(".")[0] == template.RPI],
        chapters=chapters,
        own=[opgave for opgave in opgaven if not opgave.aanpak and opgave.position is not None],
    )


def texts_of(opgave: Opgave) -> list[Section]:
    """Answer the texts of an aanpak that are in the plan: IST, SOLL and GAP."""
    sections = opgave.plan.sections.present().filter(code__startswith=f"{opgave.aanpak}:")
    return list(sections.defer("body", "search").order_by("position"))


@dataclass(frozen=True)
class Completeness:
    """Whether a werkagenda counts: every college of the region adopts it. `missing` are municipalities without a row."""

    standing: Standing
    missing: list[str]

    @property
    def is_complete(self) -> bool:
        return self.standing.is_adopted and not self.missing


def completeness_of(plan: Regioplan) -> Completeness:
    """Answer whether every college of the municipalities that take part adopted the werkagenda; three queries."""
    versie = plan.vaststellingsversies.defer("content").order_by("-number").first()
    parts = Participation.objects.current().filter(region=plan.region_id, organisation__kind=Kind.GEMEENTE)
    deciding = versie.besluiten.filter(orgaan=Orgaan.COLLEGE, is_required=True).values("organisation") if versie else []
    missing = parts.exclude(organisation__in=deciding).order_by("organisation__name")
    names = list(dict.fromkeys(missing.values_list("organisation__name", flat=True))) if versie else []
    return Completeness(standing_of(plan), names)
