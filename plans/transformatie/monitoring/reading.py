"""The messages of one plan, quarter by quarter, as a person may read them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from iza_portal.quarters import in_short, in_words
from plans.models.transformatie import Monitorbericht, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.monitoring.numbers import Numbers
from plans.transformatie.monitoring.quarters import due_on, quarters_of
from plans.voortgang.kwartalen import in_address


@dataclass(frozen=True)
class Told:
    """A quarter of a plan, and the message on it: none, a draft (which only its parties see), or one that was told."""

    quarter: date
    bericht: Monitorbericht | None

    @property
    def address(self) -> str:
        return in_address(self.quarter)

    @property
    def short(self) -> str:
        return in_short(self.quarter)

    @property
    def words(self) -> str:
        return in_words(self.quarter)

    @property
    def due_on(self) -> date:
        return due_on(self.quarter)

    @property
    def is_told(self) -> bool:
        return self.bericht is not None and self.bericht.submitted_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_told and self.due_on < timezone.localdate()

    @property
    def numbers(self) -> Numbers:
        """What was counted when it was told."""
        return Numbers.of_kept(self.bericht.numbers)


def quarters_told(user, plan: Transformatieplan) -> list[Told]:
    """Answer each quarter that the plan tells of with its message, the latest first; two queries."""
    berichten = plan.monitorberichten.select_related("by")
    if not rules.of_party(user, plan):
        berichten = berichten.filter(submitted_at__isnull=False)
    by_quarter = {bericht.quarter: bericht for bericht in berichten}
    return [Told(quarter, by_quarter.get(quarter)) for quarter in quarters_of(plan)]


def told_before(plan: Transformatieplan, quarter: date) -> Monitorbericht | None:
    """Answer the last message that was told of a quarter before this one. One query."""
    return plan.monitorberichten.filter(submitted_at__isnull=False, quarter__lt=quarter).last()
