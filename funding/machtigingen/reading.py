"""Which municipalities of a budget gave the kassier a mandate."""

from dataclasses import dataclass, field

from django.utils import timezone

from funding.grootboek.members import members_of
from funding.models import Budget, Machtiging
from regions.models import Municipality


@dataclass
class Standing:
    """A municipality with its mandates, the newest first. `is_holder`: it is the kassier itself, and needs none."""

    municipality: Municipality
    is_member: bool
    is_holder: bool
    given: list[Machtiging] = field(default_factory=list)

    @property
    def now(self) -> Machtiging | None:
        """The mandate that runs today, if any."""
        return next((each for each in self.given if runs(each)), None)

    @property
    def is_open(self) -> bool:
        """Does one run, or begin later, that has no end? Then no other can be given."""
        return any(each.until_on is None for each in self.given)


def runs(machtiging: Machtiging) -> bool:
    """Is today a day on which the kassier may spend by this mandate?"""
    today = timezone.localdate()
    return machtiging.from_on <= today and (machtiging.until_on is None or machtiging.until_on >= today)


def mandates_of(budget: Budget) -> list[Standing]:
    """Answer each municipality of the region this year, and those that gave a mandate before; two queries."""
    year = min(timezone.localdate().year, budget.regeling.last_year)
    found = {
        each.pk: Standing(each, is_member=True, is_holder=each.organisation_id == budget.holder_id)
        for each in members_of(budget.mandaatregio, year)
    }
    rows = budget.machtigingen.select_related("municipality", "stuk", "by").order_by("-from_on", "-pk")
    # The papers are long; only their names are shown.
    for given in rows.defer("stuk__content"):
        standing = found.setdefault(
            given.municipality_id, Standing(given.municipality, is_member=False, is_holder=False)
        )
        standing.given.append(given)
    return sorted(found.values(), key=lambda standing: standing.municipality.name)
