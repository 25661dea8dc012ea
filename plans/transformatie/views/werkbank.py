"""The workbench of an insurer: what it judges, by when, and who has it in hand; and the views that a person keeps of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.page.access import posted
from plans.models.transformatie import Indiening, Weergave
from plans.transformatie import rules
from plans.transformatie.beoordeling.assigning import divide as divide_all
from plans.transformatie.beoordeling.people import people_of
from plans.transformatie.werkbank import overview, weergaven
from plans.transformatie.werkbank.filters import WerkbankFilter, known
from plans.transformatie.werkbank.forms import WeergaveForm
from plans.transformatie.werkbank.standing import OPEN, Stand, standing_for

ON_A_PAGE = 25
TEMPLATES = "plans/transformatie/werkbank"


class _Pages(Paginator):
    """Pages of a list of which is known already how long it is, where no filter is set."""

    def __init__(self, rows, count: int | None):
        super().__init__(rows, ON_A_PAGE)
        self._known = count

    @cached_property
    def count(self):
        return super().count if self._known is None else self._known


def _user(request):
    if not rules.opens_the_workbench(request.user):
        raise Http404
    return request.user


@login_required
@require_safe
def show_workbench(request):
    """Everything that the insurer judges or asks about, the first term first."""
    user = _user(request)
    own, today = user.hat.pk, timezone.localdate()
    staff, stopped = overview.staff_of(own), overview.stopped_on(today)
    standing = standing_for(user, today)
    totals = overview.totals_of(standing, staff, today=today, stopped=stopped)
    # To make them costs more than the rest of the page: without a filter, what they look like is kept.
    filters = SimpleLazyObject(lambda: _filter(request.GET, standing, user, staff, today, stopped))
    chosen = filters.chosen if known(request.GET.urlencode()) else ""
    rows = overview.rows_of(filters.qs if chosen else standing, own, staff)
    page = _Pages(rows, None if chosen else totals.count).get_page(request.GET.get("pagina"))
    page.object_list = [overview.shown(row, staff, user=user, today=today, stopped=stopped) for row in page]
    context = {
        "filter": filters,
        "is_filtered": bool(chosen),
        "page_obj": page,
        "totals": totals,
        "stands": [(stand, totals.by_stand[stand]) for stand in Stand if totals.by_stand[stand]],
        "reviewers": staff.reviewers.items(),
        "loads": totals.loads,
        "may_divide": bool(rules.functions_under_hat(user) & rules.JUDGING_FUNCTIONS),
        "to_acknowledge": overview.to_acknowledge(own),
        "weergaven": [(each, known(each.query)) for each in user.weergaven.all()],
        "chosen": chosen,
    }
    return render(request, f"{TEMPLATES}/workbench.html", context)


def _filter(data, standing, user, staff, today, stopped) -> WerkbankFilter:
    return WerkbankFilter(data, standing, reviewers=staff.reviewers.items(), user=user, today=today, stopped=stopped)


def _back(request) -> str:
    """Answer the workbench with the filters that were on, of which only filters are taken over."""
    query = known(request.POST.get("filters", "")[:2000])
    return reverse("werkbank") + (f"?{query}" if query else "")


@login_required
@require_POST
def divide(request):
    """Assign what was chosen in the list to one reviewer; what could not be is said, and the rest is done."""
    user = _user(request)
    if not rules.functions_under_hat(user) & rules.JUDGING_FUNCTIONS:
        raise PermissionDenied
    chosen = _chosen(request, user)
    said = request.POST.get("person", "")
    reviewers = people_of(user.hat.pk, rules.JUDGING_FUNCTIONS)
    person = reviewers.filter(pk=int(said)).first() if said.isdecimal() and len(said) < 10 else None
    if person is None:
        messages.error(request, "Kies een beoordelaar.")
    elif not chosen:
        messages.error(request, "Kies eerst in de lijst wat u wilt toewijzen.")
    else:
        refused = divide_all(chosen, by=user, person=person)
        if done := len(chosen) - len(refused):
            what = "Eén beoordeling is" if done == 1 else f"{done} beoordelingen zijn"
            messages.success(request, f"{what} toegewezen aan {person}.")
        for sentence in refused:
            messages.error(request, sentence)
    return redirect(_back(request))


def _chosen(request, user) -> dict[Indiening, int | None]:
    """Answer the submissions that were ticked, each with who had it in the list: «12:5», or «12:0» for nobody."""
    seen = {}
    for ticked in request.POST.getlist("kies")[:ON_A_PAGE]:
        pk, _, person = ticked.partition(":")
        if all(each.isdecimal() and len(each) < 10 for each in (pk, person)):
            seen[int(pk)] = int(person) or None
    found = standing_for(user, timezone.localdate()).filter(pk__in=seen, stand__in=OPEN)
    found = found.select_related("plan").defer("content", "differences")
    return {indiening: seen[indiening.pk] for indiening in found}


# --- The views that a person keeps ---


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_weergave(request):
    """Keep the filters that are on under a name."""
    user = _user(request)
    today, own = timezone.localdate(), user.hat.pk
    data = QueryDict(known(request.GET.urlencode()))
    chosen = _filter(data, standing_for(user, today), user, overview.staff_of(own), today, set()).chosen
    form = WeergaveForm(posted(request))
    if form.is_valid():
        try:
            weergaven.keep_weergave(by=user, query=chosen, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "De weergave is bewaard. U vindt haar boven de werkbank.")
            return redirect(f"{reverse('werkbank')}?{chosen}")
    back = f"{reverse('werkbank')}?{chosen}"
    status = 422 if form.is_bound else 200
    return render(request, f"{TEMPLATES}/weergave.html", {"form": form, "back": back, "chosen": chosen}, status=status)


def _weergave(request, weergave_pk: int) -> Weergave:
    return get_object_or_404(_user(request).weergaven, pk=weergave_pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_weergave(request, weergave_pk):
    """Give a view another name; below it stands how to take it away."""
    weergave = _weergave(request, weergave_pk)
    form = WeergaveForm(posted(request), initial={"name": weergave.name})
    if form.is_valid():
        try:
            weergaven.rename_weergave(weergave, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "De naam is gewijzigd.")
            return redirect("werkbank")
    context = {"form": form, "weergave": weergave, "back": reverse("werkbank")}
    return render(request, f"{TEMPLATES}/weergave.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_weergave(request, weergave_pk):
    weergaven.remove_weergave(_weergave(request, weergave_pk), by=request.user)
    messages.success(request, "De weergave is weggehaald.")
    return redirect("werkbank")
