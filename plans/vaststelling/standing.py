"""How far the vaststelling of a plan is, as it is: what each college and board decided, in numbers and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone

from plans.models import AGREED, Besluit, BesluitStatus, Orgaan, Regioplan, Status, Vaststellingsversie


@dataclass(frozen=True)
class Standing:
    """Of the `required` decisions on a plan `agreed` are a yes and `refused` a no; `last_day` is that of the last yes.

    `are_colleges`: the required ones are all of colleges.
    """

    status: str = Status.CONCEPT
    required: int = 0
    agreed: int = 0
    refused: int = 0
    last_day: date | None = None
    are_colleges: bool = True

    @property
    def is_adopted(self) -> bool:
        return bool(self.required) and self.agreed == self.required

    @property
    def words(self) -> str:
        """The state of the plan with what was decided, as a sentence says it: «gepubliceerd, 5 van 7 colleges hebben …»."""
        said = str(Status(self.status).label)
        if not self.required or self.status in (Status.CONCEPT, Status.TER_CONSULTATIE, Status.INGETROKKEN):
            return said
        if self.is_adopted and self.status == Status.VASTGESTELD:
            return f"{said} door alle {self.required} {self._bodies}" if self.required > 1 else said
        who = f"{self.agreed} van {self.required} {self._bodies}"
        verb = "heeft" if self.agreed == 1 else "hebben"
        no = f", {self.refused} niet" if self.refused else ""
        return f"{said}, {who} {verb} vastgesteld{no}"

    @property
    def _bodies(self) -> str:
        return "colleges" if self.are_colleges else "colleges en besturen"


def standing_of(plan: Regioplan) -> Standing:
    """Answer how far the vaststelling of one plan is; one query."""
    return standings_of([plan])[plan.pk]


def standings_of(plans: Iterable[Regioplan]) -> dict[int, Standing]:
    """Answer how far each of these plans is, by its key; one query for all of them."""
    plans = {plan.pk: plan for plan in plans}
    latest = Vaststellingsversie.objects.filter(plan=OuterRef("versie__plan")).order_by("-number").values("pk")[:1]
    rows = (
        Besluit.objects.filter(versie__plan__in=plans, versie=Subquery(latest), is_required=True)
        .order_by()
        .values("versie__plan")
        .annotate(
            required=Count("pk"),
            agreed=Count("pk", filter=Q(status__in=AGREED)),
            refused=Count("pk", filter=Q(status=BesluitStatus.NIET_VASTGESTELD)),
            last_day=Max("decided_on", filter=Q(status__in=AGREED)),
            others=Count("pk", filter=~Q(orgaan=Orgaan.COLLEGE)),
        )
    )
    counted = {row.pop("versie__plan"): row for row in rows}
    return {pk: _standing(plan.status, counted.get(pk)) for pk, plan in plans.items()}


def _standing(status: str, counts: dict | None) -> Standing:
    if counts is None:
        return Standing(status)
    return Standing(
        status,
        counts["required"],
        counts["agreed"],
        counts["refused"],
        counts["last_day"],
        are_colleges=not counts["others"],
    )


def agreed_on(versie: Vaststellingsversie, later: Iterable[date | datetime | None]) -> date | None:
    """Answer the day on which the tafel agreed to what is kept, or None where that is not known.

    A plan of before the portal kept anything was kept afterwards (`catching_up`): then one of the days that come `later`
    than the agreement, of decisions or of publishing, is before that day.
    """
    day = timezone.localdate(versie.at)
    days = (timezone.localdate(each) if isinstance(each, datetime) else each for each in later)
    return None if any(each and each < day for each in days) else day
