"""The frameworks by which transformatieplannen are judged, for everybody to read."""

from itertools import groupby, pairwise

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iza_portal.reference.sources import sources
from plans.models.transformatie import Kader
from plans.transformatie.kaders import kader_on


@require_safe
def kader_list(request):
    """All versions of the framework, with the terms of each, and which counts now."""
    kaders = _with_end(list(Kader.objects.all()))
    context = {
        "kaders": kaders[::-1],
        "now": kader_on(timezone.localdate()) if kaders else None,
        "sources": sources((str(kader), kader) for kader in kaders),
        "current_page": "kaders",
    }
    return render(request, "plans/transformatie/kaders/list.html", context)


@require_safe
def show_kader(request, code):
    """One version of the framework, with its criteria per step."""
    kaders = _with_end(list(Kader.objects.all()))
    kader = next((each for each in kaders if each.code == code), None)
    if kader is None:
        raise Http404
    criteria = list(kader.criteria.all())
    context = {
        "kader": kader,
        "now": kader_on(timezone.localdate()),
        "steps": [(each[0].get_step_display(), each) for each in _by_step(criteria)],
        "sources": sources([(kader.title, kader), *((each.code, each) for each in criteria)]),
        "current_page": "kaders",
    }
    return render(request, "plans/transformatie/kaders/kader.html", context)


def _by_step(criteria) -> list[list]:
    return [list(group) for _, group in groupby(criteria, key=lambda each: each.step)]


def _with_end(kaders: list[Kader]) -> list[Kader]:
    """Add to each framework the day from which on a next one counts."""
    for kader, following in pairwise([*kaders, None]):
        kader.until = following.valid_from if following else None
    return kaders
