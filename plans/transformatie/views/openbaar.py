"""What everybody reads of transformatieplannen: the national list, the public page of one, and the quarterly figures."""

from functools import cached_property

from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from iza_portal.page.fragments import asks_fragment, with_fragments
from iza_portal.sheets.writing import CONTENT_TYPES
from plans.models.transformatie import Samenvatting, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.openbaar import figure_tables, listing, similar
from plans.transformatie.openbaar.figures import Figures, figures_on
from plans.transformatie.openbaar.reading import public_page, standing_of
from plans.transformatie.workflow import Stap

#: For how long the figures and the list are kept: as all that is the same for everybody (decision 10).
KEPT_SECONDS = 60
OWN = "mijn"


@require_safe
def national_list(request):
    """The approved plans, the same for everybody; who is signed in can ask for those that they may open instead."""
    is_own = request.user.is_authenticated and request.GET.get("toon") == OWN
    listed = listing.NationalList(request.GET, user=request.user if is_own else None)
    context = {"listed": listed, "is_own": is_own, "current_page": "transformatieplan-list"}
    return render(request, "plans/transformatie/openbaar/list.html", context)


@require_safe
def download_list(request, form):
    """The public plans that fit the filters, as a table to take along."""
    content = listing.download(listing.NationalList(request.GET), form)
    return _file(content, "transformatieplannen", form)


@require_safe
def show_public(request, pk):
    """The summary of a plan as everybody reads it; what was withdrawn says so (410), what never came out is not there."""
    standing = standing_of(pk)
    if standing is None:
        raise Http404
    if standing.is_gone:
        plan = Transformatieplan.objects.select_related("region").get(pk=pk)
        last = plan.samenvattingen.get(number=standing.number)
        return render(request, "plans/transformatie/openbaar/gone.html", {"plan": plan, "last": last}, status=410)
    number = _asked_version(request, pk, standing.number)
    # Looked up when the template asks: a page that is kept asks nothing more.
    page = SimpleLazyObject(lambda: public_page(pk, number))
    context = {"pk": pk, "standing": standing, "number": number, "page": page}
    return render(request, "plans/transformatie/openbaar/public.html", context)


def _asked_version(request, pk: int, latest: int) -> int:
    """Answer the version that is asked, or the latest; 404 where it never came out, or was withdrawn."""
    asked = request.GET.get("versie")
    if asked is None:
        return latest
    published = Samenvatting.objects.filter(plan=pk, published_at__isnull=False, withdrawn_at=None)
    found = next((number for number in published.values_list("number", flat=True) if str(number) == asked), None)
    if found is None:
        raise Http404
    return found


class _FiguresOnDemand:
    """The figures with their charts and tables, counted when a page that is not kept asks for them."""

    @cached_property
    def figures(self) -> Figures:
        return _figures()

    @cached_property
    def steps(self) -> list[tuple]:
        return [
            (step.value, step.label, figure_tables.days_chart(self.figures, step), self.figures.of_step(step))
            for step in Stap
        ]

    @cached_property
    def tables(self) -> list[tuple]:
        return figure_tables.tables(self.figures)


@require_safe
def show_figures(request):
    """The quarterly figures: what came in, went through, was refused and waits, and how long it took."""
    context = {
        "told": _FiguresOnDemand(),
        "too_few": figure_tables.TOO_FEW,
        "current_page": "transformatieplan-figures",
    }
    return render(request, "plans/transformatie/openbaar/figures.html", context)


@require_safe
def download_figures(request, form):
    return _file(figure_tables.download(_figures(), form), "cijfers-transformatieplannen", form)


def _figures() -> Figures:
    today = timezone.localdate()
    return caches["fragments"].get_or_set(
        f"transformatie-figures-{today}", lambda: figures_on(today), timeout=KEPT_SECONDS
    )


@login_required
@with_fragments
@require_safe
def show_similar(request, pk):
    """Plans elsewhere that look like this one, beside it while it is written; all that it tells is public."""
    plan = plan_or_404(request, pk)
    if not rules.may_see_work(request.user, plan):
        raise Http404
    name = "_similar_list" if asks_fragment(request) else "similar"
    context = {"plan": plan, "similar": similar.similar_to(plan), "current_page": ""}
    return render(request, f"plans/transformatie/openbaar/{name}.html", context)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[form], headers=headers)
