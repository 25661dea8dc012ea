"""The national list of transformatieplannen: the plans in it, their totals, and the list to take along."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from iza_portal.lines import on_one_line
from iza_portal.page.templatetags.page import long_date
from iza_portal.sheets.writing import as_csv, as_xlsx
from plans.models.transformatie import Potmutatie, Potsoort, Transformatieplan
from plans.transformatie.openbaar.reading import granted
from plans.transformatie.openbaar.search import PublicPlanFilter
from plans.transformatie.workflow import APPROVED, Planstand

PLANS_ON_A_PAGE = 25

HEADINGS = [
    "Nummer", "Titel", "Regio", "Alle regio’s", "Thema", "Coördinerend verzekeraar", "Stand", "Goedgekeurd op",
    "Gevraagd (€)", "Toegekend (€)", "Openbare samenvatting",
]  # fmt: skip
NOTES = [
    ("Welke plannen", "Plannen die definitief zijn goedgekeurd, met de filters die in het adres staan."),
    ("Gevraagd", "De transformatiemiddelen die het plan vraagt; leeg als het er geen vraagt."),
    ("Toegekend", "Wat uit de landelijke pot is toegekend; leeg zolang het plan op geld wacht."),
]


@dataclass(frozen=True)
class Totals:
    """How many approved plans there are, and in euros what they ask and what was given to them."""

    plans: int
    requested: Decimal
    granted: Decimal
    waiting: int


class NationalList:
    """The plans that fit the filters; all is looked up when it is asked, so that a page that is kept asks nothing.

    Without `user` these are the public ones, the same for everybody; with one, those whose page they may open.
    """

    #: The states of plans that are public.
    approved = APPROVED

    def __init__(self, query, *, user=None):
        self.query = query
        self.is_own = user is not None
        plans = Transformatieplan.objects.visible_to(user) if self.is_own else Transformatieplan.objects.public()
        states = [state for state in Planstand if state != Planstand.GENOEMD] if self.is_own else APPROVED
        self.filter = PublicPlanFilter(query, queryset=plans, states=states)

    @cached_property
    def page(self) -> Page:
        """The plans on the page that is asked, each with `granted`, what the pot gave, and `is_told`."""
        # Counted without the order and the amounts, which are for the rows that are shown.
        pages = Paginator(_rows(self.filter.qs), PLANS_ON_A_PAGE)
        pages.count = self.totals.plans if not self.is_own else self.filter.qs.order_by().count()
        return pages.get_page(self.query.get("pagina"))

    @cached_property
    def totals(self) -> Totals:
        """The totals of the approved plans among those that fit; two queries."""
        found = self.filter.qs.order_by().filter(status__in=APPROVED)
        given = Potmutatie.objects.filter(kind=Potsoort.TOEKENNING, plan__in=found.values("pk"))
        counted = found.aggregate(
            plans=Count("pk"),
            requested=Coalesce(Sum("requested"), Decimal(0)),
            waiting=Count("pk", filter=Q(status=Planstand.WACHTRIJ)),
        )
        return Totals(granted=-(given.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)), **counted)

    @cached_property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.query.items() if name not in {"pagina", "toon"})

    def rows(self) -> list[list]:
        """Answer the public plans that fit as rows to take along; two queries."""
        return [
            [
                on_one_line(plan.number),
                on_one_line(plan.title),
                plan.region.name,
                "; ".join(sorted(region.name for region in plan.regions.all())),
                str(plan.theme or ""),
                plan.insurer.name if plan.insurer else "",
                plan.get_status_display(),
                timezone.localdate(plan.approved_at),
                plan.requested,
                plan.granted,
                "ja" if plan.is_told else "nee",
            ]
            for plan in _rows(self.filter.qs)
        ]


def _rows(plans: QuerySet) -> QuerySet:
    return (
        plans.with_told()
        .annotate(granted=granted())
        .select_related("region", "theme", "insurer")
        .prefetch_related("regions")
    )


def download(listed: NationalList, form: str) -> bytes:
    """Answer the list as «csv» or «xlsx»: public plans only, whoever asks."""
    if form == "csv":
        return as_csv(HEADINGS, listed.rows())
    notes = [*NOTES, ("Gemaakt op", long_date(timezone.localdate()))]
    return as_xlsx(HEADINGS, listed.rows(), title="Transformatieplannen", notes=notes)
