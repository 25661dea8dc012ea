"""The opgaven of a plan with all that hangs below them, in as many queries for one as for thirty."""

from django.db.models import Prefetch

from plans.models import Actie, Dekking, Doel, Mijlpaal, Opgave, OpgaveCijfer, Partij, Regioplan


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
