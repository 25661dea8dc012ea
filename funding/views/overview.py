"""The front page about money, and the page of each regeling."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.models import Budget, Ontvanger, Regeling
from funding.regelingen.amounts import LISTED, amounts_of
from funding.regelingen.facts import arrange, dated, not_found
from funding.regelingen.granted import granted
from iza_portal.reference.sources import sources

BUDGETS_ON_A_PAGE = 30


@require_safe
def show_money(request):
    """The schemes out of which plans are paid, for everybody, and the budgets that this person may open."""
    # What parties of plans keep themselves is not all that a country granted.
    sums = granted(regeling__receivers__in=LISTED)
    regelingen = list(Regeling.objects.all())
    own = Budget.objects.visible_to(request.user).select_related(
        "regeling", "holder", "mandaatregio", "municipality", "plan"
    )
    page = Paginator(own.order_by("regeling__position", "pk"), BUDGETS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    year = timezone.localdate().year
    context = {
        "regelingen": [(regeling, sums.get(regeling.pk, [])) for regeling in regelingen],
        "page_obj": page,
        "budgets": amounts_of(page.object_list, [year - 1, year]) if request.user.is_authenticated else [],
        "years": [year - 1, year],
    }
    return render(request, "funding/regelingen/overview.html", context)


@require_safe
def show_regeling(request, code):
    """One regeling: its amounts, ceilings, terms and rules, what sources contradict, and what was granted out of it."""
    regeling = get_object_or_404(Regeling, code=code)
    facts = list(regeling.feiten.all())
    onderdelen = list(regeling.onderdelen.all())
    rules = list(regeling.regels.all())
    context = {
        "regeling": regeling,
        "granted": granted(regeling=regeling).get(regeling.pk, []) if regeling.receivers in LISTED else [],
        "facts": arrange(facts),
        "rules": dated(rules, timezone.localdate()),
        "not_found": not_found(rules),
        "onderdelen": onderdelen,
        "is_listed": regeling.receivers in LISTED,
        "is_of_plans": regeling.receivers == Ontvanger.PLAN,
        "sources": sources(
            [("De regeling", regeling)]
            + [(str(each), each) for each in facts]
            + [(f"Onderdeel {each.title}", each) for each in onderdelen]
            + [(each.get_kind_display().capitalize(), each) for each in rules]
        ),
    }
    return render(request, "funding/regelingen/regeling.html", context)
