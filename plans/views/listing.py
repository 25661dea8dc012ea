from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.models import Regioplan, Section, Status
from plans.search import PlanFilter
from regions.progress import progress_of_each
from regions.work import ONDERDEEL, parts_in

PLANS_ON_A_PAGE = 25


@require_safe
def plan_list(request):
    visible = Regioplan.objects.visible_to(request.user).select_related("region")
    plan_filter = PlanFilter(request.GET, queryset=visible)
    page = Paginator(plan_filter.qs, PLANS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    # How far a plan is, is for those who see the work: what others see is published.
    if under_way := [plan for plan in page if plan.status != Status.GEPUBLICEERD]:
        progress_of_each(under_way, parts_in(Section, under_way, "plan", ONDERDEEL))
    return render(
        request, "plans/list.html", {"filter": plan_filter, "page_obj": page, "is_filtered": any(request.GET.values())}
    )
