"""What funding gives to a dossier: the chapter about money. It holds only what is public (decision 0041).

That is what was granted, and what the plan itself asks, which stands in the dossier already. How money is divided and spent
is for who may see the budget, and a dossier goes to more people than that.
"""

from collections import defaultdict

from django.db.models import Max, Min, Q, Sum

from funding.models import Beschikking
from iza_portal.page.templatetags.page import euro, euros, long_date
from iza_portal.texts.chapters import Chapter
from plans.models.transformatie import Transformatieplan
from regions.models import Indeling, Purpose, Region

KEY = "geld"
_LAST = "bronnen"


def with_money_of_region(region: Region, chapters: list[Chapter]) -> list[Chapter]:
    """Answer the chapters with that about money among them, before the sources; unchanged where there is nothing to tell.

    What is asked is read from the chapter of the opgaven, so that both say the same, also of a plan that was frozen.
    """
    here = Indeling.objects.current().filter(region=region, purpose=Purpose.STRUCTUUR).values("municipality")
    of_region = Q(budget__municipality__in=here)
    if region.mandaatregio_id:
        of_region |= Q(budget__mandaatregio=region.mandaatregio_id)
    opgaven = next((chapter.context["opgaven"] for chapter in chapters if chapter.key == "opgaven"), [])
    return _with(chapters, opgaven, Beschikking.objects.filter(of_region))


def with_money_of_plan(plan: Transformatieplan, chapters: list[Chapter]) -> list[Chapter]:
    """Answer the chapters of a transformatieplan with what was granted to its parties among them."""
    return _with(chapters, [], Beschikking.objects.filter(budget__plan=plan))


def _with(chapters, opgaven, beschikkingen):
    asked, granted = _asked(opgaven), _granted(beschikkingen)
    if not asked and not granted:
        return chapters
    context = {"asked": asked, "granted": granted, "chart": _chart(opgaven, granted)}
    chapter = Chapter(KEY, "", "Geld", "funding/dossier/money.html", context)
    place = next((place for place, each in enumerate(chapters) if each.key == _LAST), len(chapters))
    return [*chapters[:place], chapter, *chapters[place:]]


def _per_stream(opgaven) -> dict[tuple[str, int], int]:
    """Answer whole euros per stream and year, out of the words of the chapter: «3.427.099»."""
    sums = defaultdict(int)
    for opgave in opgaven:
        for dekking in opgave["dekkingen"]:
            sums[dekking["stream"], dekking["year"]] += int(dekking["amount"].replace(".", ""))
    return sums


def _asked(opgaven) -> list[dict]:
    rows = sorted(_per_stream(opgaven).items())
    return [{"stream": stream, "year": year, "amount": euros(amount)} for (stream, year), amount in rows]


def _granted(beschikkingen) -> list[dict]:
    rows = (
        beschikkingen.order_by("budget__regeling__position", "year")
        .values("budget__regeling__short_title", "year")
        .annotate(total=Sum("cents"), first_source=Min("source"), last_peildatum=Max("peildatum"))
    )
    return [
        {
            "regeling": row["budget__regeling__short_title"],
            "year": row["year"],
            "amount": euro(row["total"]),
            "whole_euros": row["total"] // 100,
            "source": row["first_source"],
            "peildatum": long_date(row["last_peildatum"]),
        }
        for row in rows
    ]


def _chart(opgaven, granted) -> dict:
    """Bars of what is asked per stream and, where nothing is asked, of what was granted per regeling and year."""
    if asked := _per_stream(opgaven):
        totals = defaultdict(int)
        for (stream, _), amount in asked.items():
            totals[stream] += amount
        rows = [{"name": stream, "value": amount, "part": "own"} for stream, amount in sorted(totals.items())]
        return {"kind": "bars", "title": "Gevraagd per geldstroom, alle jaren samen", "rows": rows, "unit": "€"}
    rows = [{"name": f"{row['regeling']} {row['year']}", "value": row["whole_euros"], "part": "own"} for row in granted]
    return {"kind": "bars", "title": "Verleend per regeling en jaar", "rows": rows, "unit": "€"}
