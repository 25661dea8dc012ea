"""The milestones of a plan in execution as they read and stand today, with what was delivered, decided and paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone

from plans.models.transformatie import (
    Betaling,
    Mijlpaalbedrag,
    Mijlpaalbewijs,
    Mijlpaaluitkomst,
    Mijlpaalwijziging,
    Transformatiemijlpaal,
    Transformatieplan,
)
from plans.transformatie.workflow import Planstand


class Mijlpaalstand(models.TextChoices):
    """Where a milestone stands. Only what nobody delivered in time is late: what waits for a decision is not."""

    OPEN = "open", "nog te leveren"
    TE_LAAT = "te_laat", "te laat"
    GELEVERD = "geleverd", "bewijs wordt bekeken"
    NIET_BEHAALD = "niet_behaald", "niet behaald"
    BEHAALD = "behaald", "behaald"
    VERVALLEN = "vervallen", "vervallen met het plan"


@dataclass(frozen=True)
class Amount:
    """What one party gets at a milestone, in euros, with the payments of it."""

    bedrag: Mijlpaalbedrag
    betalingen: list[Betaling]

    @property
    def paid(self) -> Decimal:
        return sum((each.amount for each in self.betalingen), Decimal(0))

    @property
    def open(self) -> Decimal:
        return self.bedrag.amount - self.paid


@dataclass(frozen=True)
class Wording:
    """What a milestone asks: its title, its last day, and what proves it."""

    title: str
    due_on: date
    evidence: str


@dataclass(frozen=True)
class Milestone:
    """A milestone as it reads now: as it was approved, or as the last change that was granted says.

    `wijzigingen` and `bewijzen` are all that were asked and delivered, in order.
    """

    mijlpaal: Transformatiemijlpaal
    wijzigingen: list[Mijlpaalwijziging]
    bewijzen: list[Mijlpaalbewijs]
    amounts: list[Amount]
    is_running: bool
    today: date

    @property
    def now(self) -> Wording:
        return wording_of(self.mijlpaal, self.wijzigingen)

    @property
    def is_changed(self) -> bool:
        return any(each.is_granted for each in self.wijzigingen)

    @property
    def asked(self) -> Mijlpaalwijziging | None:
        """The change that is asked and not decided on."""
        return next((each for each in self.wijzigingen if each.is_granted is None), None)

    @property
    def waiting(self) -> Mijlpaalbewijs | None:
        """The evidence that is not decided on."""
        return next((each for each in self.bewijzen if not each.outcome), None)

    @property
    def reached(self) -> Mijlpaalbewijs | None:
        """The evidence on which it was found to be reached."""
        return next((each for each in self.bewijzen if each.outcome == Mijlpaaluitkomst.BEHAALD), None)

    @property
    def is_decided(self) -> bool:
        return bool(self.bewijzen) and self.waiting is None

    @property
    def stand(self) -> Mijlpaalstand:
        if self.reached:
            return Mijlpaalstand.BEHAALD
        if not self.is_running:
            return Mijlpaalstand.NIET_BEHAALD if self.is_decided else Mijlpaalstand.VERVALLEN
        if self.waiting:
            return Mijlpaalstand.GELEVERD
        if self.now.due_on < self.today:
            return Mijlpaalstand.TE_LAAT
        return Mijlpaalstand.NIET_BEHAALD if self.bewijzen else Mijlpaalstand.OPEN

    @property
    def is_late(self) -> bool:
        return self.stand == Mijlpaalstand.TE_LAAT

    @property
    def total(self) -> Decimal:
        return sum((each.bedrag.amount for each in self.amounts), Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((each.paid for each in self.amounts), Decimal(0))


def milestones_of(plan: Transformatieplan) -> list[Milestone]:
    """Answer the milestones of the plan in their order; five queries, whatever their number."""
    people = ("by", "organisation", "decided_by")
    bewijzen = Mijlpaalbewijs.objects.select_related(*people, "stuk").defer("stuk__content")
    betalingen = Betaling.objects.select_related("by")
    rows = plan.mijlpalen.select_related("partij__organisation", "afspraak").prefetch_related(
        Prefetch("wijzigingen", Mijlpaalwijziging.objects.select_related(*people)),
        Prefetch("bewijzen", bewijzen),
        Prefetch("bedragen", Mijlpaalbedrag.objects.select_related("partij__organisation")),
        Prefetch("bedragen__betalingen", betalingen),
    )
    today, is_running = timezone.localdate(), plan.status == Planstand.UITVOERING
    return [
        Milestone(
            mijlpaal,
            list(mijlpaal.wijzigingen.all()),
            list(mijlpaal.bewijzen.all()),
            [Amount(bedrag, list(bedrag.betalingen.all())) for bedrag in mijlpaal.bedragen.all()],
            is_running,
            today,
        )
        for mijlpaal in rows
    ]


def wording_of(mijlpaal: Transformatiemijlpaal, wijzigingen) -> Wording:
    """Answer how the milestone reads after these changes: as the last one that was granted says."""
    granted = [each for each in wijzigingen if each.is_granted]
    latest = granted[-1] if granted else mijlpaal
    return Wording(latest.title, latest.due_on, latest.evidence)
