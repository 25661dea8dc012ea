"""How pages and PDFs say how the work of a plan goes."""

from django import template
from django.utils.html import format_html

from plans.voortgang import course

register = template.Library()


@register.filter
def measured(value, unit):
    """Write a value with its unit."""
    return course.measured(value, unit)


@register.simple_tag
def stand_word(name, label, printed=False):
    """Say how an opgave or a goal stands: a word and a shape on a page, in a PDF the word alone."""
    return label if printed else format_html('<span class="status {}">{}</span>', name, label)
