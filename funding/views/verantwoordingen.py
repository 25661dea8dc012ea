"""Accounts over a year (SiSa): which there are, what each says with the postings below it, and making and settling one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding.finding import budget_or_404
from funding.models import Sisaindicator, Verantwoordingsstand
from funding.sisa import accounting, rights
from funding.sisa.asked import asked_of, due_on
from funding.sisa.checking import checks_of, obstacles_among
from funding.sisa.downloads import workbook
from funding.sisa.finding import account_or_404
from funding.sisa.forms import SendBackForm, ValuesForm
from funding.sisa.listing import accounts_of, years_of
from funding.sisa.postings import SUMMED, indicators_of, postings_of
from funding.sisa.values import code_of, values_of
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.forms import VersionedForm
from iza_portal.sheets.writing import CONTENT_TYPES
from regions.models import Municipality

ROWS_ON_A_PAGE = 100
OUTDATED = "Iemand anders wijzigde deze verantwoording intussen. Kijk haar eerst opnieuw na."


@login_required
@require_safe
def list_own(request):
    """The accounts that are asked of the person's organisations: this year's and those of the five years before."""
    this_year = timezone.localdate().year
    own = sorted({each.organisation_id for each in request.user.active_memberships})
    rows = Paginator(asked_of(own, list(range(this_year - 5, this_year + 1))), ROWS_ON_A_PAGE)
    page_obj = rows.get_page(request.GET.get("pagina"))
    return render(request, "funding/sisa/own.html", {"page_obj": page_obj, "today": timezone.localdate()})


@login_required
@require_safe
def list_of_budget(request, pk):
    """The accounts of a budget, year by year, with those of its medeoverheden; and beginning one."""
    budget = budget_or_404(request, pk)
    context = {
        "budget": budget,
        "years": years_of(budget, accounts_of(budget), by=request.user),
        "has_indicators": Sisaindicator.objects.filter(regeling=budget.regeling_id).exists(),
        "current_page": "budget-verantwoordingen",
    }
    return render(request, "funding/sisa/budget.html", context)


@login_required
@require_POST
def open_account(request, pk):
    budget = budget_or_404(request, pk)
    year, municipality = request.POST.get("year", ""), request.POST.get("municipality", "")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Http404
    medeoverheid = None
    if municipality:
        if not (municipality.isascii() and municipality.isdecimal() and len(municipality) < 10):
            raise Http404
        medeoverheid = get_object_or_404(Municipality.objects.select_related("organisation"), pk=municipality)
    try:
        account = accounting.open_account(budget, int(year), by=request.user, municipality=medeoverheid)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("budget-verantwoordingen", pk=budget.pk)
    return redirect("verantwoording", pk=account.pk)


@login_required
@require_safe
def show_account(request, pk):
    """What the account says, what was checked, and what can be done with it."""
    return render(request, "funding/sisa/account.html", _context(request, account_or_404(request, pk)))


def _context(request, account) -> dict:
    values = values_of(account)
    checks = checks_of(account, values)
    may_keep, may_settle = rights.may_keep(request.user, account), rights.may_settle(request.user, account)
    is_concept = account.status == Verantwoordingsstand.CONCEPT
    is_offered = account.status == Verantwoordingsstand.AANGEBODEN
    obstacles = obstacles_among(checks)
    return {
        "account": account,
        "budget": account.budget,
        "code": code_of(account),
        "of_all": [value for value in values if not value.municipality_id and value.meaning != "ontvanger"],
        "of_each": [value for value in values if value.municipality_id and value.meaning != "ontvanger"],
        "asks_each": any(each.per_receiver for each in indicators_of(account)),
        "notes": list(dict.fromkeys(value.certainty_note for value in values if value.certainty_note)),
        "checks": checks,
        "obstacles": obstacles,
        "due_on": due_on(account.year),
        "may_fill": may_keep and is_concept and any(value.is_asked for value in values),
        "may_offer": may_keep and is_concept and not obstacles,
        "may_send_back": is_offered and (may_keep or may_settle),
        "may_settle": is_offered and may_settle and account.offered_by_id != request.user.pk,
        "offered_it": is_offered and may_settle and account.offered_by_id == request.user.pk,
        "has_pdf": hasattr(account, "pdf"),
        "current_page": "budget-verantwoordingen",
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request, pk):
    """Fill in what no sum answers; where somebody else did meanwhile, both are shown."""
    account = account_or_404(request, pk)
    if not rights.may_keep(request.user, account):
        raise PermissionDenied
    values = values_of(account)
    form = ValuesForm(posted(request), values=values, version=account.version)
    theirs = None
    if form.is_valid():
        try:
            accounting.fill_in(account, by=request.user, version=form.cleaned_data["version"], values=form.values())
        except OutdatedVersion as outdated:
            theirs = [
                (f"{value.number} {value.title}", value.shown)
                for value in values_of(outdated.current)
                if value.is_asked
            ]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De indicatoren zijn bewaard.")
            return redirect("verantwoording", pk=pk)
    elif account.status != Verantwoordingsstand.CONCEPT and not form.is_bound:
        messages.warning(request, f"De verantwoording is {account.get_status_display()}: er valt niets in te vullen.")
        return redirect("verantwoording", pk=pk)
    context = {"account": account, "budget": account.budget, "form": form, "theirs": theirs}
    return render(request, "funding/sisa/fill_in.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def offer(request, pk):
    said = "De verantwoording is aangeboden. Een bestuurder stelt haar vast."
    return _act(request, pk, accounting.offer, may=rights.may_keep, said=said)


@login_required
@require_POST
def settle(request, pk):
    said = "De verantwoording is vastgesteld en verandert niet meer."
    return _act(request, pk, accounting.settle, may=rights.may_settle, said=said)


def _act(request, pk, operation, *, may, said: str):
    """Do what the button of a page says; where it cannot be done the page comes again and says why."""
    account = account_or_404(request, pk)
    if not may(request.user, account):
        raise PermissionDenied
    form = VersionedForm(request.POST)
    if form.is_valid():
        try:
            operation(account, by=request.user, version=form.cleaned_data["version"])
        except OutdatedVersion:
            form.add_error(None, OUTDATED)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, said)
            return redirect("verantwoording", pk=pk)
    account = account_or_404(request, pk)
    return render(request, "funding/sisa/account.html", _context(request, account) | {"form": form}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, pk):
    """Give the account back to who keeps it, with the reason."""
    account = account_or_404(request, pk)
    if not (rights.may_settle(request.user, account) or rights.may_keep(request.user, account)):
        raise PermissionDenied
    form = SendBackForm(posted(request), initial={"version": account.version})
    if form.is_valid():
        try:
            accounting.send_back(account, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            reposted(form, version=outdated.current.version)
            form.add_error(None, OUTDATED)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De verantwoording is teruggegeven.")
            return redirect("verantwoording", pk=pk)
    elif account.status != Verantwoordingsstand.AANGEBODEN and not form.is_bound:
        messages.warning(request, f"De verantwoording is {account.get_status_display()}.")
        return redirect("verantwoording", pk=pk)
    context = {"account": account, "budget": account.budget, "form": form}
    return render(request, "funding/sisa/send_back.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def show_postings(request, pk, indicator_pk):
    """The postings whose sum is the value of an indicator; with `?gemeente=` those of one medeoverheid."""
    account = account_or_404(request, pk)
    indicator = next((each for each in indicators_of(account) if each.pk == indicator_pk), None)
    if indicator is None or indicator.meaning not in SUMMED:
        raise Http404
    municipality, asked = None, request.GET.get("gemeente", "")
    if asked:
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
            raise Http404
        municipality = get_object_or_404(Municipality, pk=asked)
    found = postings_of(account, indicator, municipality)
    sums = found.order_by().aggregate(total=Sum("cents", default=0), count=Count("pk"))
    paginator = Paginator(found, ROWS_ON_A_PAGE)
    paginator.count = sums["count"]  # It came with the sum.
    context = {
        "account": account,
        "budget": account.budget,
        "indicator": indicator,
        "municipality": municipality,
        "total": sums["total"],
        "page_obj": paginator.get_page(request.GET.get("pagina")),
    }
    return render(request, "funding/sisa/postings.html", context)


@login_required
@require_safe
@never_cache
def download_xlsx(request, pk):
    account = account_or_404(request, pk)
    answer = HttpResponse(workbook(account, values_of(account)), content_type=CONTENT_TYPES["xlsx"])
    answer["Content-Disposition"] = content_disposition_header(True, f"{_file_name(account)}.xlsx")
    return answer


@login_required
@require_safe
@never_cache
def download_pdf(request, pk):
    """The PDF of a settled account; 404 until a worker made it."""
    account = account_or_404(request, pk)
    if not hasattr(account, "pdf"):
        raise Http404
    answer = HttpResponse(bytes(account.pdf.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{_file_name(account)}.pdf")
    return answer


def _file_name(account) -> str:
    whose = f" {account.municipality}" if account.municipality_id else ""
    return f"verantwoording {account.year} {account.budget}{whose}"
