import re

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

import plans.rules
from iza_portal.dossiers import files, making
from iza_portal.dossiers.models import Dossier
from iza_portal.page.access import get_visible_or_404
from plans.models import Regioplan

DOSSIERS_ON_A_PAGE = 25
NOT_IN_A_FILE_NAME = re.compile(r"[^\w ,.()&’'-]+")


def _plans_with_dossiers(request):
    seen = Dossier.objects.visible_to(request.user).filter(plan=OuterRef("pk"))
    return Regioplan.objects.visible_to(request.user).filter(Exists(seen))


class DossierFilter(django_filters.FilterSet):
    """The filter above the list of dossiers; `queryset` is already what the person may see."""

    plan = django_filters.ModelChoiceFilter(label="Plan", queryset=_plans_with_dossiers, empty_label="Alle plannen")

    class Meta:
        model = Dossier
        fields = []


@require_safe
@never_cache
def dossier_list(request):
    visible = Dossier.objects.visible_to(request.user).without_content()
    dossier_filter = DossierFilter(request.GET, queryset=visible, request=request)
    page = Paginator(dossier_filter.qs, DOSSIERS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request,
        "dossiers/list.html",
        {"filter": dossier_filter, "page_obj": page, "is_filtered": bool(request.GET.get("plan"))},
    )


@require_safe
@never_cache
def dossier_detail(request, pk):
    return render(request, "dossiers/dossier.html", _shown(request, pk))


@require_safe
@never_cache
def dossier_state(request, pk):
    """The part of the page that changes while a dossier is made; the page asks for it every second until it is done."""
    return render(request, "dossiers/_state.html", {**_shown(request, pk), "is_fragment": True})


def _shown(request, pk):
    dossier = get_visible_or_404(Dossier.objects.without_content(), request.user, pk=pk)
    return {
        "dossier": dossier,
        "may_make": plans.rules.may_make_dossier(request.user, dossier.plan),
        "may_see_work": plans.rules.may_see_work(request.user, dossier.plan),
    }


@require_safe
@cache_control(private=True, no_cache=True)
def dossier_pdf(request, pk):
    dossier = get_visible_or_404(Dossier.objects.without_content(), request.user, pk=pk)
    if not dossier.is_available:
        return redirect(dossier)
    return FileResponse(files.path_of(dossier.file).open("rb"), as_attachment=True, filename=_file_name(dossier))


def _file_name(dossier) -> str:
    title = NOT_IN_A_FILE_NAME.sub(" ", dossier.plan.title)[:100].strip(" .")
    return f"{title} - {dossier.get_plan_status_display()} - dossier {dossier.number}.pdf"


@login_required
def request_dossier(request, pk):
    plan = get_visible_or_404(Regioplan.objects, request.user, pk=pk)
    if request.method != "POST":
        # Whoever had to sign in first comes back here with a GET.
        return redirect(plan)
    dossier = making.request_dossier(plan, by=request.user)
    if dossier.is_available:
        messages.info(request, "Het plan is niet veranderd sinds dit dossier is gemaakt.")
    return redirect(dossier)


@login_required
@require_POST
def retry_dossier(request, pk):
    dossier = get_visible_or_404(Dossier.objects.without_content(), request.user, pk=pk)
    return redirect(making.retry_dossier(dossier, by=request.user))
