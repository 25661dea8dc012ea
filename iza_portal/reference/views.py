from collections import defaultdict

from django.core.paginator import Paginator
from django.db.models import CharField, Count, Max, Min, Value
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iza_portal.reference.datasets import data_sets
from iza_portal.reference.models import Certainty

ROWS_ON_A_PAGE = 50


@require_safe
def data_set_list(request):
    return render(request, "reference/data_sets.html", {"data_sets": _described_sets, "certainties": CERTAINTIES})


def _described_sets():
    """Answer of each data set what it holds, where it comes from, and how many rows are how sure; in one query."""
    sets = data_sets()
    parts = [
        data_set.objects()
        .order_by()
        .annotate(data_set=Value(data_set.slug, CharField()))
        .values_list("data_set", "certainty", "source")
        .annotate(Count("pk"), Min("peildatum"), Max("peildatum"))
        for data_set in sets
    ]
    found = defaultdict(list)
    for slug, *facts in parts[0].union(*parts[1:], all=True):
        found[slug].append(facts)
    return [_described(data_set, found[data_set.slug]) for data_set in sets]


@require_safe
def data_set_detail(request, slug):
    """One data set row by row, each with its source."""
    data_set = next((data_set for data_set in data_sets() if data_set.slug == slug), None)
    if data_set is None:
        raise Http404
    meta = data_set.model._meta
    own = [field.name for field in meta.concrete_fields if field.is_relation]
    rows = data_set.objects().select_related(*own, *data_set.related)
    page = Paginator(rows.order_by(*meta.ordering, "pk"), ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    for row in page:
        row.told = [(heading, tell(row)) for heading, tell in data_set.shown.items()]
    return render(request, "reference/data_set.html", {"data_set": data_set, "page_obj": page})


def _described(data_set, facts):
    counts, by_source = defaultdict(int), {}
    for certainty, source, count, first, last in facts:
        counts[Certainty(certainty)] += count
        known = by_source.get(source)
        by_source[source] = (
            (count + known[0], min(first, known[1]), max(last, known[2])) if known else (count, first, last)
        )
    return {
        "slug": data_set.slug,
        "title": data_set.title,
        "explanation": data_set.explanation,
        "total": sum(counts.values()),
        "counts": [(certainty.label, counts[certainty]) for certainty in Certainty if counts[certainty]],
        "sources": [
            (source, count, first, last if last != first else None)
            for source, (count, first, last) in sorted(by_source.items(), key=lambda entry: -entry[1][0])
        ],
    }


CERTAINTIES = [
    (Certainty.VASTGESTELD, "staat zo in de bron die erbij staat"),
    (Certainty.AFGELEID, "is berekend of afgeleid uit een of meer bronnen"),
    (Certainty.AANGENOMEN, "is aannemelijk, maar een officiële bron is niet gevonden"),
    (Certainty.RECONSTRUCTIE, "is door ons samengesteld uit regeling en praktijk, en geen officiële indeling"),
]
