"""The money of a transformatieplan: a page, the same as a table to take along, and beginning to keep a party's part."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from funding.models import Budget
from funding.transformatie.downloads import money_table
from funding.transformatie.opening import may_open, open_plan_budget
from funding.transformatie.reading import differing_of, money_of
from iza_portal.sheets.writing import CONTENT_TYPES
from plans.models.transformatie import Transformatieplan
from plans.transformatie.finding import plan_or_404
from plans.transformatie.rules import may_see_execution


def _plan(request, pk: int) -> Transformatieplan:
    """Answer the plan of which this person may read how it is carried out; else 404."""
    plan = plan_or_404(request, pk)
    if not may_see_execution(request.user, plan):
        raise Http404
    return plan


@login_required
@require_safe
def show_plan_money(request, pk):
    """What each party was promised, got, spent and has to give back, per milestone and sector, with the totals."""
    plan = _plan(request, pk)
    return _show(request, plan)


def _show(request, plan, *, refused: ValidationError | None = None):
    money = money_of(plan)
    budgets = {each.holder_id: each for each in Budget.objects.visible_to(request.user).filter(plan=plan)}
    of_parties = {party.pk: budgets.get(party.organisation_id) for party in plan.partijen.all()}
    hat = request.user.hat
    own = {party.pk for party in plan.partijen.all() if hat and party.organisation_id == hat.pk}
    # Where no amount is theirs, or they keep it already, there is nothing to begin.
    could_begin = any(line.partij_id in own and of_parties[line.partij_id] is None for line in money.parties)
    context = {
        "plan": plan,
        "money": money,
        "parties": [(line, of_parties[line.partij_id]) for line in money.parties],
        "differing": differing_of(plan, money),
        "may_open": could_begin and may_open(request.user, plan),
        "refused": refused.messages if refused else [],
        "current_page": "transformatiegeld",
    }
    return render(request, "funding/transformatie/money.html", context, status=422 if refused else 200)


@login_required
@require_safe
@never_cache
def download(request, pk, form):
    """A row for each milestone, party and sector."""
    plan = _plan(request, pk)
    answer = HttpResponse(money_table(plan, money_of(plan), form), content_type=CONTENT_TYPES[form])
    name = f"geld-{slugify(plan.title)}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@login_required
@require_POST
def begin(request, pk):
    """Begin to keep the money of the plan for the party whose hat is on, and go to its budget."""
    plan = _plan(request, pk)
    try:
        budget = open_plan_budget(plan, by=request.user, holder=request.user.hat)
    except ValidationError as error:
        return _show(request, plan, refused=error)
    messages.success(request, "De administratie staat klaar. Boek hier wat u uitgeeft.")
    return redirect(budget)
