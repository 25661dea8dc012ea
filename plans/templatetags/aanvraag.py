"""How pages say what stands in the rows of the full plan of a transformatieplan."""

from django import template

from plans.transformatie.aanvraag import wording

register = template.Library()


@register.filter
def value(afspraak, name):
    """Write the field `name` of an agreement with its unit."""
    return wording.value_of(afspraak, getattr(afspraak, name))


@register.filter
def who(regel):
    """Say who pays or gains a line of the business case; nothing where nobody said so yet."""
    return wording.who_of(regel)


@register.filter
def named(row):
    """Say what people call a row."""
    return wording.named(row)
