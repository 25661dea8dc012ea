"""The national list of transformatieplannen: the plans in it, their totals, and the list to take along."""

from collections import defaultdict
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
from plans.models.transformatie import Transformatieplan
from plans.transformatie.openbaar.reading import granted
from plans.transformatie.openbaar.search import PublicPlanFilter
from plans.transformatie.workflow import APPROVED, Planstand

PLANS_ON_A_PAGE = 25

HEADINGS = [
    "Nummer", "Titel", "Regio", "Alle regio’s", "Thema", "Coördinerend verzekeraar", "Stand", "Goedgekeurd op",
    "Gevraagd (€)", "Toegekend (€)", "Openbare samenvatting",
]  # fmt: skip
_COLUMNS = [
    "pk", "number", "title", "region__name", "theme__title", "insurer__name", "status", "approved_at", "requested",
    "granted", "is_told",
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
        self._user = user

    @cached_property
    def filter(self) -> PublicPlanFilter:
        plans = Transformatieplan.objects
        if not self.is_own:
            return PublicPlanFilter(self.query, queryset=plans.public().with_asked())
        states = [state for state in Planstand if state != Planstand.GENOEMD]
        visible = plans.visible_to(self._user).with_asked(self._user)
        return PublicPlanFilter(self.query, queryset=visible, states=states)

    @cached_property
    def page(self) -> Page:
        """The plans on the page that is asked, each with `granted`, what the pot gave, and `is_told`."""
        # Counted without the order and the amounts, which are for the rows that are shown.
        pages = Paginator(_rows(self.filter.qs), PLANS_ON_A_PAGE)
        pages.count = self.totals.plans if not self.is_own else self.filter.qs.order_by().count()
        return pages.get_page(self.query.get("pagina"))

    @cached_property
    def totals(self) -> Totals:
        """The totals of the approved plans among those that fit; one query."""
        found = self.filter.qs.order_by().filter(status__in=APPROVED).annotate(given=granted())
        counted = found.aggregate(
            plans=Count("pk"),
            requested=Coalesce(Sum("requested"), Decimal(0)),
            granted=Coalesce(Sum("given"), Decimal(0)),
            waiting=Count("pk", filter=Q(status=Planstand.WACHTRIJ)),
        )
        return Totals(**counted)

    @cached_property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.query.items() if name not in {"pagina", "toon"})

    def rows(self) -> list[list]:
        """Answer the public plans that fit as rows to take along; two queries, and no object of each."""
        found = self.filter.qs.with_told().annotate(granted=granted())
        regions = defaultdict(list)
        for plan, name in Transformatieplan.regions.through.objects.filter(
            transformatieplan__in=found.order_by().values("pk")
        ).values_list("transformatieplan", "region__name"):
            regions[plan].append(name)
        return [
            [
                on_one_line(number),
                on_one_line(title),
                region,
                "; ".join(sorted(regions[pk])),
                theme or "",
                insurer or "",
                Planstand(status).label,
                timezone.localdate(approved_at),
                requested,
                given,
                "ja" if is_told else "nee",
            ]
            for pk, number, title, region, theme, insurer, status, approved_at, requested, given, is_told in (
                found.values_list(*_COLUMNS)
            )
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
