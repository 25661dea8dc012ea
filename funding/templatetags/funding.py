"""What funding shows on the pages of others: the money of a region and of a municipality."""

from django import template
from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Max, Min, Q, Sum
from django.urls import reverse

from funding.models import Beschikking
from funding.pages import pages_of
from funding.waiting import waiting_for
from regions.models import Indeling, Purpose

register = template.Library()


@register.inclusion_tag("funding/_region_money.html")
def region_money(region):
    """Show what was granted: SPUK IZA to the mandaatregio, brede SPUK to the region's municipalities."""
    here = Indeling.objects.current().filter(region=region, purpose=Purpose.STRUCTUUR).values("municipality")
    rows = _granted(Q(budget__mandaatregio=region.mandaatregio_id) | Q(budget__municipality__in=here)).annotate(
        notes=ArrayAgg("certainty_note", distinct=True, filter=Q(budget__mandaatregio__isnull=False), default=[]),
    )
    return {"region": region, "mandaatregio": region.mandaatregio} | _by_regeling(rows)


@register.inclusion_tag("funding/_municipality_money.html")
def municipality_money(municipality):
    """Show what was granted to the municipality, year by year."""
    rows = _granted(Q(budget__municipality=municipality)).annotate(
        notes=ArrayAgg("certainty_note", distinct=True, default=[])
    )
    rows = list(rows.filter(budget__regeling__code="brede-spuk"))
    notes = {note: None for row in rows for note in row["notes"] if note}
    return {"rows": rows, "municipality": municipality, "notes": list(notes)}


def _granted(whose: Q):
    """Answer what was granted per regeling and year, with the source of what was published of it."""
    return (
        Beschikking.objects.filter(whose)
        .order_by("budget__regeling__code", "year")
        .values("budget__regeling__code", "year")
        .annotate(
            total=Sum("cents"),
            source=Min("source", filter=Q(by=None)),
            peildatum=Max("peildatum", filter=Q(by=None)),
            is_changed=BoolOr(Q(by__isnull=False)),
        )
    )


@register.simple_tag(takes_context=True)
def money_waiting(context):
    """Answer what waits about money for who reads the page."""
    return waiting_for(context["request"].user)


@register.filter
def first_page(budget) -> str:
    """Answer the address of the page of a budget that people begin at: the first in its row of pages."""
    return reverse(pages_of(budget)[0].name, args=[budget.pk])


@register.inclusion_tag("funding/_pages.html")
def budget_pages(budget, current):
    """Show the row of pages of a budget; `current` is the name of the route that is open."""
    links = [(reverse(page.name, args=[budget.pk]), page.label, page.name == current) for page in pages_of(budget)]
    return {"links": links}


def _by_regeling(rows):
    grouped = {
        code: [row for row in rows if row["budget__regeling__code"] == code] for code in ("spuk-iza", "brede-spuk")
    }
    notes = {note: None for row in grouped["spuk-iza"] for note in row["notes"] if note}
    return {"spuk_iza": grouped["spuk-iza"], "brede_spuk": grouped["brede-spuk"], "notes": list(notes)}
