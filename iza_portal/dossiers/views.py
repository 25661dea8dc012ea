import re
from functools import reduce
from operator import or_

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from iza_portal.dossiers import files, making, rules
from iza_portal.dossiers.kinds import Kind
from iza_portal.dossiers.models import Dossier
from iza_portal.page.access import get_visible_or_404
from plans.models import Regioplan
from plans.models.transformatie import Transformatieplan
from regions.models import Regiobeeld, Region

DOSSIERS_ON_A_PAGE = 25
NOT_IN_A_FILE_NAME = re.compile(r"[^\w ,.()&’'-]+")


def _regions_with_dossiers(request):
    seen = Dossier.objects.visible_to(request.user)
    regions = ("region", "plan__region", "regiobeeld__region", "transformatieplan__region")
    return Region.objects.filter(reduce(or_, (Q(pk__in=seen.values(each)) for each in regions)))


class DossierFilter(django_filters.FilterSet):
    """The filter above the list of dossiers; `queryset` is already what the person may see."""

    regio = django_filters.ModelChoiceFilter(
        label="Regio",
        queryset=_regions_with_dossiers,
        to_field_name="slug",
        empty_label="Alle regio’s",
        method="of_region",
    )
    soort = django_filters.ChoiceFilter(
        label="Soort", choices=Kind.choices, empty_label="Alle soorten", method="of_kind"
    )

    class Meta:
        model = Dossier
        fields = []

    def of_region(self, queryset, name, region):
        return queryset.about_region(region)

    def of_kind(self, queryset, name, kind):
        return queryset.of_kind(Kind(kind))


@require_safe
@never_cache
def dossier_list(request):
    visible = Dossier.objects.visible_to(request.user).without_content()
    dossier_filter = DossierFilter(request.GET, queryset=visible, request=request)
    page = Paginator(dossier_filter.qs, DOSSIERS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    is_filtered = any(request.GET.get(name) for name in DossierFilter.base_filters)
    return render(
        request,
        "dossiers/list.html",
        {
            "filter": dossier_filter,
            "page_obj": page,
            "is_filtered": is_filtered,
        },
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
        "may_make": rules.may_make_of(request.user, dossier.owner),
        "may_see_work": rules.may_see_work(request.user, dossier),
    }


@require_safe
@cache_control(private=True, no_cache=True)
def dossier_pdf(request, pk):
    dossier = get_visible_or_404(Dossier.objects.without_content(), request.user, pk=pk)
    if not dossier.is_available:
        return redirect(dossier)
    return FileResponse(files.path_of(dossier.file).open("rb"), as_attachment=True, filename=_file_name(dossier))


def _file_name(dossier) -> str:
    title = NOT_IN_A_FILE_NAME.sub(" ", str(dossier.subject))[:100].strip(" .")
    return f"{title} - {dossier.status_then} - dossier {dossier.number}.pdf"


@login_required
def request_for_plan(request, pk):
    return _request(request, get_visible_or_404(Regioplan.objects, request.user, pk=pk))


@login_required
def request_for_regiobeeld(request, pk):
    return _request(request, get_visible_or_404(Regiobeeld.objects, request.user, pk=pk))


@login_required
def request_for_region(request, slug):
    return _request(request, get_visible_or_404(Region.objects, request.user, slug=slug))


@login_required
def request_for_transformatieplan(request, pk):
    return _request(request, get_visible_or_404(Transformatieplan.objects, request.user, pk=pk))


def _request(request, owner):
    if request.method != "POST":
        # Whoever had to sign in first comes back here with a GET.
        return redirect(owner)
    try:
        dossier = making.request_dossier(owner, by=request.user, only_public="openbaar" in request.POST)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(owner)
    if dossier.is_available:
        messages.info(request, "Wat erin staat, is niet veranderd sinds dit dossier is gemaakt.")
    return redirect(dossier)


@login_required
@require_POST
def retry_dossier(request, pk):
    dossier = get_visible_or_404(Dossier.objects.without_content(), request.user, pk=pk)
    return redirect(making.retry_dossier(dossier, by=request.user))
