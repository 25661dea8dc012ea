from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.models import Regioplan
from plans.search import PlanFilter

PLANS_ON_A_PAGE = 25


@require_safe
def plan_list(request):
    visible = Regioplan.objects.visible_to(request.user).select_related("region")
    plan_filter = PlanFilter(request.GET, queryset=visible)
    page = Paginator(plan_filter.qs, PLANS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request, "plans/list.html", {"filter": plan_filter, "page_obj": page, "is_filtered": any(request.GET.values())}
    )
