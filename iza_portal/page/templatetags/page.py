"""Tags and filters that every template has: Dutch notation, terms, and the key that makes a form act once."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django import template
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()

# From English notation to Dutch.
DUTCH = str.maketrans(",.", ".,")


@register.filter
def number(value, decimals=0) -> str:
    """Write a number in Dutch notation: 1234567.8 with 1 decimal is «1.234.567,8»; nothing known is a dash."""
    if value is None or value == "":
        return "–"
    return f"{Decimal(value):,.{decimals}f}".translate(DUTCH)


@register.filter
def euro(cents) -> str:
    """Write eurocents as euros, «€ 3.427.099» or «−€ 1.500», with cents only where there are any, kept whole on a line."""
    if cents is None or cents == "":
        return "–"
    # In whole numbers, for pages about money have hundreds of amounts.
    whole, part = divmod(abs(cents), 100)
    amount = f"{whole:,}".replace(",", ".")
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    return f"{sign}€\N{NO-BREAK SPACE}{amount}{f',{part:02}' if part else ''}"


@register.filter
def euros(amount: Decimal | None) -> str:
    """Write euros as `euro` writes eurocents: «€ 64.000.000», «€ 12,50», «−€ 1.500»."""
    if amount is None or amount == "":
        return "–"
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{sign}€\N{NO-BREAK SPACE}{number(abs(amount), 2 if amount % 1 else 0)}"


@register.filter
def days_left(due: date | None) -> str:
    """Say how long it is until the end of a day: «nog 3 dagen», «vandaag», «2 dagen te laat»."""
    if due is None:
        return ""
    days = (due - timezone.localdate()).days
    if days == 0:
        return "vandaag"
    amount = "1 dag" if abs(days) == 1 else f"{abs(days)} dagen"
    return f"nog {amount}" if days > 0 else f"{amount} te laat"


@register.filter
def is_past(due: date | None) -> bool:
    return due is not None and due < timezone.localdate()


@register.filter
def moment(at: datetime | None) -> str:
    """Write a moment as people say it: «vandaag 10.41 uur», «21 november 2026, 9.05 uur»."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return f"vandaag {clock(at)}"
    return f"{long_date(at)}, {clock(at)}"


def clock(at: datetime) -> str:
    """Write the time of the day as people say it: «10.41 uur»."""
    local = timezone.localtime(at)
    return f"{local.hour}.{local:%M} uur"


MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


@register.filter
def long_date(day: date | datetime | None) -> str:
    """Write a date in full, of a moment the day that it was here: «15 november 2026».

    Ten times as fast as Django's `date`, and lists are full of dates.
    """
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


@register.simple_tag
def form_key():
    """Give the form a key of its own, so that it acts once however often it is posted (`OnceMiddleware`)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid4())


@register.simple_tag(takes_context=True)
def page_link(context, page_number):
    """Answer the query string of this page of a list, with the filters as they are."""
    query = context["request"].GET.copy()
    query["pagina"] = page_number
    return f"?{query.urlencode()}"
