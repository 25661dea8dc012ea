"""What a worker does for the file of an application for the SPUK: it makes the papers of it, and packs them with the others.

Everything comes from what was kept when the file was asked for; papers that people added are looked up by their key, and
have to be what they then were.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from funding.models import Aanvraagbestand
from funding.spuk import letters as papers
from funding.spuk.filing import thawed
from funding.spuk.packing import apart, packed, plain
from funding.spuk.tables import budget_sheet, milestones_sheet
from iza_portal.dossiers import files, letters, rendering
from iza_portal.dossiers.content import LAYOUT, Imprint
from iza_portal.dossiers.kinds import Kind
from iza_portal.hashing import hash_of
from iza_portal.page.templatetags.page import long_date
from iza_portal.work.holding import Report, carry_out, hand_in
from plans.models.transformatie import Transformatiestuk

INDEX = "0 Inhoud.pdf"
UNRENDERABLE = "Het onderdeel “{}” van het plan kan niet worden opgemaakt. Laat het de beheerder van het portaal weten."
UNKNOWN = "Er ging iets mis. Probeer het opnieuw. Lukt het weer niet, laat het dan de beheerder van het portaal weten."


@dataclass(frozen=True)
class Made:
    """A file of the ZIP with its content."""

    name: str
    title: str
    criterion: str
    content: bytes

    @property
    def paper(self) -> papers.Paper:
        return papers.Paper(self.name, self.title, self.criterion, hashlib.sha256(self.content).hexdigest())


def make(pk: int) -> None:
    """Make this file, unless it is made, given up, or in the hands of another worker."""
    carry_out(Aanvraagbestand, pk, _make, time_limit=settings.DOSSIER_TIME_LIMIT, explain=_explain)


def _make(bestand: Aanvraagbestand, report: Report) -> None:
    archive = archive_of(bestand, report)
    report(99, "bestand bewaren")
    name = files.store(archive, ".zip")
    hand_in(bestand, file=name, sha256=hashlib.sha256(archive).hexdigest(), bytes=len(archive))


def archive_of(bestand: Aanvraagbestand, report: Report = lambda percent, stage: None) -> bytes:
    """Answer the ZIP. The same row gives the same bytes. Raises what the makers of its papers raise."""
    content, application = bestand.content, thawed(bestand.content["application"])
    told = {"on": bestand.on, "code": bestand.code}
    notes = [("Aanvraagbestand", bestand.code), ("Zoals op", long_date(bestand.on))]
    plan = rendering.render(
        plan_content(bestand), _imprint(bestand), report=lambda percent, stage: report(percent * 7 // 10, stage)
    )
    report(70, "begroting en mijlpalenplanning maken")
    made = [
        Made("1 Transformatieplan.pdf", "Het plan zoals het is goedgekeurd", papers.PLAN, plan.file),
        Made("2 Overeenkomst.pdf", "Het afschrift van de overeenkomst", papers.AGREEMENT, _added(content["agreement"])),
        Made(
            "3 Begroting.pdf",
            "De begroting per jaar per activiteit",
            papers.BUDGET,
            letters.make(papers.budget_letter(application, **told)),
        ),
        Made("3 Begroting.xlsx", "Dezelfde begroting", papers.BUDGET, budget_sheet(application, notes=notes)),
        *_proofs(content["proofs"]),
        Made(
            "5 Mijlpalenplanning.pdf",
            "De mijlpalen met hun bedragen",
            papers.MILESTONES,
            letters.make(papers.milestones_letter(application, **told)),
        ),
        Made(
            "5 Mijlpalenplanning.xlsx",
            "Dezelfde planning",
            papers.MILESTONES,
            milestones_sheet(application, notes=notes),
        ),
    ]
    report(90, "inhoudsopgave maken")
    index = letters.make(papers.contents_letter(application, [each.paper for each in made], **told))
    report(95, "stukken samenvoegen")
    return packed([(INDEX, index), *((each.name, each.content) for each in made)], on=bestand.on)


def _proofs(proofs: list[dict]) -> list[Made]:
    names = apart((f"4 Penvoerderschap {plain(proof['name']) or 'gemeente'}" for proof in proofs), ".pdf")
    return [
        Made(name, f"Het bewijs van {proof['name']}", papers.PROOF, _added(proof))
        for name, proof in zip(names, proofs, strict=True)
    ]


def _added(paper: dict) -> bytes:
    """Answer the paper that somebody added, byte for byte."""
    content = bytes(Transformatiestuk.objects.get(pk=paper["pk"]).content)
    if hashlib.sha256(content).hexdigest() != paper["sha256"]:
        raise ValueError(f"paper {paper['pk']} is not what it was")
    return content


def plan_content(bestand: Aanvraagbestand) -> dict:
    """Answer the content of the dossier of the plan, as `rendering.render` takes it."""
    plan = bestand.content["plan"]
    return {
        "kind": Kind.TRANSFORMATIEPLAN.value,
        "layout": LAYOUT,
        "portal": settings.PORTAL_URL,
        "about": plan["about"],
        "chapters": plan["chapters"],
    }


def _imprint(bestand: Aanvraagbestand) -> Imprint:
    plan = bestand.content["plan"]
    return Imprint(
        code=f"{plan['region']} {bestand.code}", number=bestand.number, date=bestand.on, content_hash=hash_of(plan)
    )


def _explain(bestand: Aanvraagbestand) -> dict:
    chapter = rendering.find_unrenderable(plan_content(bestand), _imprint(bestand))
    return {"failure": UNRENDERABLE.format(chapter) if chapter else UNKNOWN}
