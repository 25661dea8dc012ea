"""How pages say what stands in the rows of an opgave."""

from django import template
from django.utils.html import format_html

from iza_portal.quarters import in_short
from plans.opgaven import wording

register = template.Library()


@register.filter
def said(row, name):
    """Say what the field `name` of a row holds, in words and in Dutch notation."""
    return wording.said(row, name)


@register.filter
def with_unit(words, unit):
    """Put its unit to a number in words."""
    return wording.with_unit(words, unit)


@register.filter
def total(opgave):
    """Add up the money of an opgave, in whole euros."""
    return wording.in_dutch(sum(dekking.amount for dekking in opgave.dekkingen.all()))


@register.filter
def quarter(row, name):
    """Say in short which quarter the field `name` of a row holds."""
    return in_short(getattr(row, name))


@register.simple_tag
def fold(opgave, part, summary):
    """Draw what is told of an opgave folded: it is fetched when it is opened, and without JavaScript it has an address.

    `part` is the beginning of the id that this has on the page where it is told; `summary` says what it is.
    """
    return format_html(
        '<details class="fold" hx-get="?opgave={key}" hx-trigger="toggle once" hx-select="#{part}-{key}"'
        ' hx-target="find .fold-body"><summary>{summary}<span class="visually-hidden"> van {title}</span></summary>'
        '<p class="fold-address"><a href="?opgave={key}#{part}-{key}">{summary} op deze pagina</a></p>'
        '<div class="fold-body"></div></details>',
        key=opgave.pk,
        part=part,
        summary=summary,
        title=opgave.title,
    )
