"""The werkagenda's of the demonstration, made by its people through the portal's own operations."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from iza_portal.demo.accounts import person
from iza_portal.demo.opgaven import write_rows
from iza_portal.demo.reading import CONTENT, read_sections
from iza_portal.writing.together.rewriting import rewrite
from plans import rules
from plans.models import PlanKind, Regioplan
from plans.readiness import mark_ready
from plans.werkagenda.choosing import leave_out
from plans.werkagenda.inzet import agree_inzet
from plans.werkagenda.starting import start_werkagenda
from regions.models import Region


@dataclass(frozen=True)
class Wanted:
    """A werkagenda: its texts are in `content` by their code, and what its aanpakken say in the file beside it."""

    region: str
    edition: int
    title: str
    coordinator: str
    writer: str
    due_in: int
    optional: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"werkagenda-{self.region}-{self.edition}"


WERKAGENDAS = [
    Wanted(
        "zhe-bar",
        2026,
        "Werkagenda D5 ZHE-BAR 2026",
        coordinator="regiocoordinator.zhe-bar",
        writer="ambtenaar.ridderkerk",
        due_in=16,
        optional=("4b",),
    )
]


def add_werkagendas() -> int:
    """Make the werkagenda's that are not there, where the coordinator still may begin one; answer how many are new."""
    return sum(map(_add, WERKAGENDAS))


def _add(wanted: Wanted) -> bool:
    region, coordinator = Region.objects.get(slug=wanted.region), person(wanted.coordinator)
    there = region.regioplannen.filter(kind=PlanKind.WERKAGENDA, edition=wanted.edition)
    if there.exists() or not rules.may_start(coordinator, region):
        return False
    plan = start_werkagenda(
        region,
        by=coordinator,
        edition=wanted.edition,
        title=wanted.title,
        due_on=timezone.localdate() + timedelta(days=wanted.due_in),
        optional=wanted.optional,
    )
    # Nobody but the demonstration makes a plan for show, so the operation has no parameter for it.
    plan.is_demonstration = True
    plan.save(update_fields=["is_demonstration"])
    writer = person(wanted.writer)
    for code, body in read_sections(f"{wanted.name}.md").items():
        section = rewrite(plan.sections.get(code=code), by=writer, body=body)
        mark_ready(section, by=writer, is_ready=True)
    said = tomllib.loads((CONTENT / f"{wanted.name}.toml").read_text(encoding="utf-8"))
    for each in said["aanpak"]:
        _work_out(plan, each, writer)
    for code, motive in said["weggelaten"].items():
        leave_out(plan, code, by=coordinator, motive=motive)
    return True


def _work_out(plan: Regioplan, said: dict, by) -> None:
    opgave = plan.opgaven.get(aanpak=said["code"])
    write_rows(opgave, said, by=by)
    for each in said.get("inzet", []):
        path = {int(year): Decimal(value) for year, value in each["path"].items()}
        agree_inzet(opgave, each["streefwaarde"], by=by, version=0, path=path, motive=each.get("motive", ""))
