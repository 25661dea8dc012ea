"""The kinds of dossiers, and what a region's own dossier is made of: the chapters of its regiobeeld and of its regioplan."""

from dataclasses import dataclass

from django.db import models

import plans.dossier
import regions.regiobeelden.dossier
from iza_portal.texts.chapters import Chapter
from plans.models import PlanKind, Regioplan, Status
from plans.models.transformatie import Transformatieplan
from regions.dossier import about_region
from regions.models import PUBLIC, Regiobeeld, Region

SOURCES = "bronnen"
# What a region's dossier tells of each of its papers.
TOLD = ("title", "edition", "status", "is_concept", "adopted_on", "published_on")


class Kind(models.TextChoices):
    """What a dossier is of. A region's dossier holds its regiobeeld and its regioplan, as far as they are there."""

    REGIOPLAN = "regioplan", "regioplan of werkagenda"
    REGIOBEELD = "regiobeeld", "regiobeeld"
    REGIO = "regio", "regiodossier"
    TRANSFORMATIEPLAN = "transformatieplan", "transformatieplan"


@dataclass(frozen=True)
class Papers:
    """The papers of a region that stand in its dossier; one of them may be missing, not both."""

    region: Region
    regiobeeld: Regiobeeld | None
    plan: Regioplan | None

    def __str__(self):
        return f"Regiodossier {self.region.name}"

    def get_absolute_url(self):
        return self.region.get_absolute_url()

    def titled(self) -> list[tuple]:
        """Answer those that are there, each with its name and the module that hands over its chapters."""
        both = [
            ("Regiobeeld", self.regiobeeld, regions.regiobeelden.dossier),
            ("Regioplan", self.plan, plans.dossier),
        ]
        return [part for part in both if part[1]]


def region_of(owner: Regioplan | Regiobeeld | Region | Transformatieplan) -> Region:
    return owner if isinstance(owner, Region) else owner.region


def papers_of(region: Region, *, only_public: bool) -> Papers | None:
    """Answer the latest papers of `region`, or the latest public ones; None where there are none. Two queries."""
    return latest_papers(
        region,
        region.regiobeelden.order_by("-edition"),
        region.regioplannen.order_by("-edition"),
        only_public=only_public,
    )


def latest_papers(region: Region, regiobeelden, plans, *, only_public: bool) -> Papers | None:
    """Answer the first of these regiobeelden and of these regioplannen of `region`, or the first that are public.

    A werkagenda has a dossier of its own.
    """
    plans = [plan for plan in plans if plan.kind == PlanKind.REGIOPLAN]
    latest = Papers(
        region,
        next((each for each in regiobeelden if not only_public or each.status in PUBLIC), None),
        next((each for each in plans if not only_public or each.status == Status.GEPUBLICEERD), None),
    )
    return latest if latest.titled() else None


def about(papers: Papers) -> dict:
    """Answer what the cover, the colophon and the running headers say of the dossier of a region, as JSON-able data."""
    parts = [{"name": name, **module.about(part)} for name, part, module in papers.titled()]
    return {
        **about_region(papers.region),
        "title": str(papers),
        "parts": [{key: part[key] for key in ("name", *TOLD)} for part in parts],
        "status": ", ".join(f"{part['name'].lower()} {part['status']}" for part in parts),
        "is_concept": all(part["is_concept"] for part in parts),
        "is_partly_concept": len({part["is_concept"] for part in parts}) > 1,
        "is_demonstration": any(part["is_demonstration"] for part in parts),
    }


def chapters(papers: Papers) -> list[Chapter]:
    """Answer the chapters of the papers, each paper behind an opening with a letter, and one chapter of all their sources.

    The chapters keep their numbers, because texts speak of them. A regiobeeld has an opening of its own.
    """
    result, sources, told_before = [], [], []
    for letter, (name, part, module) in zip("AB", papers.titled(), strict=False):
        first, *others = module.chapters(part)
        if part is papers.regiobeeld:
            result.append(first._replace(number=letter, title=name))
        else:
            told = {key: value for key, value in module.about(part).items() if key in TOLD}
            opening = Chapter(f"deel-{letter.lower()}", letter, name, "dossiers/pdf/opening.html", told)
            result += [opening, first]
        result += [chapter for chapter in others if chapter.key != SOURCES]
        for chapter in others:
            if chapter.key == SOURCES:
                # What both papers rest on is said once.
                rows = [row for row in chapter.context["sources"] if row not in told_before]
                told_before += rows
                sources.append({"name": name, "template": chapter.template, **chapter.context, "sources": rows})
    return [*result, Chapter(SOURCES, "", "Bronnen en zekerheid", "dossiers/pdf/sources.html", {"parts": sources})]
