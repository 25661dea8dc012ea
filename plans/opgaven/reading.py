"""The opgaven of a plan with all that hangs below them, in as many queries for one as for thirty."""

from django.db.models import Prefetch

from iza_portal.rows import Columns, many
from plans.models import Actie, Dekking, Doel, Mijlpaal, Opgave, OpgaveCijfer, Partij, Regioplan

_DOEL = Columns(Doel, "doel")
# Written out, for every page that counts what opgaven lack asks it.
_DOELEN = f"""
    SELECT {_DOEL.sql} FROM plans_doel doel WHERE doel.opgave_id = ANY(%s::bigint[]) ORDER BY doel.position, doel.id
"""  # noqa: S608 (the names of columns)


def doelen_of(opgaven: list[int]) -> list[Doel]:
    """Answer the goals of the opgaven with these keys, those of one opgave in their order; one query."""
    return [_DOEL.made(row) for row in many(_DOELEN, opgaven)]


def opgaven_of(plan: Regioplan) -> list[Opgave]:
    """Answer the opgaven that are in the plan, in their order, each with everything below it at hand.

    That is `doelen` (with `indicator`), `acties` (with `organisation`, `doelen` and `mijlpalen`, and of each of these the
    `organisation` and the `stand`), `partijen`, `dekkingen`, `knelpunten`, `cijfers`, `municipalities` and
    `transformatieplannen`. Each knows its plan.
    """
    opgaven = list(opgaven_with_all(plan.opgaven.present()))
    for opgave in opgaven:
        opgave.plan = plan
    return opgaven


def opgaven_with_all(opgaven):
    """Answer this QuerySet of opgaven with everything below them asked along."""
    mijlpalen = Mijlpaal.objects.select_related("organisation", "stand").order_by("quarter", "pk")
    acties = Actie.objects.select_related("organisation").order_by("position", "pk")
    return opgaven.prefetch_related(
        Prefetch("doelen", Doel.objects.select_related("indicator").order_by("position", "pk")),
        Prefetch("acties", acties.prefetch_related(Prefetch("mijlpalen", mijlpalen), "doelen")),
        Prefetch("partijen", Partij.objects.select_related("organisation").order_by("pk")),
        Prefetch(
            "dekkingen",
            Dekking.objects.select_related("actie", "organisation", "transformatieplan").order_by("year", "pk"),
        ),
        Prefetch("cijfers", OpgaveCijfer.objects.select_related("indicator").order_by("pk")),
        "knelpunten__theme",
        "municipalities",
        "transformatieplannen",
    )
