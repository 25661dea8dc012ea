"""Reading regiobeelden: the list, one of them, one of its themes, its history, and what changed since the last edition."""

from itertools import chain

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from iza_portal.page.access import get_visible_or_404
from iza_portal.trail.recording import history
from iza_portal.writing.margin.reading import open_talks_at
from regions.figures.blocks import BlocksOnDemand
from regions.figures.looking_up import VERSION
from regions.models import ADOPTED, Cycle, PointKind, Regiobeeld, Theme
from regions.progress import progress_in
from regions.regiobeelden import reading, rules
from regions.regiobeelden.adoption import moves_open_to
from regions.regiobeelden.content import differences
from regions.regiobeelden.owned import held_in, holders_of
from regions.regiobeelden.search import RegiobeeldFilter
from regions.regiobeelden.workflow import EXPECTED

BEELDEN_ON_A_PAGE = 25
# The themes beside the one that is read: their keys and titles, with the regiobeeld itself.
OUTLINE = ArraySubquery(
    Theme.objects.present()
    .filter(regiobeeld=OuterRef("pk"))
    .order_by("position")
    .values(json=JSONObject(pk="pk", title="title"))
)
PREVENTION = [
    PointKind.PREVENTIE_UNIVERSEEL,
    PointKind.PREVENTIE_SELECTIEF,
    PointKind.PREVENTIE_GEINDICEERD,
    PointKind.PREVENTIE_ZORGGERELATEERD,
]


@require_safe
def regiobeeld_list(request):
    visible = Regiobeeld.objects.visible_to(request.user).select_related("region")
    beeld_filter = RegiobeeldFilter(request.GET, queryset=visible)
    page = Paginator(beeld_filter.qs, BEELDEN_ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {"filter": beeld_filter, "page_obj": page, "is_filtered": any(request.GET.values())}
    return render(request, "regiobeelden/list.html", context)


@require_safe
def regiobeeld_detail(request, pk):
    regiobeeld = get_visible_or_404(
        Regiobeeld.objects.select_related("region", "previous", "next").prefetch_related(
            Prefetch("cycles", Cycle.objects.brief())
        ),
        request.user,
        pk=pk,
    )
    may_see_work = rules.may_see_work(request.user, regiobeeld)
    content = reading.page_of(regiobeeld)
    # Of whom what is, is for those who make it; of what is adopted nothing is to be done any more.
    is_made = may_see_work and regiobeeld.status not in ADOPTED
    held = {theme.pk: theme for theme in regiobeeld.themes.present().with_owner().defer("body")} if is_made else {}
    context = {
        "regiobeeld": regiobeeld,
        "content": content,
        "themes": [(theme, held.get(theme["pk"])) for theme in content["themes"]],
        "progress": progress_in(held.values()) if held else None,
        "open_cycle": next((cycle for cycle in regiobeeld.cycles.all() if cycle.closed_at is None), None),
        "expected": EXPECTED.get(regiobeeld.status) if may_see_work else None,
        "moves": moves_open_to(request.user, regiobeeld),
        "may_see_work": may_see_work,
        "may_arrange": rules.may_arrange(request.user, regiobeeld),
        "may_propose": rules.may_propose(request.user, regiobeeld),
        "may_write": rules.may_write(request.user, regiobeeld),
        "newer": _visible_next(request.user, regiobeeld),
    }
    return render(request, "regiobeelden/regiobeeld.html", context)


def _visible_next(user, regiobeeld):
    """The next edition, where there is one that this person may read."""
    newer = getattr(regiobeeld, "next", None)
    return newer if newer and rules.may_read(user, newer) else None


@require_safe
def theme_detail(request, pk, theme_pk):
    regiobeelden = Regiobeeld.objects.select_related("region").annotate(
        outline=OUTLINE,
        figures=VERSION,
        held=holders_of(theme_pk),
        talks=open_talks_at(Theme.objects.filter(pk=theme_pk).values("document")),
    )
    regiobeeld = get_visible_or_404(regiobeelden, request.user, pk=pk)
    theme = reading.theme_of(regiobeeld, theme_pk)
    if theme is None:
        raise Http404
    may_see_work = rules.may_see_work(request.user, regiobeeld)
    held = None
    if may_see_work and regiobeeld.status not in ADOPTED:
        held, *points = held_in(regiobeeld.held)
        of_points = {each.pk: each for each in points}
        for point in chain.from_iterable(theme["points"].values()):
            point["held"] = of_points.get(point["pk"])
    context = {
        "regiobeeld": regiobeeld,
        "region": regiobeeld.region,
        "theme": theme,
        "talks": regiobeeld.talks if may_see_work else None,
        "may_talk": regiobeeld.status not in ADOPTED and rules.may_talk(request.user, regiobeeld),
        "held": held,
        "may_finish": held is not None and rules.may_finish(request.user, regiobeeld, owner_id=held.owner_id),
        "groups": [(kind, theme["points"][kind]) for kind in PointKind if kind not in PREVENTION],
        "prevention": [(kind, theme["points"][kind]) for kind in PREVENTION],
        "told": BlocksOnDemand(lambda: reading.blocks_of_theme(regiobeeld, theme_pk)),
        # Of what is adopted the figures stay as they are; others change with the choice of indicators and with figures.
        "version": f"{regiobeeld.status in ADOPTED}-{'-'.join(theme['codes'])}-{regiobeeld.figures}",
        "may_write": rules.may_write(request.user, regiobeeld),
        "may_arrange": rules.may_arrange(request.user, regiobeeld),
        "may_see_work": may_see_work,
    }
    return render(request, "regiobeelden/theme.html", context)


@require_safe
def regiobeeld_history(request, pk):
    """Who did what to the regiobeeld; for those who take part, not for every reader of a published one."""
    regiobeeld = get_object_or_404(Regiobeeld.objects.inside(request.user).select_related("region"), pk=pk)
    return render(request, "regiobeelden/history.html", {"regiobeeld": regiobeeld, "events": history(regiobeeld)})


@require_safe
def regiobeeld_changes(request, pk):
    """What this edition says other than the one that it renews."""
    regiobeeld = get_visible_or_404(Regiobeeld.objects.select_related("region", "previous"), request.user, pk=pk)
    if regiobeeld.previous is None:
        raise Http404
    changes = differences(reading.edition_of(regiobeeld.previous), reading.edition_of(regiobeeld))
    return render(request, "regiobeelden/changes.html", {"regiobeeld": regiobeeld, "changes": changes})
