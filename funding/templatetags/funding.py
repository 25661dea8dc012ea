"""What funding shows on the pages of others: the money of a region and of a municipality."""

from django import template
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min, Q, Sum

from funding.models import Stream, Uitkering
from regions.models import Indeling, Purpose

register = template.Library()


@register.inclusion_tag("funding/_region_money.html")
def region_money(region):
    """Show what the Rijk makes available: SPUK IZA to the mandaatregio, brede SPUK to the region's municipalities."""
    here = Indeling.objects.current().filter(region=region, purpose=Purpose.STRUCTUUR).values("municipality")
    rows = (
        Uitkering.objects.filter(Q(mandaatregio=region.mandaatregio_id) | Q(municipality__in=here))
        .order_by("stream", "year")
        .values("stream", "year")
        .annotate(
            total=Sum("cents"),
            source=Min("source"),
            peildatum=Max("peildatum"),
            notes=ArrayAgg("certainty_note", distinct=True, filter=Q(mandaatregio__isnull=False), default=[]),
        )
    )
    return {"region": region, "mandaatregio": region.mandaatregio} | _by_stream(rows)


@register.inclusion_tag("funding/_municipality_money.html")
def municipality_money(municipality):
    """Show what the Rijk makes available to the municipality."""
    rows = Uitkering.objects.filter(municipality=municipality).order_by("year")
    return {"rows": rows, "municipality": municipality}


def _by_stream(rows):
    grouped = {stream: [row for row in rows if row["stream"] == stream] for stream in Stream}
    notes = {note: None for row in grouped[Stream.SPUK_IZA] for note in row["notes"] if note}
    return {"spuk_iza": grouped[Stream.SPUK_IZA], "brede_spuk": grouped[Stream.BREDE_SPUK], "notes": list(notes)}
