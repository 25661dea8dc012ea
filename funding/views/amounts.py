"""What was granted to regions and municipalities, for everybody."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from funding.beschikkingen.history import granted_years
from funding.models import Budget, Regeling
from funding.regelingen.amounts import LISTED, AmountsForm, amounts_of, receivers
from funding.regelingen.downloads import download
from funding.regelingen.granted import granted
from iza_portal.sheets.writing import CONTENT_TYPES
from regions.models import Indeling, Mandaatregio, Municipality, Purpose

ROWS_ON_A_PAGE = 50
_RELATED = ["regeling", "holder", "mandaatregio", "municipality"]


def _asked(request):
    """Answer the form, the regeling that is asked (else the first), and its budgets; of a wish that cannot be none."""
    regelingen = list(Regeling.objects.filter(receivers__in=LISTED))
    form = AmountsForm(request.GET or {}, regelingen=regelingen)
    is_whole = form.is_valid()
    wish = form.cleaned_data.get
    regeling = next(
        (each for each in regelingen if each.code == wish("regeling")), regelingen[0] if regelingen else None
    )
    found = receivers(regeling, search=wish("zoek")) if is_whole and regeling else Budget.objects.none()
    return form, regeling, found


@require_safe
def show_amounts(request):
    """The amounts of a regeling per region or municipality, found by name, with their sums."""
    form, regeling, found = _asked(request)
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    sums = granted(pk__in=found.order_by().values("pk")).get(regeling.pk, []) if regeling else []
    years = [each.year for each in sums]
    context = {
        "form": form,
        "regeling": regeling,
        "is_filtered": bool(form.cleaned_data.get("zoek")),
        "page_obj": page,
        "years": years,
        "rows": amounts_of(page.object_list, years),
        "sums": [each.cents for each in sums],
        "total": sum(each.cents for each in sums),
        "query": request.GET.urlencode(),
    }
    return render(request, "funding/regelingen/amounts.html", context, status=422 if form.errors else 200)


@require_safe
def download_amounts(request, form):
    """The same amounts, decision by decision, as CSV or XLSX; of a wish that cannot be, the page that says so."""
    asked, regeling, found = _asked(request)
    if asked.errors:
        return redirect(f"{reverse('amounts')}?{request.GET.urlencode()}")
    if regeling is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="bedragen-{regeling.code}.{form}"'}
    content = download(regeling, found.order_by().values("pk"), form)
    return HttpResponse(content, content_type=CONTENT_TYPES[form], headers=headers)


@require_safe
def show_region_amounts(request, slug):
    """What was granted to a mandaatregio, by which decisions."""
    mandaatregio = get_object_or_404(Mandaatregio.objects.select_related("mandaathouder"), slug=slug)
    return _show(request, mandaatregio, mandaatregio.budgetten, mandaatregio=mandaatregio)


@require_safe
def show_municipality_amounts(request, cbs_code):
    """What was granted to a municipality, by which decisions, and in which mandaatregio it lies for the SPUK IZA."""
    municipality = get_object_or_404(Municipality.objects.visible_to(request.user), cbs_code=cbs_code)
    place = (
        Indeling.objects.current()
        .filter(municipality=municipality, purpose=Purpose.MANDAAT)
        .select_related("mandaatregio")
        .first()
    )
    return _show(request, municipality, municipality.budgetten, municipality=municipality, place=place)


def _show(request, receiver, budgets, **context):
    budgets = list(budgets.select_related(*_RELATED).order_by("regeling__position"))
    visible = Budget.objects.visible_to(request.user)
    own = set(visible.filter(pk__in=[budget.pk for budget in budgets]).values_list("pk", flat=True))
    found = [(budget, granted_years(budget), budget.pk in own) for budget in budgets]
    return render(request, "funding/regelingen/receiver.html", {"receiver": receiver, "found": found, **context})
