from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.models import Aandeel
from plans.opgaven.gaps import gaps_of
from plans.opgaven.reading import opgaven_of
from plans.opgaven.smart import is_smart
from plans.views.finding import plan_inside


@login_required
@require_safe
def show_thread(request, pk):
    """The thread from each opgave to its money, and every place where it breaks."""
    plan = plan_inside(request.user, pk)
    threads = [_thread(opgave) for opgave in opgaven_of(plan)]
    context = {
        "plan": plan,
        "threads": threads,
        "gap_count": sum(len(thread["gaps"]) for thread in threads),
        "current_page": "rode-draad",
    }
    return render(request, "plans/opgaven/rode_draad.html", context)


def _thread(opgave) -> dict:
    acties = list(opgave.acties.all())
    serving = {actie.pk: {doel.pk for doel in actie.doelen.all()} for actie in acties}
    money = list(opgave.dekkingen.all())
    strands = [
        (doel, is_smart(doel), [_strand(actie, money) for actie in acties if doel.pk in serving[actie.pk]])
        for doel in opgave.doelen.all()
    ]
    return {
        "opgave": opgave,
        "leaders": [partij.organisation for partij in opgave.partijen.all() if partij.part == Aandeel.TREKKER],
        "strands": strands,
        "loose": [_strand(actie, money) for actie in acties if not serving[actie.pk]],
        "rest": [dekking for dekking in money if dekking.actie_id is None],
        "gaps": gaps_of(opgave),
    }


def _strand(actie, money) -> tuple:
    return actie, [dekking for dekking in money if dekking.actie_id == actie.pk], list(actie.mijlpalen.all())
