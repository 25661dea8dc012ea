"""What the rows of an opgave say, in words and in Dutch notation: for pages, the history and the content of a plan."""

from datetime import date
from decimal import Decimal

from iza_portal.page.templatetags.page import long_date, number
from iza_portal.quarters import in_short
from plans.models import Mijlpaal, Opgave
from plans.opgaven.rows import kind_of


def facts_of(row) -> dict:
    """Answer what a row says, by the labels of its fields: what a page shows, and what the history keeps."""
    kind = kind_of(row)
    facts = {str(row._meta.get_field(name).verbose_name): said(row, name) for name in kind.fields}
    for name in kind.many:
        named = sorted(str(each) for each in getattr(row, name).all())
        facts[str(row._meta.get_field(name).verbose_name)] = ", ".join(named)
    if isinstance(row, Opgave):
        cijfers = sorted(row.cijfers.all(), key=lambda cijfer: cijfer.indicator.code)
        facts["cijfers"] = ", ".join(cijfer.indicator.short_label for cijfer in cijfers)
    return facts


def said(row, name: str) -> str:
    """Answer what one field of a row says, in words."""
    field, value = row._meta.get_field(name), getattr(row, name)
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        words = dict(field.base_field.choices)
        return ", ".join(str(words[each]) for each in value)
    if field.choices:
        return str(dict(field.choices)[value])
    if isinstance(row, Mijlpaal) and name == "quarter":
        return in_short(value)
    return in_dutch(value)


def with_unit(words: str, unit: str) -> str:
    """Put its unit to a number in words: «22,6%», «€ 12.500», «15 wijken»."""
    if unit == "%":
        return f"{words}%"
    return f"€ {words}" if unit == "€" else f"{words} {unit}".strip()


def in_dutch(value) -> str:
    """Answer a value as people read it: a day in words, a number with as many decimals as it has."""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return number(value, max(0, -value.normalize().as_tuple().exponent))
    return str(value)
