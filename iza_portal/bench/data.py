"""The data that is measured on: all reference data, 500 plans of which one is written out, and the people who ask."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from allauth.mfa.models import Authenticator
from django.utils import timezone

from iza_portal.accounts.models import Function, Membership, Organisation, User
from iza_portal.reference.models import Certainty
from iza_portal.texts.building import bullets, heading, paragraph, table, text
from iza_portal.texts.plain import to_search_text
from plans.models import Regioplan, Section, Status
from plans.starting import start_regioplan
from regions.figures.aggregating import aggregate
from regions.models import (
    Aggregation,
    BatchState,
    BeeldStatus,
    Figure,
    FigureBatch,
    FigureStatus,
    FigureTheme,
    Indicator,
    Municipality,
    Participation,
    Regiobeeld,
    Region,
    RegionRole,
    Theme,
    ThemeIndicator,
)

LAST_MEASURED = 2024
WORDS = (
    "De gemeenten, de zorgverzekeraar en de zorgaanbieders in de regio spreken af dat ouderen langer thuis kunnen wonen, "
    "dat inwoners met psychische klachten sneller hulp vinden in de buurt, en dat professionals minder tijd kwijt zijn aan "
    "verslagen. Wie wat doet, op welke schaal en wanneer het af is, staat in de tabel hieronder."
)


@dataclass(frozen=True)
class Setting:
    """What the measurements ask for: the person, the region, the plan that is written out, the theme with figures."""

    coordinator: User
    region: Region
    plan: Regioplan
    theme: Theme


def body(paragraphs: int) -> dict:
    """Answer the tree of a section of about 55 words for each paragraph, with headings, a list and a table."""
    blocks = [heading("Wat wij afspreken")]
    for number in range(paragraphs):
        if number and number % 6 == 0:
            blocks.append(heading(f"Afspraak {number // 6}"))
            blocks.append(bullets("gezond ouder worden", "mentale gezondheid", "passende zorg dichtbij"))
        blocks.append(paragraph(f"{number + 1}. {WORDS}"))
    blocks.append(
        table(["Opgave", "Trekker", "Schaal"], *[[f"Opgave {n}", "Nissewaard", "regionaal"] for n in range(6)])
    )
    return text(*blocks)


def write(plan: Regioplan, paragraphs: int) -> None:
    """Fill every section of `plan` with `paragraphs` paragraphs."""
    tree = body(paragraphs)
    plan.sections.update(body=tree, plain_text=to_search_text(tree))


def fill_figures(by: User) -> Theme:
    """Give 12 indicators figures of every municipality in 10 years and two to come.

    Answer a theme with these indicators, in a regiobeeld of the region of 18 municipalities that `by` may read.
    """
    indicators = list(Indicator.objects.filter(theme=FigureTheme.BEVOLKING).exclude(aggregation=Aggregation.GEEN)[:12])
    batch = FigureBatch.objects.create(
        file_name="meting.csv",
        digest="0" * 64,
        bytes=0,
        requested_by=by,
        requested_at=timezone.now(),
        state=BatchState.VERWERKT,
        source="meting",
        peildatum=date(2026, 1, 1),
        certainty=Certainty.AANGENOMEN,
        applied_at=timezone.now(),
    )
    shared = {"batch": batch, "is_current": True}
    Figure.objects.bulk_create(
        (
            Figure(
                indicator=indicator,
                municipality=municipality,
                year=year,
                scenario="midden" if year > LAST_MEASURED else "",
                status=FigureStatus.PROGNOSE if year > LAST_MEASURED else FigureStatus.GEMETEN,
                value=Decimal(100 + (municipality.pk * 7 + indicator.pk * 13 + year * 3) % 400) / 10,
                **shared,
            )
            for indicator in indicators
            for municipality in Municipality.objects.all()
            for year in [*range(LAST_MEASURED - 9, LAST_MEASURED + 1), 2030, 2040]
        ),
        batch_size=5000,
    )
    aggregate([indicator.pk for indicator in indicators], today=timezone.localdate())
    region = Region.objects.get(slug="friesland")
    _take_part(by.hat, region, RegionRole.DEELNEMER)
    beeld = Regiobeeld.objects.create(region=region, edition=2026, title="Regiobeeld", status=BeeldStatus.VERRIJKING)
    tree = body(3)
    theme = Theme.objects.create(
        regiobeeld=beeld, position=1, title="Demografie", body=tree, plain_text=to_search_text(tree)
    )
    ThemeIndicator.objects.bulk_create(
        ThemeIndicator(theme=theme, indicator=indicator, position=position)
        for position, indicator in enumerate(indicators)
    )
    return theme


def _take_part(organisation: Organisation, region: Region, role: RegionRole) -> None:
    Participation.objects.create(
        organisation=organisation,
        region=region,
        role=role,
        started_on=date(2026, 1, 1),
        source="meting",
        peildatum=date(2026, 1, 1),
        certainty=Certainty.AANGENOMEN,
    )


def fill() -> Setting:
    """Make the data, in an empty database that has the reference data."""
    region = Region.objects.get(slug="zhe-bar")
    employer = Organisation.objects.get(kind="gemeente", name="Nissewaard")
    _take_part(employer, region, RegionRole.REGIOCOORDINATOR)
    coordinator = User.objects.create_user("meting@example.nl", name="Meting")
    # In production nobody gets past the sign-in without one.
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.TOTP, data={"secret": ""})
    Membership.objects.create(user=coordinator, organisation=employer, function=Function.REGIOCOORDINATOR)
    plan = start_regioplan(
        region, by=coordinator, edition=2026, title="Regioplan ZHE-BAR 2026", due_on=date(2027, 1, 1)
    )
    write(plan, 10)
    regions = list(Region.objects.exclude(pk=region.pk))
    others = Regioplan.objects.bulk_create(
        Regioplan(
            region=regions[number % len(regions)],
            edition=2023 + number // len(regions),
            title=f"Regioplan {regions[number % len(regions)].name}, deel {number}",
            status=Status.GEPUBLICEERD,
        )
        for number in range(499)
    )
    tree = body(3)
    Section.objects.bulk_create(
        Section(plan=other, position=1, title="Inleiding", body=tree, plain_text=to_search_text(tree))
        for other in others
    )
    for section in plan.sections.all()[:5]:
        section.assignees.add(coordinator)
    return Setting(coordinator, region, plan, fill_figures(coordinator))
