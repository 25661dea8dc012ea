"""What the rows of a plan say, in words and in Dutch notation: for pages, the history, and who saves on an older version."""

from decimal import Decimal

from iza_portal.page.templatetags.page import euros
from plans.models.transformatie import Businesscaseregel, Mijlpaalbedrag, Transformatieafspraak
from plans.opgaven.wording import in_dutch, with_unit
from plans.transformatie.aanvraag.rows import kind_of


def facts_of(row) -> dict[str, str]:
    """Answer what a row says, by the labels of its fields."""
    return {str(row._meta.get_field(name).verbose_name): said(row, name) for name in kind_of(row).fields}


def said(row, name: str) -> str:
    """Answer what one field of a row says, in words."""
    field, value = row._meta.get_field(name), getattr(row, name)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if field.choices:
        return str(dict(field.choices)[value])
    if name == "amount":
        return euros(value)
    return str(value) if name == "year" else in_dutch(value)


def named(row) -> str:
    """Answer what people call a row: its title, or of an amount whose it is."""
    return f"{row.partij}, {row.get_costs_display()}" if isinstance(row, Mijlpaalbedrag) else row.title


def who_of(regel: Businesscaseregel) -> str:
    """Answer who pays or gains a line of the business case; nothing where nobody said so yet."""
    return str(regel.partij) if regel.partij_id else regel.who


def value_of(afspraak: Transformatieafspraak, value: Decimal | None) -> str:
    """Write a value of an agreement with its unit: its own, or that of its indicator."""
    if value is None:
        return ""
    unit = afspraak.unit or (afspraak.indicator.unit if afspraak.indicator_id else "")
    return with_unit(in_dutch(value), unit)
