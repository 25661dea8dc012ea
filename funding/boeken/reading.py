"""Lists of obligations, postings and what waits for approval, of one budget."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import django_filters
from django.db.models import Q, QuerySet, Sum

from funding import rules
from funding.models import Boeking, Boeksoort, Boekstuk, Budget, Budgetregel, Opdracht, Verplichting
from funding.verdelen.lines import without_concepts
from iza_portal.sheets.writing import as_csv, as_xlsx

POSTING_HEADINGS = [
    "Boekstuk",
    "Handeling",
    "Op",
    "Boekjaar",
    "Soort",
    "Over het jaar",
    "Regel",
    "Sleutel van de regel",
    "Gemeente",
    "Verplichting",
    "Bedrag in euro’s",
    "Omschrijving",
    "Kenmerk",
    "Corrigeert boeking",
    "Boeking",
]


def lines_to_enter_on(user, budget: Budget) -> QuerySet[Budgetregel]:
    """Answer the lines on which this person enters: all for who keeps the budget, else the own local part."""
    lines = budget.regels.select_related("municipality")
    if rules.keeps(user, budget):
        return lines
    hat = getattr(user, "hat", None)
    own = without_concepts(lines.filter(municipality__organisation=hat)) if hat else lines.none()
    first = own.first()
    return own if first and rules.works_for(user, first.municipality) else lines.none()


class WholeFilter(django_filters.FilterSet):
    """Filters that show nothing where one of them cannot be: a mistake in one never shows more than was asked for."""

    @property
    def found(self) -> QuerySet:
        return self.qs if self.is_valid() else self.queryset.none()


class ObligationFilter(WholeFilter):
    """The filters above the obligations."""

    zoek = django_filters.CharFilter(label="Nummer, waarvoor of organisatie", method="filter_words", max_length=100)
    regel = django_filters.ModelChoiceFilter(
        label="Regel", queryset=Budgetregel.objects.none(), empty_label="Alle regels"
    )

    class Meta:
        model = Verplichting
        fields = []

    def __init__(self, *args, budget: Budget, **kwargs):
        super().__init__(*args, queryset=obligations_of(budget), **kwargs)
        self.filters["regel"].queryset = without_concepts(budget.regels.all())

    def filter_words(self, queryset, name, value):
        return queryset.filter(
            Q(number__icontains=value) | Q(title__icontains=value) | Q(counterparty__icontains=value)
        )


def obligations_of(budget: Budget) -> QuerySet[Verplichting]:
    """Answer the obligations of a budget, the latest first."""
    return (
        Verplichting.objects.filter(regel__budget=budget)
        .select_related("regel", "regel__municipality")
        .order_by("-on", "-pk")
    )


def totals_of(obligations: Iterable[Verplichting]) -> dict[int, dict[str, int]]:
    """Answer what was obliged, paid and spent under each of these, and what waits for approval; eurocents, two queries."""
    keys = [each.pk for each in obligations]

    def total(soort):
        return Sum("cents", filter=Q(soort=soort), default=0)

    found = (
        Boeking.objects.filter(verplichting__in=keys)
        .order_by()
        .values("verplichting")
        .annotate(
            verplicht=total(Boeksoort.VERPLICHTING),
            betaald=total(Boeksoort.BETALING),
            besteed=total(Boeksoort.REALISATIE),
        )
    )
    waiting = waiting_payments(keys)
    answer = {key: {"verplicht": 0, "betaald": 0, "besteed": 0, "wacht": waiting.get(key, 0)} for key in keys}
    for sums in found:
        answer[sums.pop("verplichting")] |= sums
    for sums in answer.values():
        sums["te_betalen"] = sums["verplicht"] - sums["betaald"] - sums["wacht"]
    return answer


def waiting_payments(keys: list[int]) -> dict[int, int]:
    """Answer the payments that wait for approval, by obligation; eurocents, one query.

    A correction that would give money back counts only when it is approved, as for what can be entered.
    """
    waiting = Opdracht.objects.filter(verplichting__in=keys, is_approved=None, soort=Boeksoort.BETALING, cents__gt=0)
    return dict(waiting.order_by().values_list("verplichting").annotate(Sum("cents")))


class PostingFilter(WholeFilter):
    """The filters above the postings."""

    soort = django_filters.ChoiceFilter(label="Soort", choices=Boeksoort.choices, empty_label="Alle soorten")
    jaar = django_filters.ChoiceFilter(label="Over het jaar", field_name="year", empty_label="Alle jaren")
    boekjaar = django_filters.ChoiceFilter(label="Boekjaar", field_name="book_year", empty_label="Alle boekjaren")
    regel = django_filters.ModelChoiceFilter(
        label="Regel", queryset=Budgetregel.objects.none(), empty_label="Alle regels"
    )
    zoek = django_filters.CharFilter(
        label="Omschrijving, kenmerk of verplichting", method="filter_words", max_length=100
    )

    class Meta:
        model = Boeking
        fields = []

    def __init__(self, *args, budget: Budget, **kwargs):
        super().__init__(*args, queryset=postings_of(budget), **kwargs)
        years = budget.regeling.years
        self.filters["jaar"].extra["choices"] = [(year, year) for year in years]
        # The account of the last year is made in the next one.
        self.filters["boekjaar"].extra["choices"] = [(year, year) for year in range(years[0], years[-1] + 2)]
        self.filters["regel"].queryset = without_concepts(budget.regels.all())

    def filter_words(self, queryset, name, value):
        return queryset.filter(
            Q(text__icontains=value) | Q(external_key__icontains=value) | Q(verplichting__number__icontains=value)
        )


def postings_of(budget: Budget) -> QuerySet[Boeking]:
    """Answer the postings of a budget, the latest first."""
    return budget.boekingen.select_related("boekstuk", "regel", "municipality", "verplichting").order_by("-pk")


def as_table(postings: QuerySet[Boeking], form: str, *, title: str) -> bytes:
    """Answer postings as CSV or XLSX, in euros; they are read piece by piece."""
    rows = _rows(postings)
    if form == "csv":
        return as_csv(POSTING_HEADINGS, rows)
    return as_xlsx(POSTING_HEADINGS, rows, title=title, notes=[("Bedragen", "In euro’s. Een min is een vermindering.")])


def _rows(postings) -> Iterator[list]:
    values = postings.values_list(
        "boekstuk_id",
        "boekstuk__act",
        "on",
        "book_year",
        "soort",
        "year",
        "regel__title",
        "regel__key",
        "municipality__name",
        "verplichting__number",
        "cents",
        "text",
        "external_key",
        "corrects_id",
        "pk",
    )
    acts = dict(Boekstuk._meta.get_field("act").choices)
    for row in values.iterator(chunk_size=5_000):
        boekstuk, act, on, book_year, soort, year, regel, key, municipality, number, cents, *rest = row
        yield [
            boekstuk,
            acts[act],
            on,
            book_year,
            Boeksoort(soort).label,
            year,
            regel,
            str(key) if key else "",
            municipality,
            number,
            Decimal(cents) / 100,
            *rest,
        ]
